// `--line`: plans with one line of them, and everything that lines share.
import { isLine } from "../../plan/lines";
import { nearestName } from "../../text/nearest";
import { UsageError } from "../command";
import type { Plan, PlannedResource } from "../../plan/document";

/** The plans without what belongs to any other line than `name`: whatever is below its component. */
export function onlyLine(plans: readonly Plan[], name: string): readonly Plan[] {
    const lines = plans.flatMap(({ resources }) => resources.filter(isLine).map((line) => line.name));
    if (!lines.includes(name)) throw new UsageError(`--line ${name}: ${whatThereIs(name, [...new Set(lines)])}`);
    return plans.map((plan) => ({ ...plan, resources: without(plan, (line) => line.name !== name) }));
}

function without({ resources }: Plan, other: (line: PlannedResource) => boolean): readonly PlannedResource[] {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const belongs = (resource: PlannedResource | undefined): boolean =>
        resource !== undefined && ((isLine(resource) && other(resource)) || belongs(byUrn.get(resource.parent ?? "")));
    return resources.filter((resource) => !belongs(resource));
}

function whatThereIs(name: string, lines: readonly string[]): string {
    if (lines.length === 0) return "these plans have no component that is a line";
    const meant = nearestName(name, lines);
    return `the lines of these plans are ${lines.join(", ")}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}
