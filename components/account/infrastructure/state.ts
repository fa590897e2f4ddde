import type { EnvironmentRef } from "../../environment-ref";
import type { Statement } from "../../shell";
import type { Statement as Limit } from "../boundaries";

/** The bucket and the key with which Pulumi keeps state, without Pulumi Cloud. */
export interface StateAt {
    readonly bucket: string;
    readonly keyArn: string;
}

/** The key of the encryption context that tells the secrets of one stack from another's. */
const STACK_CONTEXT = "stack";

/** Under which endings a stack's state and its tags lie: https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/stack_tags.go */
const KEPT = [".json", ".json.gz", ".json.zst", ".pulumi-tags"];

// unverified: a preview in a bucket of one's own reads these alone, takes no lock and writes nothing | fails as: the job preview-<stack> ends with AccessDenied for an action of S3, and nothing is changed | settle: one pull request
/**
 * What a preview reads of it: which version the bucket is of, and the stack's own state. It takes no lock and leaves no history.
 * Its secrets stand under the stack's name as encryption context (`context_stack` of its secrets provider), because the data key
 * of every other stack stands in that stack's file, in git, under the same key of KMS.
 * https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/store.go
 * https://pkg.go.dev/gocloud.dev/secrets/awskms#URLOpener
 */
export function readsState(
    { bucket, keyArn }: StateAt,
    { partition, project }: Pick<EnvironmentRef, "partition" | "project">,
    stack: string,
): Statement[] {
    const arn = `arn:${partition}:s3:::${bucket}`;
    return [
        { actions: ["s3:ListBucket"], on: [arn] },
        {
            actions: ["s3:GetObject"],
            on: ["meta.yaml", ...KEPT.map((ending) => `stacks/${project}/${stack}${ending}`)].map(
                (key) => `${arn}/.pulumi/${key}`,
            ),
        },
        {
            actions: ["kms:Decrypt"],
            on: [keyArn],
            when: { StringEquals: { [`kms:EncryptionContext:${STACK_CONTEXT}`]: stack } },
        },
    ];
}

// unverified: bringing a stack up asks these alone of the bucket itself and of the key | fails as: the job make-<stack> ends with AccessDenied for an action of S3 or KMS, and nothing is made | settle: one pull request
/** What bringing a stack up asks of the bucket itself, and of the key; what else there is changes them. */
const OF_BUCKET = ["s3:ListBucket", "s3:GetBucketLocation"];
const OF_KEY = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:DescribeKey"];

/**
 * What the code of a pull request never does to state that lies beside its stack's: the account's own stack, which a person brings up,
 * would do what is written there. The template's name is the context of its stacks' secrets, as they have its file.
 * https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/store.go
 */
export function stateStays(
    { bucket, keyArn }: StateAt,
    { partition, project, environment }: Pick<EnvironmentRef, "partition" | "project" | "environment">,
    template: string,
): Limit[] {
    const arn = `arn:${partition}:s3:::${bucket}`;
    const own = `${arn}/.pulumi/*/${project}/${environment}`;
    return [
        { Sid: "StateOfTheAccountStays", Effect: "Deny", Action: "s3:*", Resource: [`${own}.*`, `${own}/*`] },
        { Sid: "BucketStays", Effect: "Deny", NotAction: OF_BUCKET, Resource: arn },
        { Sid: "KeyStays", Effect: "Deny", NotAction: OF_KEY, Resource: keyArn },
        {
            Sid: "SecretsOfOthers",
            Effect: "Deny",
            Action: "kms:Decrypt",
            Resource: keyArn,
            // Where no stack is named as well: what is negated holds for a key that is not there.
            Condition: { StringNotEquals: { [`kms:EncryptionContext:${STACK_CONTEXT}`]: template } },
        },
    ];
}
