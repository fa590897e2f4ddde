import type { Plan, PlannedResource } from "./document";
import { World } from "./world";

/** A plan, read as what it is for: lines, their pipelines, and what starts them. It knows no component by class. */
export interface Reading {
    readonly plan: Plan;
    readonly lines: readonly Line[];
    /** What no line owns. */
    readonly shared: readonly PlannedResource[];
}

export interface Line {
    readonly name: string;
    /** Everything below the line's component that AWS (or another provider) makes. */
    readonly resources: readonly PlannedResource[];
    readonly pipelines: readonly Pipeline[];
    /** Jobs that no pipeline runs: what fetches a release that was promoted, for one. */
    readonly jobs: readonly Job[];
    readonly roles: readonly Role[];
}

export interface Pipeline {
    readonly name: string;
    /** Turns a change into a release, or brings a release into this environment. */
    readonly half: "make" | "ship";
    readonly stages: readonly Stage[];
    readonly starts: readonly Start[];
}
export interface Stage {
    readonly name: string;
    readonly actions: readonly Action[];
}
export interface Action {
    readonly name: string;
    readonly kind: "source" | "job" | "approval" | "deploy";
    readonly provider: string;
    /** Logical name of the role that does it. */
    readonly role: string;
}
export interface Start {
    readonly rule: string;
    readonly words: string;
}
export interface Job {
    readonly name: string;
    readonly starts: readonly Start[];
}
export interface Role {
    readonly name: string;
    /** Who may become it. */
    readonly by: string;
    readonly statements: readonly Statement[];
}
export interface Statement {
    readonly effect: string;
    readonly actions: readonly string[];
    readonly on: readonly string[];
}

/** Reads a plan. */
export function readPlan(plan: Plan): Reading {
    const children = new Map<string, PlannedResource[]>();
    for (const resource of plan.resources) {
        const siblings = children.get(resource.parent ?? "") ?? [];
        siblings.push(resource);
        children.set(resource.parent ?? "", siblings);
    }
    const below = (urn: string): PlannedResource[] =>
        (children.get(urn) ?? []).flatMap((child) => [child, ...below(child.urn)]);
    const world = new World(plan);
    const lines = plan.resources.filter(isLine).map((component) => {
        const resources = below(component.urn).filter((resource) => resource.custom);
        return world.line(component.name, resources);
    });
    const owned = new Set(lines.flatMap((line) => line.resources));
    const stack = plan.resources[0];
    const shared = plan.resources.filter(
        (each) => each !== stack && !owned.has(each) && (each.custom || !hasChildren(children, each)),
    );
    return { plan, lines, shared: shared.filter((each) => !isLine(each)) };
}

/** A line is a component whose class says so: `ServiceLine`, `ModelLine`. */
export function isLine({ custom, type }: PlannedResource): boolean {
    return !custom && /:\w*Line$/.test(type);
}

/** Remote components (awsx) have no children in a plan; others are told by what is in them. */
function hasChildren(children: ReadonlyMap<string, readonly PlannedResource[]>, resource: PlannedResource): boolean {
    return children.has(resource.urn) || resource.type.startsWith("fairlead:");
}
