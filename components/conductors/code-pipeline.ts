import * as codepipeline from "@pulumi/aws/codepipeline";
import * as iam from "@pulumi/aws/iam";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";

import { renderPolicy, trustRole, trustService } from "../documents/policy";
import type { Action, Job, Stage, Statement, Step } from "../parts";
import type { EnvironmentContext } from "../context";
import { ShellJob } from "../shared/job";
import { makeRole } from "../shared/role";

export interface CodePipelineArgs {
    /** In their order; the first holds sources. */
    readonly stages: readonly Stage[];
    /** What must exist before the pipeline: AWS starts a first run the moment it is created. */
    readonly before: readonly pulumi.Resource[];
}

/** A step that has become an action, and what that asks of the pipeline around it. */
interface Conducted {
    readonly action: input.codepipeline.PipelineStageAction;
    /** For the pipeline's own role. */
    readonly allow: Statement;
    readonly ready: readonly pulumi.Resource[];
}

/** What every step of one pipeline is conducted with. */
interface Score {
    readonly pipeline: string;
    readonly pipelineRoleArn: pulumi.Output<string>;
    readonly context: EnvironmentContext;
    readonly parent: pulumi.Resource;
}

/**
 * Turns steps into a pipeline with one role a step. The pipeline's own role starts jobs, becomes the other roles and
 * carries artifacts; whatever a step does in AWS, the step's role does. Leaves to `listen` when it runs.
 */
export class CodePipeline extends pulumi.ComponentResource {
    public readonly pipelineName: pulumi.Output<string>;
    public readonly pipelineArn: pulumi.Output<string>;
    /** The pipeline itself, without what listens for it: whoever a listener waits for cannot wait for the component. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(
        /** Its logical name, which what belongs to it begins with. */
        public readonly name: string,
        args: CodePipelineArgs,
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:CodePipeline", name, { stages: args.stages.map(outline) }, opts);
        const { stages, before } = args;
        const { account, artifacts } = context;

        const role = new iam.Role(
            name,
            { assumeRolePolicy: trustService("codepipeline.amazonaws.com", account) },
            { parent: this },
        );
        const score = { pipeline: name, pipelineRoleArn: role.arn, context, parent: this };
        const conducted = stages.map(({ steps }) => steps.map((step, index) => conduct(step, index + 1, score)));
        const all = conducted.flat();
        const policy = new iam.RolePolicy(
            name,
            {
                role: role.id,
                policy: renderPolicy([
                    ...all.map((step) => step.allow),
                    ...artifacts.exchanges(name, { takes: true, gives: true, by: "CodePipeline" }),
                ]),
            },
            { parent: this },
        );

        const pipeline = new codepipeline.Pipeline(
            name,
            {
                pipelineType: "V2", // the provider's default is V1, which knows neither queues nor variables
                // A newer run must not push aside an older one that waits: a settings run would swallow a release.
                executionMode: "QUEUED",
                roleArn: role.arn,
                artifactStores: [
                    {
                        type: "S3",
                        location: artifacts.bucketName,
                        encryptionKey: { type: "KMS", id: artifacts.keyArn },
                    },
                ],
                stages: stages.map((stage, at) => ({
                    name: stage.name,
                    actions: (conducted[at] ?? []).map((step) => step.action),
                })),
            },
            { parent: this, dependsOn: [policy, ...artifacts.ready, ...before, ...all.flatMap((step) => step.ready)] },
        );

        this.pipelineName = pipeline.name;
        this.pipelineArn = pipeline.arn;
        this.ready = [pipeline];
        this.registerOutputs({ pipelineName: this.pipelineName, pipelineArn: this.pipelineArn });
    }
}

function conduct(step: Step, runOrder: number, score: Score): Conducted {
    const name = `${score.pipeline}-${step.name.toLowerCase()}`;
    const { action, ...rest } =
        "job" in step.run
            ? conductJob(name, step, step.run.job, score)
            : conductAction(name, step, step.run.action, score);
    return {
        ...rest,
        action: {
            name: step.name,
            owner: "AWS",
            version: "1",
            runOrder,
            inputArtifacts: [...(step.takes ?? [])],
            outputArtifacts: step.gives ? [step.gives] : [],
            ...action,
        },
    };
}

type Half = Omit<Conducted, "action"> & {
    readonly action: Omit<Conducted["action"], "name" | "owner" | "version" | "runOrder">;
};

function conductJob(name: string, step: Step, job: Job, { pipeline, context, parent }: Score): Half {
    const { projectName, projectArn } = new ShellJob(
        name,
        { job, allow: step.allow, within: { pipeline, ...exchange(step) } },
        context,
        { parent },
    );
    const configuration: Record<string, pulumi.Input<string>> = { ProjectName: projectName };
    if (job.runEnv) {
        configuration["EnvironmentVariables"] = JSON.stringify(
            Object.entries(job.runEnv).map(([key, value]) => ({ name: key, type: "PLAINTEXT", value })),
        );
    }
    return {
        action: {
            category: "Build",
            provider: "CodeBuild",
            configuration,
            ...(job.exports?.length ? { namespace: step.name } : {}),
        },
        allow: {
            actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"],
            on: [projectArn],
        },
        ready: [],
    };
}

function conductAction(
    name: string,
    step: Step,
    action: Action,
    { pipeline, pipelineRoleArn, context, parent }: Score,
): Half {
    const { takes, gives } = exchange(step);
    const role = makeRole(
        name,
        {
            trust: trustRole(pipelineRoleArn),
            allow: [
                ...(takes || gives ? context.artifacts.exchanges(pipeline, { takes, gives, by: "CodePipeline" }) : []),
                ...step.allow,
            ],
        },
        { parent },
    );
    return {
        action: {
            category: action.category,
            provider: action.provider,
            configuration: action.configuration,
            roleArn: role.arn,
            ...(action.category === "Source" ? { namespace: step.name } : {}),
            ...(action.timeoutMinutes === undefined ? {} : { timeoutInMinutes: action.timeoutMinutes }),
        },
        allow: { actions: ["sts:AssumeRole"], on: [role.arn] },
        ready: role.ready,
    };
}

function exchange({ takes, gives }: Step): { takes: boolean; gives: boolean } {
    return { takes: takes !== undefined, gives: gives !== undefined };
}

/** What a reader of the state wants to know of a stage. */
function outline({ name, steps }: Stage): { name: string; steps: string[] } {
    return { name, steps: steps.map((step) => step.name) };
}
