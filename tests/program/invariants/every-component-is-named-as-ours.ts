import { label } from "../reading";
import type { Invariant } from "./invariant";

/** The type is part of every URN below it, so a changed one replaces all of that. awsx brings the network as its own. */
export const invariant: Invariant = (plan) =>
    plan.resources
        .filter(({ custom, parent }) => !custom && parent !== undefined)
        .filter(({ type }) => !/^fairlead:index:([A-Z][a-z0-9]+)+$/.test(type) && type !== "awsx:ec2:Vpc")
        .map((component) => `${label(component)} has the type ${component.type}, not fairlead:index:<Class>`);
