import { ancestors, label } from "../reading";
import type { Invariant } from "./invariant";

/** Two instances of a component then never ask for the same name. There is one environment, whose name says nothing. */
export const invariant: Invariant = (plan) =>
    plan.resources.flatMap((resource) => {
        const [parent] = ancestors(plan, resource);
        if (!parent || parent.custom || !parent.type.startsWith("fairlead:")) return [];
        if (parent.type === "fairlead:index:Environment") return [];
        if (resource.name === parent.name || resource.name.startsWith(`${parent.name}-`)) return [];
        return [`${label(resource)} does not begin with "${parent.name}", the name of its ${label(parent)}`];
    });
