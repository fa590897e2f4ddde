import type { Fact, Fold } from "../../engine/journal";
import { below } from "../../../plan/plans";
import { POLLED } from "../../services/executions-answers";
import type { EventShown } from "../model";

/** Events, the rules that took them, and why no rule did. */
export class EventHistory implements Fold {
    public readonly all = new Map<number, EventShown>();

    /** Changes that a pipeline asked for by itself: nobody was meant to tell it of them. */
    private readonly polled = new Set<string>();

    public apply({ kind, about, n, at, data }: Fact): void {
        if (kind === "run.queued" && data["trigger"] === POLLED)
            this.polled.add(String(data["token"]).split(" ").at(-1) ?? "");
        if (kind === "event") {
            const { source, "detail-type": type, detail } = data;
            const shown = { n, at, bus: about, source: String(source), type: String(type), detail: detail ?? null };
            this.all.set(n, { ...shown, matched: [], lost: [] });
            return;
        }
        const event = this.all.get(Number(data["event"]));
        if (!event) return;
        if (kind === "matched") event.matched.push(about);
        if (kind === "undelivered")
            event.lost.push(
                `the rule ${lastOf(about)} took "${event.type}" and could not hand it on: ${String(data["why"])}`,
            );
        if (kind === "unmatched") event.unmatched = data["why"] as unknown as EventShown["unmatched"];
    }

    /** Those that no rule took, by what they are. */
    public get unmatched(): ReadonlyMap<string, readonly EventShown[]> {
        const all = [...this.all.values()].filter(({ unmatched }) => unmatched !== undefined);
        return grouped(all, ({ source, type }) => `${source}: ${type}`);
    }

    /** Those of AWS's own that no rule took, by their type: AWS sends them, and most need no rule. */
    public get routine(): ReadonlyMap<string, readonly EventShown[]> {
        const all = [...this.all.values()].filter((event) => event.unmatched !== undefined && !this.isMeant(event));
        return grouped(all, ({ type }) => type);
    }

    /** Those that no rule took and that a job sent or a push caused: those were meant for a rule. */
    public get unheard(): readonly EventShown[] {
        return [...this.all.values()].filter((event) => event.unmatched !== undefined && this.isMeant(event));
    }

    private isMeant({ bus, source, detail }: EventShown): boolean {
        if (!/(^|\/)default$/.test(bus) || !source.startsWith("aws.")) return true;
        return source === "aws.codecommit" && !this.polled.has(String(below(detail)["commitId"]));
    }
}

function grouped(
    events: readonly EventShown[],
    by: (event: EventShown) => string,
): ReadonlyMap<string, readonly EventShown[]> {
    const groups = new Map<string, EventShown[]>();
    for (const event of events) groups.set(by(event), [...(groups.get(by(event)) ?? []), event]);
    return groups;
}

/** That no rule took it, and what each rule says of it, a line each. */
export function whyUnheard({ bus, type, unmatched = [] }: EventShown): readonly [string, ...string[]] {
    const which = `no rule took "${type}" on the bus ${bus}`;
    if (unmatched.length === 0) return [`${which}, which has none`];
    return [`${which}:`, ...unmatched.map(({ rule, why }) => `${lastOf(rule)}: ${why}`)];
}

/** What an ARN ends in. */
function lastOf(arn: string): string {
    return arn.split("/").at(-1) ?? arn;
}
