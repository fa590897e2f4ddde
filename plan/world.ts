import { inWords } from "./event-words";
import { kindOf, type JsonObject, type Plan, type PlannedResource } from "./document";
import { documentOf, listOf, principals } from "./policies";
import type { Action, Line, Pipeline, Role, Start } from "./lines";
import { TYPE } from "./tokens";

/** Everything in a plan, findable by what AWS calls it. */
export class World {
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
        this.rules = plan.resources.filter((each) => each.type === TYPE.eventRule);
        this.targets = plan.resources.filter((each) => each.type === TYPE.eventTarget);
        this.policies = plan.resources.filter((each) => each.type === TYPE.rolePolicy);
    }

    public line(name: string, resources: readonly PlannedResource[]): Line {
        const of = (type: string): PlannedResource[] => resources.filter((each) => each.type === type);
        const pipelines = of(TYPE.pipeline).map((each) => this.pipeline(each));
        const jobs = of(TYPE.project)
            .map((each) => ({ name: each.name, starts: this.startsOf(each) }))
            .filter((job) => job.starts.length > 0);
        const order = { make: 0, ship: 1 };
        return {
            name,
            resources,
            pipelines: pipelines.sort((a, b) => order[a.half] - order[b.half]),
            jobs,
            roles: of(TYPE.role).map((each) => this.role(each)),
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
                .map((each) => serviceNames[each] ?? this.short(each))
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

/** Services as people write them, where IAM does not. */
const serviceNames: { readonly [service: string]: string } = {
    codebuild: "CodeBuild",
    codedeploy: "CodeDeploy",
    codepipeline: "CodePipeline",
    "ecs-tasks": "ECS tasks",
    events: "EventBridge",
};

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
