import { NotRehearsed } from "../../account/gateway";
import { chance } from "../stacks";
import { alarm } from "./alarm";
import { endpoint } from "./endpoint";
import { endpointConfig, model } from "./sagemaker";
import { scalableTarget, scalingPolicy } from "./scaling";
import type { StackResourceKind } from "./types";

/** An address that nobody has to call: what is left of a template in which nothing else is. */
const waitConditionHandle: StackResourceKind = {
    type: "AWS::CloudFormation::WaitConditionHandle",
    properties: {},
    create: (_, { plan, logicalId }) => {
        const ref = `https://cloudformation-waitcondition-${plan.region}.s3.${plan.region}.amazonaws.com/${logicalId}-${chance()}`;
        return Promise.resolve({ ref, attributes: {} });
    },
    update: (known) => Promise.resolve(known),
    remove: () => Promise.resolve(),
};

// Every type of resource of a template that can be rehearsed. A new one has a line here.

const KINDS: ReadonlyMap<string, StackResourceKind> = new Map(
    [waitConditionHandle, model, endpointConfig, endpoint, scalableTarget, scalingPolicy, alarm].map((kind) => [
        kind.type,
        kind,
    ]),
);

/** For the fidelity table. */
export const rehearsedTypes: readonly string[] = [...KINDS.keys()];

export function kindOf(type: string): StackResourceKind {
    const found = KINDS.get(type);
    if (found) return found;
    throw new NotRehearsed(`resources of type ${type} in a template; there are ${rehearsedTypes.join(", ")}`);
}
