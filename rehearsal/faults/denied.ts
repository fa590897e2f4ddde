// Takes one statement out of a plan, wherever the plan keeps policies.
import type { Plan, PlannedResource } from "../../plan/document";
import { isRecord, parsed, texts } from "../../plan/plans";
import { statementsOf, type Statement } from "../../plan/policies";
import { nearestName } from "../../text/nearest";

/** A fault by a name that is not known, or one that asks for what is not there. */
export class UnknownFault extends Error {}

/** Inputs that hold a policy, by what they are called on any resource. */
const POLICY_INPUTS = ["policy", "assumeRolePolicy", "policyDocument"];

/** The plans without the statement `<resource>/<action>`: the one of that resource's policy that names the action. */
export function withoutStatement(plans: readonly Plan[], asked: string): readonly Plan[] {
    const [holder = "", action = ""] = split(asked);
    const held = plans.flatMap(({ resources }) => resources).filter((resource) => heldBy(resource).length > 0);
    const mine = held.filter(({ name }) => name === holder);
    if (mine.length === 0) {
        const meant = nearestName(
            holder,
            held.map(({ name }) => name),
        );
        const help =
            meant === undefined ? `policies are on ${names(held)}` : `did you mean ${meant}/${action || "<action>"}?`;
        throw new UnknownFault(`no policy belongs to "${holder}"; ${help}`);
    }
    const known = mine.flatMap(heldBy).flatMap(({ Action }) => texts(Action));
    if (!known.includes(action))
        throw new UnknownFault(
            `no statement of ${holder} names "${action}"; there are ${[...new Set(known)].join(", ")}`,
        );
    return plans.map((plan) => ({
        ...plan,
        resources: plan.resources.map((resource) => (mine.includes(resource) ? without(resource, action) : resource)),
    }));
}

function split(asked: string): readonly string[] {
    const at = asked.lastIndexOf("/");
    return at === -1 ? [asked] : [asked.slice(0, at), asked.slice(at + 1)];
}

function names(held: readonly PlannedResource[]): string {
    return [...new Set(held.map(({ name }) => name))].sort().join(", ");
}

function heldBy({ inputs }: PlannedResource): readonly Statement[] {
    return POLICY_INPUTS.flatMap((input) => statementsOf(inputs[input]));
}

function without(resource: PlannedResource, action: string): PlannedResource {
    const changed = POLICY_INPUTS.flatMap((input) => {
        const document = parsed(resource.inputs[input]);
        if (!isRecord(document)) return [];
        const left = statementsOf(document).filter(({ Action }) => !texts(Action).includes(action));
        return [[input, JSON.stringify({ ...document, Statement: left })] as const];
    });
    return { ...resource, inputs: { ...resource.inputs, ...Object.fromEntries(changed) } };
}
