import type { Json, Plan } from "../../../plan/document";
import { at, label, list, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** Buckets have an invariant of their own. With AWS's shared keys nobody could take a right back. */
export const invariant: Invariant = (plan) => {
    const keys = ofType(plan, "aws:kms/key:Key");
    const ours = (arn: Json | undefined): boolean => keys.some((key) => key.outputs["arn"] === arn);
    return [
        ...keys
            .filter((key) => key.inputs["enableKeyRotation"] !== true)
            .map((key) => `${label(key)} is never rotated`),
        ...encrypted(plan)
            .filter(({ by }) => !ours(by))
            .map(({ what }) => `${what} is not encrypted by a key of this stack`),
    ];
};

function encrypted(plan: Plan): { what: string; by: Json | undefined }[] {
    return [
        ...ofType(plan, "aws:sns/topic:Topic").map((topic) => ({
            what: label(topic),
            by: topic.inputs["kmsMasterKeyId"],
        })),
        ...ofType(plan, "aws:ssm/parameter:Parameter").map((parameter) => ({
            what: label(parameter),
            by: parameter.inputs["type"] === "SecureString" ? parameter.inputs["keyId"] : undefined,
        })),
        ...ofType(plan, "aws:secretsmanager/secret:Secret").map((secret) => ({
            what: label(secret),
            by: secret.inputs["kmsKeyId"],
        })),
        ...ofType(plan, "aws:codebuild/project:Project").map((project) => ({
            what: `the output of ${label(project)}`,
            by: project.inputs["encryptionKey"],
        })),
        ...ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) =>
            list(pipeline.inputs["artifactStores"]).map((store) => ({
                what: `what ${label(pipeline)} hands on`,
                by: at(store, "encryptionKey", "id"),
            })),
        ),
    ];
}
