// What a rule is: one sentence that AWS, or our own promises, demand of a configuration whose shape is right.
import type { TargetSettings } from "../../settings";
import { setting } from "../fixing-line";
import type { Path } from "../outline";
import type { Context } from "../parse";
import { type Problem, shown } from "../problem";
import type { Drafted, Kinds } from "../schema";

export interface About extends Context {
    readonly region?: string;
    readonly kinds: Kinds;
    /** The configuration as it was written, before defaults. */
    readonly document: Readonly<Record<string, unknown>>;
}

export type Rule = (settings: Drafted, about: About) => readonly Problem[];

/** The settings of an `ecs` target, as its schema has already checked them. */
type EcsTarget = Extract<TargetSettings, { kind: "ecs" }>;

/** Every line that ends at ECS, with the path of its target. */
export function ecsTargets({ services }: Drafted): { line: string; at: Path; target: EcsTarget }[] {
    return Object.entries(services)
        .filter(([, { deploy }]) => deploy.kind === "ecs")
        .map(([line, { deploy }]) => ({ line, at: ["services", line, "deploy"], target: deploy as EcsTarget }));
}

/** A value that AWS or we refuse, with the value to set instead. */
export function refusal(
    { project }: About,
    path: Path,
    received: unknown,
    allowed: string,
    instead: string | number | boolean,
    also?: readonly Path[],
): Problem {
    return {
        path,
        is: received === undefined ? "is not set" : `is ${shown(received, path)}`,
        allowed,
        fix: [setting(project, path, instead)],
        ...(also ? { also } : {}),
    };
}
