// What EventBridge calls when a rule matches, by the kind of target; and what it calls as itself.
import { keyContext, keyOfTopic } from "./objects";
import { text } from "../../plan/plans";
import type { Context, Row, TargetAt } from "./types";

const GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide";
const PAGE = {
    roles: `${GUIDE}/eb-use-identity-based.html`,
    policies: `${GUIDE}/eb-use-resource-based.html`,
    key: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services",
};

interface TargetCalls {
    /** Under the target's role; or as these services, with the leave of the resource itself. */
    readonly by: "role" | readonly string[];
    readonly rows: readonly Row<TargetAt>[];
}

const EVENTS = "events.amazonaws.com";
const target = (at: TargetAt) => [text(at.target, "arn")];
const key = (at: TargetAt) => keyOfTopic(at.plans, text(at.target, "arn"));
const stream = (at: TargetAt) => [`${text(at.target, "arn").replace(/:\*$/, "")}:log-stream:0123456789abcdef`];
const throughSns = (_: TargetAt, on: string): Context => keyContext("sns", on);

/** By the service in the target's ARN. */
export const TARGETS: Readonly<Record<string, TargetCalls>> = {
    codepipeline: {
        by: "role",
        rows: [{ action: "codepipeline:StartPipelineExecution", on: target, source: PAGE.roles }],
    },
    codebuild: { by: "role", rows: [{ action: "codebuild:StartBuild", on: target, source: PAGE.roles }] },
    events: { by: "role", rows: [{ action: "events:PutEvents", on: target, source: PAGE.roles }] },
    sns: {
        by: [EVENTS],
        rows: [
            { action: "sns:Publish", on: target, source: PAGE.policies },
            { action: "kms:GenerateDataKey", on: key, context: throughSns, source: PAGE.key },
            { action: "kms:Decrypt", on: key, context: throughSns, source: PAGE.key },
        ],
    },
    logs: {
        by: [EVENTS, "delivery.logs.amazonaws.com"],
        rows: [
            { action: "logs:CreateLogStream", on: stream, source: PAGE.policies },
            { action: "logs:PutLogEvents", on: stream, source: PAGE.policies },
        ],
    },
};
