// What a line is. It is told by components and by what AWS calls things, so that a plan of another program reads as well.
import type { Plan, PlannedResource } from "./document";
import { inWords } from "./event-words";
import { triggersInWords } from "./trigger-words";
import { actionsOf, jobOf, type ActionAt } from "./pipelines";
import { isRecord, Plans } from "./plans";
import { roleOf, type Role } from "./roles";
import { TYPE } from "./tokens";
import { shipJobsOf } from "./workflows";

/** A plan, read as what it is for: lines, their pipelines, and what starts them. */
export interface Reading {
    readonly plan: Plan;
    readonly lines: readonly Line[];
    /** What no line owns. */
    readonly shared: readonly PlannedResource[];
    /** What stands beside all of that: resources of the program's own, which nothing here knows the reasons of. */
    readonly own: Owned;
    /** What is below a component of this project: of that alone, reasons are known. */
    readonly ours: ReadonlySet<PlannedResource>;
}

/** Some of a plan's resources, and what they do together. */
export interface Owned {
    readonly resources: readonly PlannedResource[];
    readonly pipelines: readonly Pipeline[];
    /** Jobs that no pipeline runs: what fetches a release that was promoted, for one. */
    readonly jobs: readonly Job[];
    readonly roles: readonly Role[];
}

/** A part with a name: everything below a line's component that AWS (or another provider) makes. */
export interface Line extends Owned {
    readonly name: string;
}

export type Half = "make" | "check" | "ship";
export interface Pipeline {
    readonly name: string;
    /** Turns a change into a release, tests one that is not merged, or brings a release into this environment. */
    readonly half: Half;
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
    /** Absent where the pipeline itself hears of it. */
    readonly rule?: string;
    readonly words: string;
}
export interface Job {
    readonly name: string;
    /** The pipelines that its role may start, in short: such a job hands over what no run has taken, and fetches nothing. */
    readonly mayStart: readonly string[];
    readonly starts: readonly Start[];
}
/** What the program told of a line's settings: the line's component has them among its inputs. */
export interface LineSettings {
    readonly plan: Plan;
    readonly name: string;
    /** Absent where nothing is made, and where the build reads no repository. */
    readonly source?: Part;
    /** Absent where the environment only ships. */
    readonly build?: Part;
    /** Absent where nothing lies in a registry. */
    readonly registry?: Part;
    readonly deploy: Part;
}
/** Settings of a part, as its kind has them. */
export interface Part {
    readonly kind: string;
    readonly [setting: string]: unknown;
}

/** A line is a component whose class says so: `ServiceLine`, `ModelLine`. */
export function isLine({ custom, type }: PlannedResource): boolean {
    return !custom && /:\w*Line$/.test(type);
}

/** The settings of each line that deploys something. */
export function settingsOf(plan: Plan): readonly LineSettings[] {
    return plan.resources.filter(isLine).flatMap(({ name, inputs }) => {
        const { source, build, registry, deploy } = isRecord(inputs["settings"]) ? inputs["settings"] : {};
        if (!isPart(deploy)) return [];
        return [
            {
                ...{ plan, name, deploy },
                ...(isPart(source) ? { source } : {}),
                ...(isPart(build) ? { build } : {}),
                ...(isPart(registry) ? { registry } : {}),
            },
        ];
    });
}

function isPart(value: unknown): value is Part {
    return isRecord(value) && typeof value["kind"] === "string";
}

/** Reads a plan. */
export function readPlan(plan: Plan): Reading {
    const plans = new Plans([plan]);
    const children = new Map<string | undefined, PlannedResource[]>();
    for (const resource of plan.resources)
        children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
    const below = (urn: string): PlannedResource[] =>
        (children.get(urn) ?? []).flatMap((child) => [child, ...below(child.urn)]);
    const lines = plan.resources.filter(isLine).map(({ name, urn }) => ({
        name,
        ...ownedBy(
            plans,
            plan,
            below(urn).filter(({ custom }) => custom),
        ),
    }));
    const owned = new Set(lines.flatMap((line) => line.resources));
    const [stack] = plan.resources;
    // A component that others wrote ends it, wherever that stands; one without children is a package's (awsx).
    const within = (urn: string): PlannedResource[] =>
        (children.get(urn) ?? []).flatMap((each) =>
            isOurs(each) || !children.has(each.urn) || each.custom ? [each, ...within(each.urn)] : [],
        );
    const ours = new Set(plan.resources.filter(isOurs).flatMap((each) => [each, ...within(each.urn)]));
    // Remote components (awsx) have no children in a plan; others are told by what is in them.
    const isShown = (each: PlannedResource) => each.custom || !(children.has(each.urn) || isOurs(each));
    const rest = plan.resources.filter((each) => each !== stack && !owned.has(each) && isShown(each) && !isLine(each));
    // An environment makes its providers before it can be their parent.
    const isShared = (each: PlannedResource) =>
        ours.has(each) || (ours.size > 0 && each.type.startsWith("pulumi:providers:"));
    const own = rest.filter((each) => !isShared(each));
    return { plan, lines, shared: rest.filter(isShared), own: ownedBy(plans, plan, own), ours };
}

