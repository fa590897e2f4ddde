import { any, type Subject } from "./types";

/** A folder of files, and the bundles it is filled from. */
export const folder: Subject = {
    isMine: ({ name }) => /-(folder|bundles)$/.test(name),
    reasons: {
        "aws:s3/bucket:Bucket": [
            [/^folder$/, "holds the files of the release that is live"],
            [/^bundles$/, "keeps the line's bundles, each under its checksum"],
        ],
        "aws:kms/key:Key": [[any, "encrypts them"]],
    },
    runs: ({ resources }) =>
        resources
            .filter(({ type, name }) => type === "aws:s3/bucket:Bucket" && name.endsWith("-folder"))
            .map(({ name }) => `folder in bucket ${name}`),
};
