// Who hears of a new object: EventBridge where the bucket tells it, or CloudTrail records what is done to its objects; and
// pipelines that look there by themselves.
import { s3ArnIn } from "../../plan/arn";
import { records, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { Bus } from "../events/bus";
import type { Version } from "./objects";
import { noticed } from "./polling";

interface Written {
    readonly bucket: string;
    readonly key: string;
    readonly version: Version;
}

export function announce(account: LocalAccount, written: Written): void {
    tell(account, written);
    trail(account, written);
    const { bucket, key, version } = written;
    noticed(account, { provider: "S3", where: { S3Bucket: bucket, S3ObjectKey: key }, revision: version.id });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function tell(account: LocalAccount, { bucket, key, version: { id, etag, size } }: Written): void {
    const made = account.created(TYPE.bucketNotification);
    const tells = made.find(({ resource }) => resource.inputs["bucket"] === bucket && resource.inputs["eventbridge"]);
    if (!tells) return;
    account.part(Bus).put({
        source: "aws.s3",
        "detail-type": "Object Created",
        account: tells.plan.account,
        region: tells.plan.region,
        resources: [s3ArnIn(tells.plan, bucket)],
        detail: {
            version: "0",
            bucket: { name: bucket },
            object: { key, size, etag, "version-id": id },
            requester: tells.plan.account,
            reason: "PutObject",
        },
    });
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cloudtrail-S3-source-console.html */
function trail(account: LocalAccount, { bucket, key, version: { id } }: Written): void {
    const recording = account.created(TYPE.trail).find(({ plan, resource }) => {
        const recorded = recordsWrites(s3ArnIn(plan, `${bucket}/${key}`));
        return records(resource.inputs["eventSelectors"]).some(recorded);
    });
    if (!recording) return;
    const { plan } = recording;
    const object = s3ArnIn(plan, `${bucket}/${key}`);
    account.part(Bus).put({
        source: "aws.s3",
        "detail-type": "AWS API Call via CloudTrail",
        account: plan.account,
        region: plan.region,
        resources: [],
        detail: {
            eventSource: "s3.amazonaws.com",
            eventName: "PutObject",
            awsRegion: plan.region,
            requestParameters: { bucketName: bucket, key },
            responseElements: { "x-amz-version-id": id },
            readOnly: false,
            resources: [
                { type: "AWS::S3::Object", ARN: object },
                { type: "AWS::S3::Bucket", ARN: s3ArnIn(plan, bucket), accountId: plan.account },
            ],
            eventType: "AwsApiCall",
            recipientAccountId: plan.account,
        },
    });
}

/** Whether a selector has CloudTrail record what is written there; its values are beginnings of ARNs. */
function recordsWrites(object: string): (selector: Readonly<Record<string, unknown>>) => boolean {
    return ({ readWriteType = "All", dataResources }) =>
        readWriteType !== "ReadOnly" &&
        records(dataResources).some(
            ({ type, values }) =>
                type === "AWS::S3::Object" && texts(values).some((beginning) => object.startsWith(beginning)),
        );
}
