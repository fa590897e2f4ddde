import type { Plan, PlannedResource } from "../../../plan/document";
import { label, ofType, withInput } from "../reading";
import type { Invariant } from "./invariant";

/**
 * AWS refuses to delete a bucket that holds something, but only when its turn comes: its objects' versions and its key
 * would be gone before. So Pulumi has to refuse first. What answers users it would replace without a word, and nothing would
 * answer meanwhile. Where the stack lets go of its data, nothing may stand in the way.
 */
export const invariant: Invariant = (plan) => {
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
