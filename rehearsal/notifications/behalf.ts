import { readArn } from "../../plan/arn";

/** For which topic SNS acts: https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html */
export function behalfOf(topic: string): { readonly "aws:SourceArn": string; readonly "aws:SourceAccount": string } {
    return { "aws:SourceArn": topic, "aws:SourceAccount": readArn(topic).account };
}
