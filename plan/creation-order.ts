import type { Plan, PlannedResource } from "./plans";
import { TYPE } from "./tokens";

/** Made as early as their dependencies allow, so that an event that should not be heard is. */
const EARLY = /bucketNotification|eventRule|eventTarget/;

/** Of a first `up`: a pipeline runs before its first objects are there. */
function inconvenience({ type }: PlannedResource): number {
    if (EARLY.test(type)) return 0;
    return type === TYPE.pipeline ? 1 : type === TYPE.bucketObject ? 3 : 2;
}

/**
 * The order of an unlucky `up`: each resource after everything it depends on, a component standing for what is below it,
 * and otherwise as inconveniently as the engine is free to choose.
 * @param rank what comes first where there is a choice: the lowest
 */
export function inOrder(plan: Plan, rank = inconvenience): readonly PlannedResource[] {
    const below = new Map<string, string[]>();
    for (const { urn, parent } of plan.resources) if (parent) below.set(parent, [...(below.get(parent) ?? []), urn]);
    const expand = (urn: string): string[] => [urn, ...(below.get(urn) ?? []).flatMap(expand)];
    const custom = plan.resources.filter((resource) => resource.custom);
    const known = new Set(custom.map(({ urn }) => urn));
    const done = new Set<string>();
    const order: PlannedResource[] = [];
    let left = [...custom].sort((a, b) => rank(a) - rank(b));
    while (left.length > 0) {
        const next = left.find(({ urn, options }) =>
            (options.dependsOn ?? [])
                .flatMap(expand)
                .every((needed) => needed === urn || !known.has(needed) || done.has(needed)),
        );
        if (!next) throw new Error(`these depend on each other: ${left.map(({ name }) => name).join(", ")}`);
        done.add(next.urn);
        order.push(next);
        left = left.filter((resource) => resource !== next);
    }
    return order;
}
