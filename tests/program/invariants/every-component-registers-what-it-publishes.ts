import { label } from "../reading";
import type { Invariant } from "./invariant";

/** A component without outputs forgot `registerOutputs`, or publishes nothing that anybody could compose with. */
export const invariant: Invariant = (plan) =>
    plan.resources
        .filter(({ custom, parent }) => !custom && parent !== undefined)
        .filter(({ outputs }) => Object.keys(outputs).length === 0)
        .map((component) => `${label(component)} registers no outputs`);
