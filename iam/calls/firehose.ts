// What Firehose calls under the role of a stream, to put records into its bucket.
import { s3ArnIn } from "../../plan/arn";
import { below, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller } from "../asking";
import { keyContext } from "./objects";
import type { Row, ServedAt } from "./types";

const PAGE = "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3";
export const FIREHOSE = "firehose.amazonaws.com";

const destination = ({ resource: { inputs } }: ServedAt) => below(inputs, "extendedS3Configuration");
const bucket = (at: ServedAt) => [String(destination(at)["bucketArn"] ?? "")];
const object = (at: ServedAt) =>
    ["prefix", "errorOutputPrefix"].flatMap((key) =>
        bucket(at).map((arn) => `${arn}/${String(destination(at)[key] ?? "")}2026/11/28/22/stream-1`),
    );
const key = (at: ServedAt) => {
    const { kmsKeyArn } = destination(at);
    return typeof kmsKeyArn === "string" ? [kmsKeyArn] : [];
};
const throughS3 = (at: ServedAt, on: string) =>
    keyContext("s3", on, { "aws:s3:arn": bucket(at)[0] ?? s3ArnIn(at.plan, "") });

export const STREAM: readonly Row<ServedAt>[] = [
    ...["AbortMultipartUpload", "GetObject", "PutObject"].map((name) => ({
        action: `s3:${name}`,
        on: object,
        source: PAGE,
    })),
    ...["GetBucketLocation", "ListBucket", "ListBucketMultipartUploads"].map((name) => ({
        action: `s3:${name}`,
        on: bucket,
        source: PAGE,
    })),
    ...["Decrypt", "GenerateDataKey"].map((name) => ({
        action: `kms:${name}`,
        on: key,
        context: throughS3,
        source: PAGE,
    })),
];

/** The role under which a stream writes. */
export const streamRole = ({ inputs }: ServedAt["resource"]): string =>
    String(below(inputs, "extendedS3Configuration")["roleArn"] ?? "");

export const streams: Caller = {
    of: "Firehose",
    asks: (plans) =>
        plans.ofType(TYPE.deliveryStream).flatMap(({ plan, resource }): ReturnType<Caller["asks"]> => {
            const says = `${resource.name} (Firehose)`;
            if (text(resource, "destination") !== "extended_s3")
                return [{ unknown: `${says}: iam/calls/firehose.ts has rows for the destination extended_s3 alone` }];
            const role = streamRole(resource);
            return [
                assumes(plan, FIREHOSE, role, text(resource, "arn")),
                ...asks(says, role, STREAM, { plans, plan, resource }),
            ];
        }),
};
