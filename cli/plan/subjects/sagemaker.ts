// Lines of models: what trains them, and what serves them.
import type { Line } from "../../../plan/lines";
import { below, parsed, records } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { any, type Reason, type Subject, within } from "./types";

const ofTraining: readonly Reason[] = [
    [/-end$/, "what the function may do that empties the group of models: list this group's and delete them"],
    [
        any,
        "what SageMaker may do to train: run jobs of this image on the line's own data, and register what comes of it",
    ],
];

/** A pipeline of SageMaker, and the registry where models wait for a person. */
export const training: Subject = {
    isMine: within("SageMakerPipeline"),
    reasons: {
        [TYPE.trainingPipeline]: [
            [any, "turns an image and data into a model, and registers it where it is good enough"],
        ],
        [TYPE.modelPackageGroup]: [
            [any, "where models wait for a person, a version each; an approved one is released"],
        ],
        "aws:iam/role:Role": ofTraining,
        "aws:iam/rolePolicy:RolePolicy": ofTraining,
        "aws:lambda/function:Function": [
            [any, "deletes the models of the group when the line is taken away: AWS deletes no group that has some"],
        ],
        "aws:lambda/invocation:Invocation": [
            [any, "calls that function when the line is taken away, and never before"],
        ],
        "aws:cloudwatch/logGroup:LogGroup": [[any, "keeps what that function printed"]],
        "aws:s3/bucketObjectv2:BucketObjectv2": [[any, "the empty data version, for models that bring their own data"]],
    },
};

const ofModels: readonly Reason[] = [
    [/^model$/, "what SageMaker may do to serve the model: pull its image, read its data, write its log"],
    [/^stack$/, "what CloudFormation may do to make, change and delete the endpoint, and no other"],
];

/** A model behind an endpoint, which CloudFormation makes where the pipeline says so. */
export const models: Subject = {
    isMine: within("HostedModel"),
    reasons: {
        "aws:iam/role:Role": ofModels,
        "aws:iam/rolePolicy:RolePolicy": ofModels,
        "aws:cloudwatch/logGroup:LogGroup": [[any, "keeps what the model's containers print"]],
        [TYPE.stack]: [[any, "holds the endpoint once there is a release, so that destroy takes it along"]],
    },
    runs: ({ name, resources }: Line) => {
        if (!resources.some(({ type }) => type === TYPE.stack)) return [];
        const blueprint = resources.find(
            ({ type, name: each }) => type === TYPE.bucketObject && each === `${name}-blueprint`,
        );
        const content = parsed(blueprint?.inputs["content"]);
        const [variant = {}] = records(
            below(content, "template", "Resources", "EndpointConfig", "Properties")["ProductionVariants"],
        );
        const { InstanceType: type, InitialInstanceCount: count } = variant;
        return [
            `SageMaker endpoint ${String(below(content)["endpoint"] ?? name)}`,
            ...(typeof type === "string" ? [`${String(count)} of ${type}`] : []),
            ...("ServerlessConfig" in variant ? ["serverless"] : []),
        ];
    },
};
