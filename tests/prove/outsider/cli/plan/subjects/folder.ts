import { any, type Subject } from "./types";

/** A folder of files, and the archives it is filled from. */
export const folder: Subject = {
    isMine: ({ name }) => /-(folder|archives)$/.test(name),
    reasons: {
        "aws:s3/bucket:Bucket": [
            [/^folder$/, "holds the files of the release that is live"],
            [/^archives$/, "keeps the line's archives, each under its checksum"],
        ],
        "aws:kms/key:Key": [[any, "encrypts them"]],
    },
    runs: ({ resources }) =>
        resources
            .filter(({ type, name }) => type === "aws:s3/bucket:Bucket" && name.endsWith("-folder"))
            .map(({ name }) => `folder in bucket ${name}`),
};
