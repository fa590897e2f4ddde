import { ancestors, label, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** What AWS makes for a line: every resource is a second of `up`, and components are none. With all that a line may ask for. */
const MOST = 92;

export const invariant: Invariant = (plan) =>
    ofType(plan, "fairlead:index:ServiceLine").flatMap((line) => {
        const own = plan.resources.filter((resource) => resource.custom && ancestors(plan, resource).includes(line));
        const count = own.length;
        return count > MOST ? [`${label(line)} has ${count} resources, over ${MOST}`] : [];
    });
