// What EventBridge calls when a rule matches, by the kind of target, under the target's role or as itself.
import { keyContext, masterKeyOf } from "./objects";
import { readArn } from "../../plan/arn";
import { below, text, type PlannedResource, type Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, onBehalf, SECURE, type Caller, type Unknown } from "../asking";
import type { Context, Row, TargetAt } from "./types";

const GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide";
const PAGE = {
    pipeline: "https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cwe-ecr-source-cli.html",
    job: "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-events-targets/lib/codebuild.ts",
    training: "https://docs.aws.amazon.com/sagemaker/latest/dg/pipeline-eventbridge.html",
    roles: `${GUIDE}/eb-events-iam-roles.html`,
    policies: `${GUIDE}/eb-use-resource-based.html`,
    deadLetters: `${GUIDE}/eb-rule-dlq.html`,
    queueKey:
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services",
    sns: `${GUIDE}/eb-use-resource-based.html#eb-sns-permissions`,
    key: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#send-to-encrypted-topic",
};

interface TargetCalls {
    /** Whether the target takes a role; one that may take it and has none is called by EventBridge as itself. */
    readonly role: "needed" | "taken" | "refused";
    /** As which services it is called without a role, with the leave of the resource itself. */
    readonly itself: readonly string[];
    /** Whether EventBridge then says for which rule; where it does not, a condition that asks for it refuses everything. */
    readonly saysRule: boolean;
    readonly rows: readonly Row<TargetAt>[];
}

export const EVENTS = "events.amazonaws.com";
const target = (at: TargetAt) => [text(at.target, "arn")];
const key = (at: TargetAt) => masterKeyOf(at.plans, text(at.target, "arn"));
const stream = (at: TargetAt) => [`${text(at.target, "arn").replace(/:\*$/, "")}:log-stream:0123456789abcdef`];
const throughSns = (_: TargetAt, on: string): Context => keyContext("sns", on);

const underRole = (...rows: readonly Row<TargetAt>[]): TargetCalls => ({
    role: "needed",
    itself: [],
    saysRule: true,
    rows,
});

/** By the service in the target's ARN. */
export const TARGETS: Readonly<Record<string, TargetCalls>> = {
    codepipeline: underRole({ action: "codepipeline:StartPipelineExecution", on: target, source: PAGE.pipeline }),
    codebuild: underRole({ action: "codebuild:StartBuild", on: target, source: PAGE.job }),
    sagemaker: underRole({ action: "sagemaker:StartPipelineExecution", on: target, source: PAGE.training }),
    events: underRole({ action: "events:PutEvents", on: target, source: PAGE.roles }),
    sns: {
        role: "taken",
        itself: [EVENTS],
        // "You can't use Condition blocks in Amazon SNS topic policies for EventBridge"; the same is said of the key.
        saysRule: false,
        rows: [
            { action: "sns:Publish", on: target, source: PAGE.sns },
            { action: "kms:GenerateDataKey", on: key, context: throughSns, source: PAGE.key },
            { action: "kms:Decrypt", on: key, context: throughSns, source: PAGE.key },
        ],
    },
    lambda: {
        role: "taken",
        itself: [EVENTS],
        saysRule: true,
        rows: [{ action: "lambda:InvokeFunction", on: target, source: PAGE.policies }],
    },
    logs: {
        role: "refused",
        itself: [EVENTS, "delivery.logs.amazonaws.com"],
        saysRule: true,
        rows: [
            { action: "logs:CreateLogStream", on: stream, source: PAGE.policies },
            { action: "logs:PutLogEvents", on: stream, source: PAGE.policies },
        ],
    },
};

/** The role that a target is called under; undefined where EventBridge calls it as itself. */
export function roleOf({ role }: TargetCalls, target: TargetAt["target"]): string | undefined {
    const given = text(target, "roleArn");
    return role === "needed" || (role === "taken" && given !== "") ? given : undefined;
}

/** The queue that takes what a target does not. */
export function deadLetterQueue({ inputs }: PlannedResource): readonly string[] {
    const { arn } = below(inputs, "deadLetterConfig");
    return typeof arn === "string" ? [arn] : [];
}

const queue = (at: TargetAt) => deadLetterQueue(at.target);
const queueKey = (at: TargetAt) => queue(at).flatMap((arn) => masterKeyOf(at.plans, arn));
const throughSqs = (_: TargetAt, on: string): Context => keyContext("sqs", on);

/** What EventBridge calls as itself, on behalf of the rule, where a target did not take an event. */
export const DEAD_LETTERS: readonly Row<TargetAt>[] = [
    { action: "sqs:SendMessage", on: queue, source: PAGE.deadLetters },
    { action: "kms:GenerateDataKey", on: queueKey, context: throughSqs, source: PAGE.queueKey },
    { action: "kms:Decrypt", on: queueKey, context: throughSqs, source: PAGE.queueKey },
];

/** Rules, and what they hand their events to. */
export const rules: Caller = {
    of: "EventBridge",
    asks: (plans) => everyTarget(plans).flatMap((at) => ("unknown" in at ? [at] : asksFor(at))),
};

function asksFor(at: TargetAt): ReturnType<Caller["asks"]> {
    const says = `${at.rule.name} (EventBridge)`;
    const behalf = onBehalf(text(at.rule, "arn"), at.plan.account);
    const lost = asks(`${says}, what its target does not take`, EVENTS, DEAD_LETTERS, at, behalf);
    const calls = TARGETS[readArn(text(at.target, "arn")).service];
    if (!calls)
        return [{ unknown: `${says}: iam/calls/eventbridge.ts has no rows for the target ${text(at.target, "arn")}` }];
    const role = roleOf(calls, at.target);
    if (role === undefined) {
        const said = calls.saysRule ? behalf : SECURE;
        return [...lost, ...calls.itself.flatMap((service) => asks(says, service, calls.rows, at, said))];
    }
    const assumed = role
        ? assumes(at.plan, EVENTS, role, text(at.rule, "arn"))
        : { unknown: `${says}: this kind of target needs a roleArn` };
    return [assumed, ...lost, ...asks(says, role, calls.rows, at)];
}

function everyTarget(plans: Plans): readonly (TargetAt | Unknown)[] {
    return plans.ofType(TYPE.eventTarget).map(({ plan, resource: target }) => {
        const rule = plan.resources.find(
            (made) => made.type === TYPE.eventRule && text(made, "name") === text(target, "rule"),
        );
        if (!rule)
            return { unknown: `${target.name} (EventBridge): its rule ${text(target, "rule")} is not in the plan` };
        return { plans, plan, rule, target };
    });
}
