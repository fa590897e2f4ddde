import { label } from "../reading";
import type { Invariant } from "./invariant";

/** The inputs of a component are for whoever reads a state: without them it holds what was made, and not from what. */
export const invariant: Invariant = (plan) =>
    plan.resources
        .filter(({ type, inputs }) => type.startsWith("fairlead:index:") && Object.keys(inputs).length === 0)
        .map((component) => `${label(component)} does not say what it was given`);
