import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";

export interface Seed {
    readonly key: string;
    /** A zip in base64, or a record that is written as JSON. */
    readonly content: string | Readonly<Record<string, unknown>>;
}

/** Writes the first version of a record, so that a pipeline's first run can read it. Later only jobs write it, never `up`. */
export function makeSeed(
    name: string,
    { key, content }: Seed,
    { releases, retention, untagged }: Pick<EnvironmentContext, "releases" | "retention" | "untagged">,
    parent: pulumi.Resource,
): s3.BucketObjectv2 {
    const isZip = typeof content === "string";
    return new s3.BucketObjectv2(
        name,
        {
            bucket: releases.bucketName,
            key,
            contentBase64: isZip ? content : Buffer.from(JSON.stringify(content)).toString("base64"),
            contentType: isZip ? "application/zip" : "application/json",
        },
        {
            parent,
            provider: untagged,
            dependsOn: [...releases.ready],
            // If a refresh found any difference, such as a content type, the provider would upload release 0 again.
            ignoreChanges: ["*"],
            // The provider deletes an object with all its versions: every release there ever was.
            protect: !retention.destroyWithData,
        },
    );
}
