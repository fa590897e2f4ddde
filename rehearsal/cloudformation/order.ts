// In which order a template's resources are made: what is named comes first, whether by a reference or by DependsOn.
import { namesIn } from "./functions";
import { invalid, type Template } from "./template";

/** By the name of each resource, what it needs: other resources, and names of nothing. */
export type Needs = ReadonlyMap<string, readonly string[]>;

export function needsOf({ resources, parameters }: Pick<Template, "resources" | "parameters">): Needs {
    return new Map(
        Object.entries(resources).map(([name, { properties, dependsOn }]) => {
            const named = namesIn(properties).filter(
                (each) => !Object.hasOwn(parameters, each) && !each.startsWith("AWS::"),
            );
            return [name, [...new Set([...named, ...dependsOn])]];
        }),
    );
}

/** Resources by their names, each after what it needs. Throws what CloudFormation refuses: names of nothing, and circles. */
export function inOrder(template: Pick<Template, "resources" | "parameters">): readonly string[] {
    const needs = needsOf(template);
    for (const all of needs.values()) {
        const nothing = all.filter((each) => !needs.has(each));
        if (nothing.length > 0)
            throw invalid(
                `Template format error: Unresolved resource dependencies [${nothing.join(", ")}] in the Resources block of the template`,
            );
    }
    const { order, circle } = sortedBy(needs);
    if (circle) throw invalid(`Circular dependency between resources: [${circle.join(", ")}]`);
    return order;
}

interface Sorted {
    readonly order: readonly string[];
    /** The first one that was met: names that need each other. */
    readonly circle?: readonly string[];
}

/** What needs nothing first. Names of nothing are passed over. */
export function sortedBy(needs: Needs): Sorted {
    const order = new Set<string>();
    // Each with what of its needs is still to be looked at: a chain of needs may be as long as a template.
    for (const first of needs.keys()) {
        const path = new Map<string, string[]>([[first, [...(needs.get(first) ?? [])]]]);
        for (let top = [...path.entries()].at(-1); top; top = [...path.entries()].at(-1)) {
            const [name, left] = top;
            const next = left.shift();
            if (next === undefined) {
                order.add(name);
                path.delete(name);
            } else if (path.has(next)) {
                const names = [...path.keys()];
                return { order: [...order], circle: names.slice(names.indexOf(next)) };
            } else if (needs.has(next) && !order.has(next)) path.set(next, [...(needs.get(next) ?? [])]);
        }
    }
    return { order: [...order] };
}
