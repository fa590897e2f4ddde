import { ancestors, label, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** The line, its components and what they make. Every resource is a second of `up`, and Pulumi Cloud counts them. */
const MOST = 80;

export const invariant: Invariant = (plan) =>
    ofType(plan, "fairlead:index:ServiceLine").flatMap((line) => {
        const own = plan.resources.filter((resource) => ancestors(plan, resource).includes(line));
        const count = own.length + 1;
        return count > MOST ? [`${label(line)} has ${count} resources, over ${MOST}`] : [];
    });
