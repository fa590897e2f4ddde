// What EventBridge calls for the targets of its rules, and CloudWatch when the state of an alarm changes.
import { readArn } from "../../plan/arn";
import { below, type PlannedResource, type Plans, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller, onBehalf, SECURE, type Unknown } from "../asking";
import { keyContext, masterKeyOf } from "./stores";
import type { Context, Row, ServedAt, TargetAt } from "./types";

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
const throughSns = (_: unknown, on: string): Context => keyContext("sns", on);

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
        return [{ unknown: `${says}: iam/calls/events.ts has no rows for the target ${text(at.target, "arn")}` }];
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

const ALARMS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html";
const KEY = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services";

export const CLOUDWATCH = "cloudwatch.amazonaws.com";

/** Which list of an alarm says what it does in a state. */
const ACTIONS = {
    ALARM: "alarmActions",
    OK: "okActions",
    INSUFFICIENT_DATA: "insufficientDataActions",
} as const;

export type AlarmState = keyof typeof ACTIONS;

/** ARNs of what an alarm turns to in a state; none where its actions are switched off. */
export function actionsIn(state: AlarmState, { inputs }: PlannedResource): readonly string[] {
    return inputs["actionsEnabled"] === false ? [] : texts(inputs[ACTIONS[state]]);
}

/** Topics that an alarm publishes to in any state. */
const topicsOf = ({ resource }: ServedAt) => {
    const all = (Object.keys(ACTIONS) as AlarmState[]).flatMap((state) => actionsIn(state, resource));
    return [...new Set(all)].filter((arn) => readArn(arn).service === "sns");
};
const keysOf = (at: ServedAt) => topicsOf(at).flatMap((topic) => masterKeyOf(at.plans, topic));

export const ALARM: readonly Row<ServedAt>[] = [
    { action: "sns:Publish", on: topicsOf, source: ALARMS },
    { action: "kms:GenerateDataKey", on: keysOf, context: throughSns, source: KEY },
    { action: "kms:Decrypt", on: keysOf, context: throughSns, source: KEY },
];

/** Alarms, and whom they tell. */
export const alarms: Caller = {
    of: "CloudWatch",
    asks: (plans) =>
        plans.ofType(TYPE.metricAlarm).flatMap(({ plan, resource }) => {
            const behalf = onBehalf(text(resource, "arn"), plan.account);
            return asks(`${resource.name} (CloudWatch)`, CLOUDWATCH, ALARM, { plans, plan, resource }, behalf);
        }),
};
