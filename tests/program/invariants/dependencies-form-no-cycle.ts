import type { PlannedResource } from "../../../plan/document";
import { label } from "../reading";
import type { Invariant } from "./invariant";

/** Over what a resource lists and over its parents: a child is registered after whatever its parent waits for. */
export const invariant: Invariant = (plan) => {
    const all = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    const found: string[] = [];
    const done = new Set<string>();

    const visit = (resource: PlannedResource, path: readonly PlannedResource[]): void => {
        if (done.has(resource.urn)) return;
        const start = path.indexOf(resource);
        if (start >= 0) {
            found.push([...path.slice(start), resource].map(label).join(" → "));
            return;
        }
        for (const urn of [...(resource.options.dependsOn ?? []), ...(resource.parent ? [resource.parent] : [])]) {
            const next = all.get(urn);
            if (next) visit(next, [...path, resource]);
            else found.push(`${label(resource)} waits for ${urn}, which nobody makes`);
        }
        done.add(resource.urn);
    };
    for (const resource of plan.resources) visit(resource, []);
    return found;
};
