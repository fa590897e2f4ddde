import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";

export interface Seed {
    readonly key: string;
    readonly contentBase64: string;
    readonly contentType: "application/zip" | "application/json";
}

/** Writes the first version of a record, so that a pipeline's first run can read it. From here on jobs write it, and `up` never does. */
export function makeSeed(
    name: string,
    seed: Seed,
    { releases, retention, untagged }: Pick<EnvironmentContext, "releases" | "retention" | "untagged">,
    parent: pulumi.Resource,
): s3.BucketObjectv2 {
    return new s3.BucketObjectv2(
        name,
        { bucket: releases.bucketName, ...seed },
        {
            parent,
            provider: untagged,
            dependsOn: [...releases.ready],
            // Any difference that a refresh finds, a content type for instance, would make the provider upload release 0 again.
            ignoreChanges: ["*"],
            // The provider deletes an object with all of its versions: every release there ever was.
            protect: !retention.destroyWithData,
        },
    );
}
