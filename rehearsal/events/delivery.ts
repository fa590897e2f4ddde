import type { Json } from "../../cli/plan/plan";
import { readArn } from "../../policy/arn";
import { TARGETS } from "../../policy/calls/eventbridge";
import type { Row, TargetAt } from "../../policy/calls/types";
import { isRecord, text, type Planned } from "../../policy/plan";
import type { Account } from "../account/account";
import { NotRehearsed, Refused, type Caller } from "../account/door";
import type { Fact } from "../engine/facts";
import { Logs } from "../services/logs";
import type { AwsEvent, Bus } from "./bus";
import type { Rule } from "./rules";
import { inputOf } from "./transformer";

/** One event on its way to one target. */
export interface Delivery {
    readonly fact: Fact;
    readonly rule: Rule;
    readonly target: Planned;
}

interface Way extends Delivery {
    readonly to: string;
    readonly by: Caller;
    readonly input: Json;
    /** The same for every attempt, so that a target which was reached before a crash does not begin again. */
    readonly token: string;
    readonly account: Account;
    readonly bus: Bus;
}

/** Hands the event over, under the target's role or as EventBridge itself, once everything it takes is allowed. */
export async function deliver({ fact, rule, target }: Delivery, account: Account, bus: Bus): Promise<void> {
    const to = text(target.resource, "arn");
    const { service } = readArn(to);
    const calls = TARGETS[service];
    const effect = EFFECTS[service];
    if (!calls || !effect) throw new NotRehearsed(`a target of the kind ${service} (${target.resource.name})`);
    const callers = calls.by === "role" ? [assumed(target, rule, account)] : calls.by.map(asItself);
    const at = { plans: account.plans, plan: target.plan, rule: rule.resource, target: target.resource };
    for (const row of calls.rows.filter(({ action }) => action !== effect.asks))
        for (const by of callers) ask(row, by, at, rule, account);
    const input = inputOf(target.resource, { event: fact.data, rule, received: fact.at });
    const token = `${fact.n}-${target.resource.name}`;
    for (const by of callers.slice(0, 1)) await effect.does({ fact, rule, target, to, by, input, token, account, bus });
}

function asItself(service: string): Caller {
    return { role: service, as: "EventBridge" };
}

function assumed(target: Planned, rule: Rule, account: Account): Caller {
    const role = text(target.resource, "roleArn");
    if (role === "")
        throw new Refused("ValidationException", `RoleArn is required for target ${text(target.resource, "arn")}.`);
    return account.assume("events.amazonaws.com", role, rule.arn);
}

function ask(row: Row<TargetAt>, by: Caller, at: TargetAt, rule: Rule, account: Account): void {
    const behalf = { "aws:SourceArn": rule.arn, "aws:SourceAccount": rule.plan.account };
    for (const on of row.on(at)) {
        const context = { ...(by.role.startsWith("arn:") ? {} : behalf), ...row.context?.(at, on) };
        account.door.ask({ by, action: row.action, on, context });
    }
}

interface Effect {
    /** The action that its call asks for by itself. */
    readonly asks?: string;
    readonly does: (way: Way) => Promise<unknown> | void;
}

/** Keys of an input that a target's API knows; the event itself, where nobody transforms it, has none of them. */
const OVERRIDES = ["sourceRevisions", "variables"];

const EFFECTS: Readonly<Record<string, Effect>> = {
    codepipeline: {
        asks: "codepipeline:StartPipelineExecution",
        does: ({ account, by, to, input, token }) => {
            const given = Object.entries(isRecord(input) ? input : {});
            const overrides = Object.fromEntries(given.filter(([key]) => OVERRIDES.includes(key)));
            return account.door.call({
                by,
                action: "codepipeline:StartPipelineExecution",
                on: to,
                input: { ...overrides, clientRequestToken: token },
            });
        },
    },
    codebuild: {
        asks: "codebuild:StartBuild",
        does: ({ account, by, to, input, token, target }) => {
            const transforms = ["input", "inputPath", "inputTransformer"].some((key) => key in target.resource.inputs);
            const given = transforms && isRecord(input) ? input : {};
            return account.door.call({
                by,
                action: "codebuild:StartBuild",
                on: to,
                input: { ...given, idempotencyToken: token },
            });
        },
    },
    sns: {
        asks: "sns:Publish",
        does: ({ account, by, to, input, rule }) =>
            account.door.call({
                by,
                action: "sns:Publish",
                on: to,
                context: { "aws:SourceArn": rule.arn, "aws:SourceAccount": rule.plan.account },
                input: { Message: typeof input === "string" ? input : JSON.stringify(input) },
            }),
    },
    logs: {
        does: ({ account, to, input, fact }) => {
            account.part(Logs).write(to.replace(/:\*$/, ""), String(fact.data["id"]), JSON.stringify(input));
        },
    },
    events: {
        asks: "events:PutEvents",
        does: ({ account, bus, by, to, fact, rule }) => {
            const event = fact.data as AwsEvent;
            // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html: never on to a third account
            if (event.account !== rule.plan.account && !to.includes(`:${rule.plan.account}:`))
                throw new Refused("NotForwarded", `an event of account ${event.account} is not sent on to a third one`);
            account.door.ask({
                by,
                action: "events:PutEvents",
                on: to,
                context: { "events:source": [event.source], "events:detail-type": [event["detail-type"]] },
            });
            bus.put(event, to);
        },
    },
};
