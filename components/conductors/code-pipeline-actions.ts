// How a step becomes an action of a pipeline. CodePipeline's own words, `#{…}` and Manual among them, are said here only.
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { arnIn, autonamed } from "../environment-ref";
import { trustIdentity } from "../documents/policy";
import type { Action, Approval, Step } from "../parts";
import type { Job, RunValue, Statement } from "../shell";
import type { Start } from "../starts";
import { ShellJob } from "../shared/job";
import { makeRole } from "../shared/role";
import { eventsAmong, pushRuleArn, PUSHED_BY } from "./code-pipeline-starts";

/** A step that has become an action, and what that asks of the pipeline around it. */
export interface ActionInPipeline {
    readonly action: input.codepipeline.PipelineStageAction;
    /** For the pipeline's own role. */
    readonly allow: Statement;
    readonly ready: readonly pulumi.Resource[];
}

/** What depends on how a step runs; its name, order and artifacts do not. */
type Performed = Omit<ActionInPipeline, "action"> & {
    readonly action: Omit<ActionInPipeline["action"], "name" | "owner" | "version" | "runOrder">;
};

export interface PipelineActionsArgs {
    /** The pipeline's own role, which becomes the roles of its actions. */
    readonly roleArn: pulumi.Output<string>;
    readonly starts: readonly Start[];
    /** Takes what its jobs print. */
    readonly log: cloudwatch.LogGroup;
}

/** Makes the actions of one pipeline, each with a role of its own. */
export class PipelineActions {
    constructor(
        private readonly pipeline: string,
        private readonly args: PipelineActionsArgs,
        private readonly context: EnvironmentContext,
        private readonly parent: pulumi.Resource,
    ) {}

    /** The actions of one stage. */
    public of(steps: readonly Step[]): readonly ActionInPipeline[] {
        let runOrder = 0;
        return steps.map((step) => {
            if (!step.parallel) runOrder += 1;
            const { action, ...rest } = this.perform(step);
            return {
                ...rest,
                action: {
                    name: step.name,
                    owner: "AWS",
                    version: "1",
                    runOrder: Math.max(runOrder, 1),
                    inputArtifacts: [...(step.takes ?? [])],
                    outputArtifacts: step.gives ? [step.gives] : [],
                    ...action,
                },
            };
        });
    }

    private perform(step: Step): Performed {
        if ("job" in step.run) return this.job(step, step.run.job);
        if ("approval" in step.run) return this.underOwnRole(step, manual(step.run.approval));
        return this.underOwnRole(step, this.source(step, step.run.action));
    }

    private job(step: Step, job: Job): Performed {
        const rule = pushRuleArn(this.context, this.pipeline, this.args.starts);
        // Where no start says who pushed, the pipeline declares no such variable, and CodePipeline refuses one that asks for it.
        const values = Object.entries(job.runEnv ?? {}).filter(([, value]) => rule !== undefined || !isWho(value));
        const asksWho = rule !== undefined && values.some(([, value]) => isWho(value));
        const { projectName, projectArn } = new ShellJob(
            this.nameOf(step),
            {
                job: asksWho ? { ...job, env: { ...job.env, PUSH_RULE: rule } } : job,
                allow: [...step.allow, ...(asksWho ? [this.readsItsTrigger()] : [])],
                within: { pipeline: this.pipeline, ...exchange(step) },
                shares: { log: this.args.log, stream: step.name.toLowerCase() },
            },
            this.context,
            { parent: this.parent },
        );
        const variables = values.map(([name, value]) => ({ name, type: "PLAINTEXT", value: inPipeline(value) }));
        return {
            action: {
                category: "Build",
                provider: "CodeBuild",
                configuration: {
                    ProjectName: projectName,
                    // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
                    ...((step.takes?.length ?? 0) > 1 ? { PrimarySource: step.takes?.[0] ?? "" } : {}),
                    ...(variables.length > 0 ? { EnvironmentVariables: JSON.stringify(variables) } : {}),
                },
                ...(job.exports?.length ? { namespace: step.name } : {}),
            },
            allow: {
                actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"],
                on: [projectArn],
            },
            ready: [],
        };
    }

    /** The pipeline names this job, so the job can know it only by the pattern of its name. */
    private readsItsTrigger(): Statement {
        return {
            actions: ["codepipeline:GetPipelineExecution"],
            on: [arnIn(this.context, "codepipeline", autonamed(this.pipeline, this.context))],
        };
    }

    /** A source that an event may point at another object has to say so itself. */
    private source({ name }: Step, { configuration, ...action }: Action): Performed["action"] {
        const pointed = eventsAmong(this.args.starts).some(
            ({ source, pins }) => source === name && "objectKey" in pins,
        );
        return {
            ...action,
            configuration: { ...configuration, ...(pointed ? { AllowOverrideForS3ObjectKey: "true" } : {}) },
            ...(action.category === "Source" ? { namespace: name } : {}),
        };
    }

    private underOwnRole(step: Step, action: Performed["action"]): Performed {
        const { takes, gives } = exchange(step);
        const artifacts =
            takes || gives ? this.context.artifacts.exchanges(this.pipeline, { takes, gives, by: "CodePipeline" }) : [];
        const role = makeRole(
            this.nameOf(step),
            { trust: trustIdentity(this.args.roleArn), allow: [...artifacts, ...step.allow] },
            { parent: this.parent },
        );
        return {
            action: { ...action, roleArn: role.arn },
            allow: { actions: ["sts:AssumeRole"], on: [role.arn] },
            ready: role.ready,
        };
    }

    private nameOf({ name }: Step): string {
        return `${this.pipeline}-${name.toLowerCase()}`;
    }
}

function manual({ says, evidence, topicArn, timeoutHours }: Approval): Performed["action"] {
    return {
        category: "Approval",
        provider: "Manual",
        configuration: {
            NotificationArn: topicArn,
            CustomData: says.map((piece) => (typeof piece === "string" ? piece : inPipeline(piece))).join(""),
            ExternalEntityLink: pulumi.concat(
                ...evidence.map((piece) => (isRunValue(piece) ? inPipeline(piece) : piece)),
            ),
        },
        timeoutInMinutes: timeoutHours * 60,
    };
}

function isRunValue(piece: pulumi.Input<string> | RunValue): piece is RunValue {
    return typeof piece === "object" && ("run" in piece || "variable" in piece);
}

function isWho(value: RunValue): boolean {
    return "run" in value && value.run === "pushedBy";
}

/** What CodePipeline fills in when the action runs. */
export function inPipeline(value: RunValue): string {
    if ("step" in value) return `#{${value.step}.${value.variable}}`;
    return value.run === "id" ? "#{codepipeline.PipelineExecutionId}" : `#{variables.${PUSHED_BY}}`;
}

function exchange({ takes, gives }: Step): { takes: boolean; gives: boolean } {
    return { takes: takes !== undefined, gives: gives !== undefined };
}