/** Whether it is a component of this project. */
function isOurs({ custom, type }: PlannedResource): boolean {
    return !custom && type.startsWith("fairlead:");
}

function ownedBy(plans: Plans, plan: Plan, resources: readonly PlannedResource[]): Owned {
    const of = (type: string) => resources.filter((each) => each.type === type);
    const pipelines = of(TYPE.pipeline).map((each) => pipelineOf(plans, plan, each));
    return {
        resources,
        pipelines: pipelines.sort((a, b) => ORDER.indexOf(a.half) - ORDER.indexOf(b.half)),
        jobs: of(TYPE.project)
            .map((each) => ({ name: each.name, mayStart: startedBy(plans, each), starts: startsOf(plans, each) }))
            .filter(({ starts }) => starts.length > 0),
        roles: of(TYPE.role).map((each) => roleOf(plans, each)),
    };
}

function pipelineOf(plans: Plans, plan: Plan, pipeline: PlannedResource): Pipeline {
    const actions = [...actionsOf(plans, plan, pipeline)];
    const stages = [...new Set(actions.map(({ stage }) => stage))].map((name) => ({
        name,
        actions: actions
            .filter(({ stage }) => stage === name)
            .sort((a, b) => a.action.runOrder - b.action.runOrder)
            .map(actionOf),
    }));
    const half = halfOf(plan, pipeline, stages);
    return { name: pipeline.name, half, stages, starts: startsOf(plans, pipeline) };
}

const HALVES: Readonly<Record<string, Half>> = { Make: "make", ChangeCheck: "check", Ship: "ship" };
const ORDER = Object.values(HALVES);

/** The component around a pipeline says which half it is; where none does, a pipeline that deploys is a ship. */
function halfOf(plan: Plan, pipeline: PlannedResource, stages: readonly Stage[]): Half {
    const byUrn = new Map(plan.resources.map((each) => [each.urn, each]));
    for (let at = byUrn.get(pipeline.parent ?? ""); at; at = byUrn.get(at.parent ?? "")) {
        const half = HALVES[at.type.split(":").at(-1) ?? ""];
        if (half !== undefined) return half;
    }
    return stages.some(({ actions }) => actions.some(({ kind }) => kind === "deploy")) ? "ship" : "make";
}

function actionOf(at: ActionAt): Action {
    const { name, provider, category, roleArn } = at.action;
    const kinds: Readonly<Record<string, Action["kind"]>> = { CodeBuild: "job", Manual: "approval" };
    const project = jobOf(at)?.project;
    const role = String(roleArn ?? project?.inputs["serviceRole"] ?? at.pipeline.inputs["roleArn"]);
    return {
        name,
        kind: kinds[provider] ?? (category === "Source" ? "source" : "deploy"),
        provider,
        role: at.plans.at(role)?.resource.name ?? role,
    };
}

function startedBy(plans: Plans, project: PlannedResource): readonly string[] {
    const role = plans.at(String(project.inputs["serviceRole"]))?.resource;
    const permissions = role?.type === TYPE.role ? roleOf(plans, role).permissions : [];
    return permissions.flatMap(({ actions, on }) =>
        actions.includes("codepipeline:StartPipelineExecution") ? on : [],
    );
}

function startsOf(plans: Plans, what: PlannedResource): readonly Start[] {
    const heard = triggersInWords(what).map((words) => ({ words }));
    const told = plans
        .ofType(TYPE.eventTarget)
        .filter(({ resource }) => resource.inputs["arn"] === what.outputs["arn"])
        .flatMap(({ resource: target }) =>
            plans
                .ofType(TYPE.eventRule)
                .filter(({ resource: rule }) => rule.outputs["name"] === target.inputs["rule"])
                .map(({ resource: rule }) => ({ rule: rule.name, words: inWords(rule, target) })),
        );
    return [...heard, ...told, ...letGo(plans, what)];
}

/** Jobs at GitHub that start it, known by the variable that names it to them. */
function letGo(plans: Plans, { outputs }: PlannedResource): readonly Start[] {
    return shipJobsOf(plans)
        .filter(({ variables }) => Object.values(variables).some((value) => value === outputs["name"]))
        .map(({ repository, behind }) => ({
            words: `the workflow of ${repository} at GitHub lets a release go, behind the environment ${behind} there`,
        }));
}
