// Questions as iam/questions.ts foresees them and calls as they were made, in one language: what AWS names by chance
// is left out.
import type { Question } from "../../iam/verdicts";
import type { Fact } from "../../rehearsal/engine/journal";

/** Names that only the call itself knows, and what stands in their place. */
const BY_CHANCE: readonly (readonly [RegExp, string])[] = [
    [/^(arn:aws:s3:::[^/]+\/[^/]+\/[^/]+\/)[A-Za-z0-9]{7}$/, "$1<of this run>"],
    [/(\/evidence\/[^/]+\/)[0-9a-f-]{36}\.md$/, "$1<execution>.md"],
    [/(\/builds\/[^/]+\/)[0-9a-f-]{36,64}\.json$/, "$1<digest>.json"],
    [/(:log-group:[^:]+:log-stream:)i-[0-9a-f]+(\/\w+)?$/, "$1<machine>"],
    [/(:instance\/)[^/]+$/, "$1<machine>"],
    [/(:log-group:[^:]+:log-stream:(?:\w+\/)*)[^:/]+$/, "$1<stream>"],
    [/(:task\/[^/]+\/)[0-9a-f]+$/, "$1<task>"],
    [/(:task-set\/.*\/ecs-svc\/)\d+$/, "$1<task set>"],
    [/(:task-definition\/[^:]+):\d+$/, "$1:<revision>"],
];

/** Who, what and on what, without what is chance. */
export function wanted({ by, action, on }: Pick<Question, "by" | "action" | "on">): string {
    const settled = BY_CHANCE.reduce((text, [chance, instead]) => text.replace(chance, instead), on);
    return `${by} ${action} on ${settled}`;
}

/** Every question that was asked at the gateway. */
export function askedFor(facts: readonly Fact[]): ReadonlySet<string> {
    return new Set(facts.filter(isQuestion).map(questionIn));
}

export function isQuestion({ kind }: Fact): boolean {
    return kind === "allowed" || kind === "denied";
}

export function questionIn({ about, data }: Fact): string {
    return wanted({ by: String(data["role"]), action: about, on: String(data["on"]) });
}
