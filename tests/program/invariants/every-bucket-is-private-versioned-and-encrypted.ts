import type { Plan, PlannedResource } from "../../../plan/document";
import { at, label, ofType, statements, texts, withInput } from "../reading";
import type { Invariant } from "./invariant";

/** S3 keeps each of these as a resource of its own, so forgetting one is easy and silent. */
export const invariant: Invariant = (plan) =>
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
