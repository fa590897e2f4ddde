// In which order a template's resources are made: what is named comes first, whether by a reference or by DependsOn.
import { namesIn } from "./functions";
import { invalid, type Template } from "./template";

/** Resources by their names, each after what it needs. Throws what CloudFormation refuses: names of nothing, and circles. */
export function inOrder(template: Template): readonly string[] {
    const { resources, parameters } = template;
    const needs = new Map(
        Object.entries(resources).map(([name, { properties, dependsOn }]) => {
            const named = namesIn(properties).filter((each) => !(each in parameters) && !each.startsWith("AWS::"));
            const all = [...new Set([...named, ...dependsOn])];
            const nothing = all.filter((each) => !(each in resources));
            if (nothing.length > 0)
                throw invalid(
                    `Template format error: Unresolved resource dependencies [${nothing.join(", ")}] in the Resources block of the template`,
                );
            return [name, all] as const;
        }),
    );
    const order: string[] = [];
    const visit = (name: string, above: readonly string[]): void => {
        if (order.includes(name)) return;
        if (above.includes(name))
            throw invalid(
                `Circular dependency between resources: [${[...new Set(above.slice(above.indexOf(name)))].join(", ")}]`,
            );
        for (const each of needs.get(name) ?? []) visit(each, [...above, name]);
        order.push(name);
    };
    for (const name of needs.keys()) visit(name, []);
    return order;
}
