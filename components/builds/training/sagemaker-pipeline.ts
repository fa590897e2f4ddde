import * as s3 from "@pulumi/aws/s3";
import * as sagemaker from "@pulumi/aws/sagemaker";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { arnIn } from "../../environment-ref";
import { renderTraining } from "../../documents/sagemaker-definition";
import type { Gate } from "../../documents/sagemaker-gate";
import type { Statement } from "../../shell";
import { NAME_ENDING, type NameLimit } from "../../setting-rules";
import { EmptiedGroup } from "./emptied-group";
import { makeExecutionRole } from "./execution-role";

export interface SageMakerPipelineArgs {
    readonly line: string;
    readonly gate: Gate;
    readonly hyperparameters: Readonly<Record<string, string>>;
    readonly contentTypes: readonly string[];
    readonly instanceType: string;
    readonly minutes: number;
    /** Permissions to pull the line's images. */
    readonly pulls: readonly Statement[];
}

/** The data version that every line has, for those that bring their own data, and to show where to put others. */
const NO_DATA = "0";

/**
 * The SageMaker pipeline that trains a line's model, evaluates it and registers it if it is good enough, and the group where models
 * wait. The build starts it, and people approve.
 */
export class SageMakerPipeline extends pulumi.ComponentResource {
    public readonly pipelineName: pulumi.Output<string>;
    public readonly pipelineArn: pulumi.Output<string>;
    /** Name of the model package group. */
    public readonly group: pulumi.Output<string>;
    public readonly groupArn: pulumi.Output<string>;
    /** ARN pattern of its models, which are versions of the group. */
    public readonly packages: string;
    /** What must exist before it starts. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: SageMakerPipelineArgs,
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { line, gate, pulls, ...more } = args;
        super("fairlead:index:SageMakerPipeline", name, { line, gate, ...more }, opts);
        const { training, retention } = context;
        const fixed = nameOf(context, line);

        const group = new sagemaker.ModelPackageGroup(
            name,
            { modelPackageGroupName: fixed, modelPackageGroupDescription: `Models of ${line}` },
            { parent: this, protect: !retention.destroyWithData },
        );
        const role = makeExecutionRole(name, { line, group: fixed, pulls }, context, { parent: this });
        const data = this.noData(name, line, context);
        const pipeline = new sagemaker.Pipeline(
            name,
            {
                pipelineName: fixed,
                pipelineDisplayName: fixed,
                roleArn: role.arn,
                pipelineDefinition: pulumi.jsonStringify(
                    renderTraining({
                        roleArn: role.arn,
                        group: group.modelPackageGroupName,
                        folder: training.folder(line),
                        keyArn: training.keyArn,
                        gate,
                        ...more,
                    }),
                ),
            },
            { parent: this, deleteBeforeReplace: true, dependsOn: [...role.ready, ...training.ready] },
        );

        const packages = arnIn(context, "sagemaker", `model-package/${fixed}/*`);
        new EmptiedGroup(`${name}-end`, { group, packages }, context, { parent: this });

        this.pipelineName = pipeline.pipelineName;
        this.pipelineArn = pipeline.arn;
        this.group = group.modelPackageGroupName;
        this.groupArn = group.arn;
        this.packages = packages;
        this.ready = [pipeline, data];
        const { pipelineName, pipelineArn, groupArn } = this;
        this.registerOutputs({ pipelineName, pipelineArn, group: this.group, groupArn, packages });
    }

    /** SageMaker refuses an empty folder. */
    private noData(name: string, line: string, { training }: EnvironmentContext): s3.BucketObjectv2 {
        return new s3.BucketObjectv2(
            `${name}-data`,
            {
                bucket: training.bucketName,
                key: `${line}/data/${NO_DATA}/README.txt`,
                content:
                    "Data version 0: nothing. Put yours into a folder beside this one, and name it in dataVersion.\n",
                contentType: "text/plain",
            },
            { parent: this, dependsOn: [...training.ready] },
        );
    }
}

/** Fixed, because AWS generates no name for either; people find them by it in Studio. */
function nameOf(ref: { readonly project: string; readonly environment: string }, line: string): string {
    return `${ref.project}-${ref.environment}-${line}`;
}

/**
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackageGroup.html, and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html for the role by which an answer starts Publish
 */
export const TRAINING_NAMES: readonly NameLimit[] = [
    { what: "model package group", name: (about) => nameOf(about, about.line), most: 63 },
    {
        what: "IAM role",
        name: ({ line, environment }) => `${line}-make-publish-start-${environment}`,
        ending: NAME_ENDING,
        most: 64,
    },
];
