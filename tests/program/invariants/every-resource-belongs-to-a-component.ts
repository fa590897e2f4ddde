import { ancestors, label } from "../reading";
import type { Invariant } from "./invariant";

/** What is at the top of a stack. */
const TOPS = ["fairlead:index:Environment", "fairlead:index:Account"];

/** The environment and its provider stand at the top; everything else has one component that answers for it. */
export const invariant: Invariant = (plan) =>
    plan.resources
        .filter(({ parent, type }) => parent !== undefined && type !== "pulumi:providers:aws")
        .filter((resource) => !TOPS.includes(resource.type))
        .filter((resource) => {
            const [parent] = ancestors(plan, resource);
            return parent === undefined || !/^(fairlead|awsx):/.test(parent.type);
        })
        .map((resource) => `${label(resource)} belongs to no component of ours`);
