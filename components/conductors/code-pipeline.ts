import * as codepipeline from "@pulumi/aws/codepipeline";
import type { input } from "@pulumi/aws/types";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { renderPolicy, trustService } from "../documents/policy";
import type { Stage } from "../parts";
import { makeLog } from "../shared/logged-role";
import { type ActionInPipeline, inPipeline, PipelineActions } from "./code-pipeline-actions";
import { Handover } from "./code-pipeline-handover";
import { rightsOnPipeline } from "./code-pipeline-people";
import {
    eventsAmong,
    heardAmong,
    PipelineStarts,
    PUSHED_BY,
    startsPipeline,
    triggersAmong,
} from "./code-pipeline-starts";
import type { Conducted, Conductor, PipelineArgs } from "./conductor";

/**
 * A CodePipeline pipeline of these steps, with one role per step. The pipeline's own role only starts jobs, assumes the
 * steps' roles and carries artifacts. All its jobs write to one log group. `PipelineStarts` decides when it runs.
 */
export class CodePipeline extends pulumi.ComponentResource {
    public readonly pipelineName: pulumi.Output<string>;
    public readonly pipelineArn: pulumi.Output<string>;
    /** The pipeline itself. To depend on the component would also wait for the rules that start it. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(
        private readonly name: string,
        args: PipelineArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:CodePipeline", name, { stages: args.stages.map(outline) }, opts);
        const role = new iam.Role(
            name,
            { assumeRolePolicy: trustService("codepipeline.amazonaws.com", context.account) },
            { parent: this },
        );
        const log = makeLog(name, context, { parent: this });
        const actions = new PipelineActions(name, { roleArn: role.arn, log, starts: args.starts }, context, this);
        const stages = args.stages.map((stage) => ({ ...stage, actions: actions.of(stage.steps) }));
        const policy = this.policy(role, stages);
        const pipeline = this.pipeline(role, args, stages, [policy, ...args.before]);

        this.pipelineName = pipeline.name;
        this.pipelineArn = pipeline.arn;
        this.ready = [pipeline];
        this.registerOutputs({ pipelineName: this.pipelineName, pipelineArn: this.pipelineArn });
    }

    private policy(role: iam.Role, stages: readonly StageInPipeline[]): iam.RolePolicy {
        const { artifacts } = this.context;
        return new iam.RolePolicy(
            this.name,
            {
                role: role.id,
                policy: renderPolicy([
                    ...stages.flatMap(({ actions }) => actions.map(({ allow }) => allow)),
                    ...artifacts.exchanges(this.name, { takes: true, gives: true, by: "CodePipeline" }),
                ]),
            },
            { parent: this },
        );
    }

    private pipeline(
        role: iam.Role,
        { starts }: PipelineArgs,
        stages: readonly StageInPipeline[],
        before: readonly pulumi.Resource[],
    ): codepipeline.Pipeline {
        const { artifacts } = this.context;
        const triggers = triggersAmong(starts);
        const knowsWho = eventsAmong(starts).some(({ pushedBy }) => pushedBy !== undefined);
        return new codepipeline.Pipeline(
            this.name,
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
                ...(knowsWho ? { variables: [{ name: PUSHED_BY, defaultValue: "unknown" }] } : {}),
                ...(triggers.length > 0 ? { triggers: [...triggers] } : {}),
                stages: stages.map(({ name, onlyIf, actions }) => ({
                    name,
                    ...(onlyIf ? { beforeEntry: skippedUnless(onlyIf) } : {}),
                    actions: actions.map(({ action }) => action),
                })),
            },
            {
                parent: this,
                dependsOn: [
                    ...before,
                    ...artifacts.ready,
                    ...stages.flatMap(({ actions }) => actions.flatMap(({ ready }) => ready)),
                ],
            },
        );
    }
}

interface StageInPipeline extends Stage {
    readonly actions: readonly ActionInPipeline[];
}

// unverified: a condition is asked before the run waits for the stage's lock, and of a variable of CodeBuild
// | fails as: an overtaken run waits in front of Approve until the newer one is answered, and is skipped only then
// | settle: aws codepipeline get-pipeline-state, while one run asks and an overtaken one has left Look
/** Of AWS's rules only this one and LambdaInvoke may skip a stage: https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html */
function skippedUnless({
    step,
    variable,
    is,
}: NonNullable<Stage["onlyIf"]>): input.codepipeline.PipelineStageBeforeEntry {
    return {
        condition: {
            result: "SKIP",
            rules: [
                {
                    name: step,
                    ruleTypeId: { category: "Rule", owner: "AWS", provider: "VariableCheck", version: "1" },
                    configuration: { Variable: inPipeline({ step, variable }), Operator: "EQ", Value: is },
                },
            ],
        },
    };
}

/** What of a stage is recorded in the state. */
function outline({ name, steps }: Stage): { name: string; steps: string[] } {
    return { name, steps: steps.map((step) => step.name) };
}

/** AWS's own way to run a line: a V2 pipeline, started by events. */
export const codePipeline: Conductor = {
    conduct(name, args, context, opts): Conducted {
        const pipeline = new CodePipeline(name, args, context, opts);
        return {
            name: pipeline.pipelineName,
            arn: pipeline.pipelineArn,
            ready: pipeline.ready,
            start: startsPipeline(pipeline.pipelineArn),
            people: rightsOnPipeline(name, { arn: pipeline.pipelineArn, stages: args.stages }, context),
            listen(after, listenerOpts, role) {
                const starts = heardAmong(args.starts);
                if (starts.length === 0) return [];
                const { pipelineArn } = pipeline;
                const listener = { pipelineArn, starts, after, ...(role ? { role } : {}) };
                return new PipelineStarts(name, listener, context, listenerOpts).ready;
            },
        };
    },
    handOver: (name, args, context, opts) => new Handover(name, args, context, opts),
};
