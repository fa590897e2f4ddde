// What an update may do to the resources of a stack that has a policy. It is no question of who asks.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
import type { Json } from "../../plan/document";
import { parsed, records, text } from "../../plan/plans";
import { wildcard } from "../../text/wildcard";
import { NotRehearsed, Refused } from "../account/gateway";
import type { Stack } from "./stacks";

export interface Updated {
    readonly how: "Modify" | "Replace" | "Delete";
    readonly logicalId: string;
    readonly type: string;
}

/** Without a policy everything may be updated, and the way back from an update always is. */
export function refusesUpdate({ planned }: Pick<Stack, "planned">, updated: Updated): void {
    const body = text(planned.resource, "policyBody");
    if (body === "") return;
    const { Statement: said } = (parsed(body) ?? {}) as { readonly Statement?: Json };
    const fitting = records(Array.isArray(said) ? said : [said ?? null]).filter((each) => isAbout(each, updated));
    const allowed = fitting.some(({ Effect: effect }) => effect === "Allow");
    if (allowed && !fitting.some(({ Effect: effect }) => effect === "Deny")) return;
    const { how, logicalId } = updated;
    throw new Refused(
        "ValidationError",
        `Action denied by stack policy: Update:${how} of LogicalResourceId/${logicalId} is ${allowed ? "denied" : "not allowed"}`,
    );
}

/** What no template speaks of any more is deleted once the update is through: whether it may be is asked before. */
export function refusesRemovals(stack: Pick<Stack, "planned" | "resources">, stays: readonly string[]): void {
    for (const [logicalId, { type }] of stack.resources)
        if (!stays.includes(logicalId)) refusesUpdate(stack, { how: "Delete", logicalId, type });
}

function isAbout(statement: Readonly<Record<string, unknown>>, { how, logicalId, type }: Updated): boolean {
    const { Action: actions, Resource: resources, Condition: condition = {}, NotAction, NotResource } = statement;
    if (NotAction !== undefined || NotResource !== undefined)
        throw new NotRehearsed("NotAction and NotResource in the policy of a stack");
    const [[operator, keys] = ["StringEquals", {}], ...more] = Object.entries(condition as Record<string, object>);
    const [[key, types] = ["ResourceType", [type]], ...others] = Object.entries(keys);
    if (more.length + others.length > 0 || key !== "ResourceType" || !/^String(Equals|Like)$/.test(operator))
        throw new NotRehearsed("conditions of a stack's policy besides StringEquals and StringLike of ResourceType");
    return (
        matches(actions, `Update:${how}`) &&
        matches(resources, `LogicalResourceId/${logicalId}`) &&
        matches(types, type)
    );
}

function matches(patterns: unknown, said: string): boolean {
    return [patterns].flat().some((pattern) => wildcard(String(pattern)).test(said));
}
