import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import type { Checkout } from "../../checkout";
import type { ScriptPart } from "../../shell";
import { RELEASE_KEYS } from "../../shared/release-store";

/**
 * Records which commit an image was built from and who ran `up`, once per digest. If another person's `up` leaves the image
 * alone, it finds the record and writes the same again, which is no difference. `ignoreChanges` could not
 * do this: the engine puts the old content back even where a new digest replaces the object.
 */
export function recordBuilt(
    line: string,
    repoDigest: pulumi.Output<string>,
    checkout: Checkout,
    { releases }: EnvironmentContext,
    opts: pulumi.ComponentResourceOptions,
): s3.BucketObjectv2 {
    const bucket = releases.bucketName;
    // unverified: repoDigest is the digest that ECR's event of the push names | fails as: Publish waits 3 minutes, and the release says that nothing is known | settle: aws ecr describe-images --repository-name <repository> --image-ids imageTag=candidate, beside `pulumi stack export`
    const digest = repoDigest.apply((name) => name.replace(/^.*@/, ""));
    const key = digest.apply((value) => RELEASE_KEYS.built(line, `${value.replace(/^sha256:/, "")}.json`));
    const ask: pulumi.InvokeOutputOptions = { parent: opts.parent, dependsOn: [...releases.ready] };
    const { keys } = s3.getObjectsOutput({ bucket, prefix: key }, ask);
    const by = getCallerIdentityOutput({}, ask).arn;
    const content = pulumi
        .all([keys, key])
        .apply(([there, wanted]) =>
            there.includes(wanted)
                ? s3.getObjectOutput({ bucket, key: wanted }, ask).body
                : pulumi.jsonStringify({ format: 1, line, digest, by, commit: checkout }),
        );
    return new s3.BucketObjectv2(
        `${line}-built`,
        { bucket, key, content, contentType: "application/json" },
        // A waiting run or a rollback may still need the record of an older image.
        { ...opts, dependsOn: [...releases.ready], retainOnDelete: true },
    );
}

/** How Publish reads the record. */
export function readsBuilt(line: string, { releases }: EnvironmentContext): ScriptPart {
    return { scripts: ["built-by-up"], env: {}, allow: [releases.readsBesides(RELEASE_KEYS.built(line))] };
}
