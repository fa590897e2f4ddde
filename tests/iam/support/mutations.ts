// Changes of one statement, each of which must change an answer; a statement that can go or grow unseen proves nothing.
import type { Question, Verdicts } from "../../../iam/verdicts";
import { isAbout, type Statement } from "../../../iam/evaluate";
import { isRecord, texts } from "../../../plan/plans";
import type { Policy } from "../../../iam/policies";
import { starIsExplained } from "../../../iam/no-resource-level";

/** Every statement whose change nobody would notice, as sentences. */
export function unnoticed(
    policies: readonly Policy[],
    { allow, refuse, verdicts }: { allow: readonly Question[]; refuse: readonly Question[]; verdicts: Verdicts },
): readonly string[] {
    return policies.flatMap((policy) => {
        const allowed = allow.filter((question) => verdicts.looksAt(question, policy));
        const refused = refuse.filter((question) => verdicts.looksAt(question, policy));
        return policy.statements.flatMap((statement, at) => {
            // No change below is one of its actions, so what is asked about others gets the same answer.
            const concerned = ({ action }: Question) => isAbout(statement, action);
            const [mayLose, mayGain] = [allowed.filter(concerned), refused.filter(concerned)];
            const among = (changed: readonly Statement[]) => ({
                of: policy,
                statements: [...policy.statements.slice(0, at), ...changed, ...policy.statements.slice(at + 1)],
            });
            const loses = (changed: readonly Statement[]) =>
                mayLose.some((question) => !verdicts.allows(question, among(changed)));
            const gains = (changed: readonly Statement[]) =>
                mayGain.some((question) => verdicts.allows(question, among(changed)));
            const says = `${policy.says}, statement ${at + 1} (${texts(statement["Action"]).join(", ")})`;
            return [
                ...(loses([]) || gains([]) ? [] : [`${says}: nobody misses it`]),
                ...widened(policy, statement)
                    .filter(({ changed }) => !gains([changed]) && !loses([changed]))
                    .map(({ how }) => `${says}: nobody notices ${how}`),
            ];
        });
    });
}

function widened(
    policy: Policy,
    statement: Statement,
): readonly { readonly how: string; readonly changed: Statement }[] {
    const { Condition: condition, ...unconditional } = statement;
    const scoped = policy.kind === "identity" || policy.holder.startsWith("logs:");
    return [
        // In the policy of one thing, `*` is that thing; who may come in is what can be widened there.
        ...(scoped && !isEverything(statement) ? [{ how: "it on *", changed: { ...statement, Resource: "*" } }] : []),
        ...(isRecord(statement["Principal"])
            ? [{ how: "it for everybody", changed: { ...statement, Principal: "*" } }]
            : []),
        ...(condition === undefined ? [] : [{ how: "it without its condition", changed: unconditional }]),
    ];
}

/** Actions on `*` that no table explains, as sentences. */
export function unexplained(policies: readonly Policy[]): readonly string[] {
    return policies
        .filter((policy) => policy.kind === "identity" || policy.holder.startsWith("logs:"))
        .flatMap((policy) =>
            policy.statements.filter(isEverything).flatMap((statement) =>
                texts(statement["Action"])
                    .filter((action) => !starIsExplained(action, statement["Condition"]))
                    .map((action) => `${policy.says}: ${action} on *, and iam/no-resource-level.ts does not say why`),
            ),
        );
}

function isEverything(statement: Statement): boolean {
    return texts(statement["Resource"]).includes("*");
}
