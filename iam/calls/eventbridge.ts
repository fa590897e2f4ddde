// What EventBridge calls when a rule matches, by the kind of target; and what it calls as itself.
import { keyContext, keyOfTopic } from "./objects";
import { readArn } from "../../plan/arn";
import { text, type Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, onBehalf, type Caller, type Unknown } from "../asking";
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

/** Rules, and what they hand their events to. */
export const rules: Caller = {
    of: "EventBridge",
    asks: (plans) => everyTarget(plans).flatMap((at) => ("unknown" in at ? [at] : asksFor(at))),
};

function asksFor(at: TargetAt): ReturnType<Caller["asks"]> {
    const says = `${at.rule.name} (EventBridge)`;
    const calls = TARGETS[readArn(text(at.target, "arn")).service];
    if (!calls)
        return [{ unknown: `${says}: iam/calls/eventbridge.ts has no rows for the target ${text(at.target, "arn")}` }];
    if (calls.by !== "role") {
        const behalf = onBehalf(text(at.rule, "arn"), at.plan.account);
        return calls.by.flatMap((service) => asks(says, service, calls.rows, at, behalf));
    }
    const role = text(at.target, "roleArn");
    const assumed = role
        ? assumes(at.plan, "events.amazonaws.com", role, text(at.rule, "arn"))
        : { unknown: `${says}: this kind of target needs a roleArn` };
    return [assumed, ...asks(says, role, calls.rows, at)];
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
