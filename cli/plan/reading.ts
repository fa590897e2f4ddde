import type { JsonObject, Plan, PlannedResource } from "./plan";
import { inWords } from "./events";
import { documentOf, listOf, principals } from "./policies";

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
function isLine(resource: PlannedResource): boolean {
    return !resource.custom && /:[A-Za-z]*Line$/.test(resource.type);
}

/** Remote components (awsx) have no children in a plan; others are told by what is in them. */
function hasChildren(children: ReadonlyMap<string, readonly PlannedResource[]>, resource: PlannedResource): boolean {
    return children.has(resource.urn) || resource.type.startsWith("fairlead:");
}

/** Everything in a plan, findable by what AWS calls it. */
class World {
    private readonly byArn = new Map<string, PlannedResource>();
    private readonly rules: readonly PlannedResource[];
    private readonly targets: readonly PlannedResource[];
    private readonly policies: readonly PlannedResource[];

    public constructor(plan: Plan) {
        for (const resource of plan.resources) {
            if (typeof resource.outputs.arn === "string" && resource.custom) {
                this.byArn.set(resource.outputs.arn, resource);
            }
        }
        this.rules = plan.resources.filter((each) => each.type === "aws:cloudwatch/eventRule:EventRule");
        this.targets = plan.resources.filter((each) => each.type === "aws:cloudwatch/eventTarget:EventTarget");
        this.policies = plan.resources.filter((each) => each.type === "aws:iam/rolePolicy:RolePolicy");
    }

    public line(name: string, resources: readonly PlannedResource[]): Line {
        const of = (type: string): PlannedResource[] => resources.filter((each) => each.type === type);
        const pipelines = of("aws:codepipeline/pipeline:Pipeline").map((each) => this.pipeline(each));
        const jobs = of("aws:codebuild/project:Project")
            .map((each) => ({ name: each.name, starts: this.startsOf(each) }))
            .filter((job) => job.starts.length > 0);
        const order = { make: 0, ship: 1 };
        return {
            name,
            resources,
            pipelines: pipelines.sort((a, b) => order[a.half] - order[b.half]),
            jobs,
            roles: of("aws:iam/role:Role").map((each) => this.role(each)),
        };
    }

    private pipeline(resource: PlannedResource): Pipeline {
        const stages = (resource.inputs.stages ?? []) as unknown as readonly {
            name: string;
            actions: readonly JsonObject[];
        }[];
        return {
            name: resource.name,
            half: resource.name.endsWith("-make") ? "make" : "ship",
            stages: stages.map((stage) => ({
                name: stage.name,
                actions: [...stage.actions].sort(byRunOrder).map((each) => this.action(each, resource)),
            })),
            starts: this.startsOf(resource),
        };
    }

    private action(action: JsonObject, pipeline: PlannedResource): Action {
        const provider = String(action.provider);
        const configuration = (action.configuration ?? {}) as JsonObject;
        const job =
            provider === "CodeBuild"
                ? [...this.byArn.values()].find(
                      (each) =>
                          each.type.startsWith("aws:codebuild/") && each.outputs.name === configuration.ProjectName,
                  )
                : undefined;
        const role = action.roleArn ?? job?.inputs.serviceRole ?? pipeline.inputs.roleArn;
        return {
            name: String(action.name),
            kind:
                job !== undefined || provider === "CodeBuild"
                    ? "job"
                    : provider === "Manual"
                      ? "approval"
                      : action.category === "Source"
                        ? "source"
                        : "deploy",
            provider,
            role: this.byArn.get(String(role))?.name ?? String(role),
        };
    }

    private startsOf(what: PlannedResource): Start[] {
        return this.targets
            .filter((target) => target.inputs.arn === what.outputs.arn)
            .flatMap((target) =>
                this.rules
                    .filter((rule) => rule.outputs.name === target.inputs.rule)
                    .map((rule) => [rule, target] as const),
            )
            .map(([rule, target]) => ({ rule: rule.name, words: inWords(rule, target) }));
    }

    private role(role: PlannedResource): Role {
        const policies = this.policies.filter(
            (each) => each.inputs.role === role.id || each.inputs.role === role.outputs.name,
        );
        return {
            name: role.name,
            by: principals(documentOf(role.inputs.assumeRolePolicy))
                .map((each) => this.short(each))
                .join(", "),
            statements: policies
                .flatMap((policy) => documentOf(policy.inputs.policy))
                .map((statement) => ({
                    effect: String(statement.Effect),
                    actions: listOf(statement.Action ?? statement.NotAction),
                    on: listOf(statement.Resource ?? statement.NotResource).map((each) => this.short(each)),
                })),
        };
    }

    /** An ARN as the program calls the thing; what the plan does not make keeps the part a reader knows it by. */
    private short(arn: string): string {
        for (
            let end = arn.length;
            end > 0;
            end = Math.max(arn.lastIndexOf("/", end - 1), arn.lastIndexOf(":", end - 1))
        ) {
            const known = this.byArn.get(arn.slice(0, end));
            if (known !== undefined) {
                return `${wordFor(kindOf(known))} ${known.name}${arn.slice(end)}`;
            }
        }
        const parts = arn.split(":");
        return parts.length > 5 ? parts.slice(5).join(":") : arn;
    }
}

function byRunOrder(a: JsonObject, b: JsonObject): number {
    return Number(a.runOrder ?? 1) - Number(b.runOrder ?? 1);
}

/** `MetricAlarm` as a reader would say it. */
function wordFor(kind: string): string {
    const words: { readonly [kind: string]: string } = {
        BucketObjectv2: "file",
        LogGroup: "log",
        MetricAlarm: "alarm",
        DeploymentGroup: "deployment group",
    };
    return words[kind] ?? kind.toLowerCase();
}

/** `Bucket` of `aws:s3/bucket:Bucket`. */
export function kindOf(resource: PlannedResource): string {
    if (resource.type.startsWith("pulumi:providers:")) {
        return "Provider";
    }
    return resource.type.slice(resource.type.lastIndexOf(":") + 1);
}
