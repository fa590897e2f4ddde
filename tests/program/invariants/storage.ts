// What is kept: closed, encrypted, and not lost.
import type { Json, Plan, PlannedResource } from "../../../plan/document";
import { at, label, leaves, list, ofType, statements, texts, withInput } from "../reading";
import type { Invariant } from "./index";

/** S3 keeps each of these as a resource of its own, so forgetting one is easy and silent. */
export const everyBucketIsPrivateVersionedAndEncrypted: Invariant = (plan) =>
    ofType(plan, "aws:s3/bucket:Bucket").flatMap((bucket) =>
        Object.entries(demands)
            .filter(([, isMet]) => !isMet(plan, bucket))
            .map(([demand]) => `${label(bucket)} ${demand}`),
    );

const demands: Record<string, (plan: Plan, bucket: PlannedResource) => boolean> = {
    "is not closed to the public": (plan, bucket) => {
        const [block] = of(plan, bucket, "PublicAccessBlock");
        const switches = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
        return switches.every((name) => block?.inputs[name] === true);
    },
    "is not versioned": (plan, bucket) =>
        at(of(plan, bucket, "Versioning")[0]?.inputs["versioningConfiguration"], "status") === "Enabled",
    "is not encrypted by a key of this stack": (plan, bucket) => {
        const rule = at(of(plan, bucket, "ServerSideEncryptionConfiguration")[0]?.inputs["rules"], 0);
        const how = at(rule, "applyServerSideEncryptionByDefault");
        const keys = ofType(plan, "aws:kms/key:Key").map((key) => key.outputs["arn"]);
        return at(how, "sseAlgorithm") === "aws:kms" && keys.includes(at(how, "kmsMasterKeyId"));
    },
    "answers without TLS": (plan, bucket) => {
        const arn = String(bucket.outputs["arn"]);
        return of(plan, bucket, "Policy")
            .flatMap((policy) => statements(policy.inputs["policy"]))
            .some(
                ({ Effect, Action, Principal, Resource, Condition }) =>
                    Effect === "Deny" &&
                    Principal === "*" &&
                    texts(Action).includes("s3:*") &&
                    [arn, `${arn}/*`].every((guarded) => texts(Resource).includes(guarded)) &&
                    Condition?.["Bool"]?.["aws:SecureTransport"] === "false",
            );
    },
};

function of(plan: Plan, bucket: PlannedResource, what: string): readonly PlannedResource[] {
    const kind = `Bucket${what}`;
    return withInput(plan, `aws:s3/b${kind.slice(1)}:${kind}`, "bucket", bucket.outputs["bucket"]);
}

/** Buckets have an invariant of their own. With AWS's shared keys nobody could take a right back. */
export const whatIsStoredOrSentIsEncryptedByOurKeys: Invariant = (plan) => {
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

/** Where a secret may go: to what keeps secrets, and a registry's token to the Docker provider, which needs it. */
const MAY_HOLD = [
    "docker:index/image:Image",
    "aws:ssm/parameter:Parameter",
    "aws:secretsmanager/secretVersion:SecretVersion",
];

/** What the provider takes for a secret and is the name of one: an ARN. */
const IS_ARN = ["aws:codebuild/sourceCredential:SourceCredential"];

/** The texts that the recorder puts in place of secrets; see cli/plan. */
const STAND_INS = [/standin[0-9a-f]{16}/, /stand-?in-?(password|secret|token)/i, /AKIA[0-9A-Z]{16}/, /-----BEGIN/];

/** A secret that is marked as one is hidden in the plan; it may still not go where AWS would show it to every reader. */
export const noSecretStandsInThePlan: Invariant = (plan) => {
    // By its id AWS names a key in its logs; it opens nothing without the secret.
    const ids = plan.resources.flatMap(({ type, id }) => (type === "aws:iam/accessKey:AccessKey" && id ? [id] : []));
    const withoutIds = (text: string): string => ids.reduce((rest, id) => rest.replaceAll(id, ""), text);
    return plan.resources.flatMap((resource) =>
        leaves({ inputs: resource.inputs, outputs: resource.outputs }).flatMap(([path, leaf]) => {
            const isHidden = path.endsWith(".secret") && leaf === true;
            if (isHidden && path.startsWith("inputs.") && ![...MAY_HOLD, ...IS_ARN].includes(resource.type)) {
                return [`${label(resource)} takes a secret: ${path}`];
            }
            return typeof leaf === "string" && STAND_INS.some((pattern) => pattern.test(withoutIds(leaf)))
                ? [`${label(resource)} shows a secret: ${path}`]
                : [];
        }),
    );
};

/**
 * AWS refuses to delete a bucket that holds something, but only when its turn comes: its objects' versions and its key
 * would be gone before. So Pulumi has to refuse first. What answers users it would replace without a word, and nothing would
 * answer meanwhile. Where the stack lets go of its data, nothing may stand in the way.
 */
export const whatMustNotBeLostIsProtected: Invariant = (plan) => {
    const buckets = ofType(plan, "aws:s3/bucket:Bucket").flatMap((bucket) => {
        const name = bucket.outputs["bucket"];
        const seeds = withInput(plan, "aws:s3/bucketObjectv2:BucketObjectv2", "bucket", name).filter(
            ({ inputs }) => inputs["contentBase64"] !== undefined,
        );
        const keys = ofType(plan, "aws:kms/key:Key").filter(({ outputs }) =>
            withInput(plan, ENCRYPTION, "bucket", name).some(({ inputs }) =>
                JSON.stringify(inputs["rules"]).includes(String(outputs["arn"])),
            ),
        );
        return judged([bucket, ...seeds, ...keys], bucket.inputs["forceDestroy"] !== true);
    });
    const registries = ofType(plan, "aws:ecr/repository:Repository").flatMap((registry) =>
        judged([registry], registry.inputs["forceDelete"] !== true),
    );
    const open = ofType(plan, "aws:ecrpublic/repository:Repository").flatMap((registry) =>
        judged([registry], registry.inputs["forceDestroy"] !== true),
    );
    const services = ofType(plan, "aws:ecs/service:Service").flatMap((service) =>
        judged([service, ...groupsOf(plan, service)], service.inputs["forceDelete"] !== true),
    );
    return [...buckets, ...registries, ...open, ...services];
};

const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

/** Both colours: those of the service's own component. */
function groupsOf(plan: Plan, service: PlannedResource): readonly PlannedResource[] {
    return ofType(plan, "aws:lb/targetGroup:TargetGroup").filter(({ name }) =>
        ["blue", "green"].some((colour) => name === `${service.name}-${colour}`),
    );
}

function judged(holders: readonly PlannedResource[], stays: boolean): string[] {
    return holders
        .filter(({ options }) => (options.protect === true) !== stays)
        .map((holder) => `${label(holder)} ${stays ? "is not protected" : "is protected, though it may go"}`);
}
