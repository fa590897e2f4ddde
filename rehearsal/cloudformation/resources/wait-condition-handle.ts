import { chance } from "../stacks";
import type { StackResourceKind } from "./types";

/** An address that nobody has to call: what is left of a template in which nothing else is. */
export const waitConditionHandle: StackResourceKind = {
    type: "AWS::CloudFormation::WaitConditionHandle",
    properties: {},
    create: (_, { plan, logicalId }) => {
        const ref = `https://cloudformation-waitcondition-${plan.region}.s3.${plan.region}.amazonaws.com/${logicalId}-${chance()}`;
        return Promise.resolve({ ref, attributes: {} });
    },
    update: (known) => Promise.resolve(known),
    remove: () => Promise.resolve(),
};
