import { randomUUID } from "node:crypto";

import type { Json, JsonObject } from "../../plan/document";
import { readArn } from "../../plan/arn";
import { roleOf, TARGETS } from "../../iam/calls/events";
import { below, isRecord, records, text, type Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { type Call, type Caller, NotRehearsed, Refused } from "../account/gateway";
import { asJson, type Fact } from "../engine/journal";
import type { AwsEvent, Bus } from "./bus";
import { at } from "./json-path";
import type { Rule } from "./rules";
import { inputOf } from "./transformer";

/** One event on its way to one target. */
export interface Delivery {
    readonly fact: Fact;
    readonly rule: Rule;
    readonly target: Planned;
}

/** Hands the event over, under the target's role or as EventBridge itself, once everything it takes is allowed. */
export async function deliver(delivery: Delivery, account: LocalAccount, bus: Bus): Promise<void> {
    const { rule, target } = delivery;
    const { service } = readArn(text(target.resource, "arn"));
    const known = TARGETS[service];
    if (!known) throw new NotRehearsed(`a target of the kind ${service} (${target.resource.name})`);
    const role = roleOf(known, target.resource);
    const callers = role === undefined ? known.itself.map(asItself) : [assumed(role, target, rule, account)];
    const at = { plans: account.plans, plan: target.plan, rule: rule.resource, target: target.resource };
    const calls = known.rows.flatMap(({ action, on, context }) =>
        on(at).flatMap((resource) =>
            callers.map((by): Call => {
                const behalf = role === undefined && known.saysRule ? onBehalf(rule) : {};
                const said = { ...behalf, ...saysOf(service, delivery), ...context?.(at, resource) };
                return { by, action, on: resource, context: said };
            }),
        ),
    );
    const does = ({ by, action }: Call) => by === callers[0] && action in INPUTS;
    for (const call of calls) if (!does(call)) account.gateway.ask(call);
    const { data: event, at: received } = delivery.fact;
    const handed = { ...delivery, input: inputOf(target.resource, { event, rule, received }), stream: randomUUID() };
    for (const call of calls.filter(does))
        await account.gateway.call({ ...call, input: INPUTS[call.action]?.(handed) ?? null });
    if (service === "events") forward(delivery, bus);
}

function asItself(service: string): Caller {
    return { role: service, as: "EventBridge" };
}

function assumed(role: string, target: Planned, rule: Rule, account: LocalAccount): Caller {
    if (role === "")
        throw new Refused("ValidationException", `RoleArn is required for target ${text(target.resource, "arn")}.`);
    return account.assume("events.amazonaws.com", role, rule.arn);
}

/** What a service says of itself: for whom it acts. */
function onBehalf({ arn, plan }: Rule): Call["context"] {
    return { "aws:SourceArn": arn, "aws:SourceAccount": plan.account };
}

/** A bus also asks what comes. */
function saysOf(service: string, { fact }: Delivery): Call["context"] {
    const { source, "detail-type": type } = fact.data as AwsEvent;
    return service === "events" ? { "events:source": [source], "events:detail-type": [type] } : {};
}

interface Handed extends Delivery {
    /** The event, or what the target makes of it. */
    readonly input: Json;
    /** A log stream of its own, also where a crash makes it come twice. */
    readonly stream: string;
}

/** What a target's call is given; the event itself, where the target has no transformer, has nothing for it. */
const INPUTS: Readonly<Record<string, (handed: Handed) => JsonObject>> = {
    "codepipeline:StartPipelineExecution": (handed) => {
        const given = Object.entries<Json>(isRecord(handed.input) ? handed.input : {});
        const overrides = given.filter(([key]) => key === "sourceRevisions" || key === "variables");
        return { ...Object.fromEntries(overrides), clientRequestToken: tokenOf(handed) };
    },
    "codebuild:StartBuild": (handed) => {
        const { input, target } = handed;
        const transforms = ["input", "inputPath", "inputTransformer"].some((key) => key in target.resource.inputs);
        return { ...(transforms && isRecord(input) ? input : {}), idempotencyToken: tokenOf(handed) };
    },
    "sagemaker:StartPipelineExecution": (handed) => {
        const { sagemakerPipelineTarget: told } = handed.target.resource.inputs;
        const parameters = records(below({ told }, "told")["pipelineParameterLists"]).map(({ name, value }) => {
            const path = typeof value === "string" && value.startsWith("$") ? value : undefined;
            return { Name: name, Value: path === undefined ? value : at(path, handed.fact.data) };
        });
        return asJson({ PipelineParameters: parameters, ClientRequestToken: tokenOf(handed) });
    },
    "lambda:InvokeFunction": ({ input }) => ({ Payload: input }),
    "sns:Publish": ({ input }) => ({ Message: typeof input === "string" ? input : JSON.stringify(input) }),
    "logs:CreateLogStream": ({ stream }) => ({ logStreamName: stream }),
    "logs:PutLogEvents": ({ fact, input, stream }) => ({
        logStreamName: stream,
        logEvents: [{ timestamp: fact.at, message: JSON.stringify(input) }],
    }),
};

/** The same for every attempt, so that a target which was reached before a crash does not begin again. */
function tokenOf({ fact, target }: Delivery): string {
    return `${fact.n}-${target.resource.name}`;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html: never on to a third account. */
function forward({ fact, rule, target }: Delivery, bus: Bus): void {
    const event = fact.data as AwsEvent;
    const to = text(target.resource, "arn");
    if (event.account !== rule.plan.account && readArn(to).account !== rule.plan.account)
        throw new Refused("NotForwarded", `an event of account ${event.account} is not sent on to a third one`);
    bus.put(event, to);
}
