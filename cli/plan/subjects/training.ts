import { TYPE } from "../../../plan/tokens";
import { any, within, type Reason, type Subject } from "./types";

const permissions: readonly Reason[] = [
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
        "aws:iam/role:Role": permissions,
        "aws:iam/rolePolicy:RolePolicy": permissions,
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
