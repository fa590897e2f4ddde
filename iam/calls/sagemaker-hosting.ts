// What SageMaker calls under the role of a model, to serve it: before its container has a word, and while that answers.
import { arnIn, readArn, s3ArnIn } from "../../plan/arn";
import type { Plan, Plans } from "../../plan/plans";
import { keyContext } from "./stores";
import type { Context, Row } from "./types";
import { ecrImage } from "../../text/ecr-image";

const GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg";
const PAGE = {
    model: `${GUIDE}/sagemaker-roles.html#sagemaker-roles-createmodel-perms`,
    guard: `${GUIDE}/deployment-guardrails-configuration.html`,
    key: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms",
};

/** A model behind an endpoint. */
export interface HostedAt {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly endpoint: string;
    /** The image that serves it, in a repository of ECR. */
    readonly image: string;
    /** `s3://bucket/key`; none where the image has all that it needs. */
    readonly data?: string;
}

const repository = ({ image }: HostedAt) => {
    const at = ecrImage(image);
    return at ? [arnIn(at, "ecr", `repository/${at.name}`)] : [];
};
const anyRepository = (at: HostedAt) => (repository(at).length > 0 ? ["*"] : []);
const object = ({ data, plan }: HostedAt) => (data === undefined ? [] : [s3ArnIn(plan, data.replace(/^s3:\/\//, ""))]);
const key = (at: HostedAt) =>
    object(at).flatMap((arn) => at.plans.keyOfBucket(readArn(arn).resource.split("/")[0] ?? "") ?? []);
const throughS3 = (at: HostedAt, on: string): Context =>
    keyContext("s3", on, { "aws:s3:arn": (object(at)[0] ?? "").split("/")[0] ?? "" });
const group = ({ plan, endpoint }: HostedAt) => arnIn(plan, "logs", `log-group:/aws/sagemaker/Endpoints/${endpoint}`);
const stream = (at: HostedAt) => [`${group(at)}:log-stream:live/i-00000000000000001`];
const streams = (at: HostedAt) => [`${group(at)}:log-stream:`];

const rows = (on: Row<HostedAt>["on"], ...actions: string[]): Row<HostedAt>[] =>
    actions.map((action) => ({ action, on, source: PAGE.model }));

/** Under the execution role of a model. */
export const MODEL_START: readonly Row<HostedAt>[] = [
    ...rows(anyRepository, "ecr:GetAuthorizationToken"),
    ...rows(repository, "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    ...rows(object, "s3:GetObject"),
    { action: "kms:Decrypt", on: key, context: throughS3, source: PAGE.key },
    ...rows((at) => [group(at)], "logs:CreateLogGroup"),
    ...rows(streams, "logs:DescribeLogStreams"),
    ...rows(stream, "logs:CreateLogStream", "logs:PutLogEvents"),
    {
        action: "cloudwatch:PutMetricData",
        on: () => ["*"],
        context: () => ({ "cloudwatch:namespace": "/aws/sagemaker/Endpoints" }),
        source: PAGE.model,
    },
];
