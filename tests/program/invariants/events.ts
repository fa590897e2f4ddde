// What is told, and who hears it.
import type { Json, JsonObject, Plan, PlannedResource } from "../../../plan/document";
import { inputOf } from "../../../rehearsal/events/transformer";
import { ancestors, at, label, leaves, missing, ofType, policiesOf, texts, withInput } from "../reading";
import type { Invariant } from "./index";

/** Without its right EventBridge drops an event and tells nobody: a role's policy, or the policy of what is written to. */
export const everyEventIsHeard: Invariant = (plan) =>
    ofType(plan, "aws:cloudwatch/eventTarget:EventTarget").flatMap((target) => {
        const service = String(target.inputs["arn"]).split(":")[2] ?? "";
        if (!["codepipeline", "codebuild"].includes(service)) return heardByResource(plan, target, service);
        if (target.inputs["roleArn"] === undefined) return [`${label(target)} starts something without a role`];
        const policies = policiesOf(plan, target.inputs["roleArn"]);
        return policies.length > 0 ? missing(target, policies) : [`the role of ${label(target)} may do nothing`];
    });

function heardByResource(plan: Plan, target: PlannedResource, service: string): string[] {
    const policies = {
        sns: withInput(plan, "aws:sns/topicPolicy:TopicPolicy", "arn", target.inputs["arn"]),
        logs: ofType(plan, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"),
        lambda: withInput(
            plan,
            "aws:lambda/permission:Permission",
            "function",
            String(target.inputs["arn"]).split(":").pop(),
        ),
    }[service];
    if (!policies?.[0]) return [`nothing lets EventBridge write to the target of ${label(target)}`];
    return missing(target, policies);
}

/** What a target does not take lies in a queue that EventBridge may write to, and an alarm on the queue mails people. */
export const noEventIsLostInSilence: Invariant = (plan) =>
    ofType(plan, "aws:cloudwatch/eventTarget:EventTarget").flatMap((target) => {
        const config = target.inputs["deadLetterConfig"] as { readonly arn?: unknown } | undefined;
        const queue = ofType(plan, "aws:sqs/queue:Queue").find(({ outputs }) => outputs["arn"] === config?.arn);
        if (!queue) return [`${label(target)} has no dead-letter queue`];
        const policies = withInput(plan, "aws:sqs/queuePolicy:QueuePolicy", "queueUrl", queue.outputs["url"]);
        const alarms = ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm").filter(
            ({ inputs: { dimensions, alarmActions } }) =>
                (dimensions as { readonly QueueName?: unknown } | undefined)?.QueueName === queue.outputs["name"] &&
                Array.isArray(alarmActions) &&
                alarmActions.length > 0,
        );
        return [
            ...(policies.length > 0
                ? missing(target, policies)
                : [`nothing lets EventBridge write to ${label(queue)}`]),
            ...(alarms.length > 0 ? [] : [`no alarm mails what lies in ${label(queue)}`]),
        ];
    });

/** In characters, without a request for more: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MOST_OF_A_PATTERN = 2048;

export const everyEventPatternFits: Invariant = (plan) =>
    ofType(plan, "aws:cloudwatch/eventRule:EventRule")
        .map((rule) => ({ rule, has: String(rule.inputs["eventPattern"] ?? "").length }))
        .filter(({ has }) => has > MOST_OF_A_PATTERN)
        .map(({ rule, has }) => `the pattern of ${label(rule)} has ${has} characters, over ${MOST_OF_A_PATTERN}`);

/** EventBridge keeps nothing for a rule that comes later: a candidate that ship does not hear of is deployed by nobody. */
export const shipListensBeforeAReleaseIsMade: Invariant = (plan) =>
    ofType(plan, "fairlead:index:ServiceLine").flatMap((line) => {
        const own = plan.resources.filter((resource) => ancestors(plan, resource).includes(line));
        const startsShip = (resource: PlannedResource): boolean =>
            isTarget(resource) && resource.name.startsWith(`${line.name}-ship-`);
        const makes = (resource: PlannedResource): boolean =>
            resource.name === `${line.name}-make`
                ? resource.type === "aws:codepipeline/pipeline:Pipeline"
                : // What looks after the others writes no candidate, and starts ship itself.
                  isTarget(resource) &&
                  resource.name !== `${line.name}-handover` &&
                  String(resource.inputs["arn"]).split(":")[2] === "codebuild";
        return own.filter(makes).flatMap((maker) => missing(maker, own.filter(startsShip)));
    });

const isTarget = ({ type }: PlannedResource): boolean => type === "aws:cloudwatch/eventTarget:EventTarget";

/** What a service or a person might get into an event. */
const HOSTILE = [
    '","buildspecOverride":"version: 0.2","a":"',
    '"}],"buildspecOverride":"version: 0.2","b":[{"c":"',
    "\\",
    '\\"',
    "a\nb\r\n",
    "</release>",
    "<release>",
    "{}",
    "${x} $& #{variables.X}",
    "\u2028\u0000",
];
/** EventBridge makes these up, whoever put the event. */
const BY_THE_BUS = ["$.region", "$.id"];
/** AWS makes these up, or they name what the program itself named: they may stand within quotes of a text. */
const BY_AWS = [
    "ModelPackageVersion",
    "action",
    "application",
    "build-status",
    "deploymentId",
    "execution-id",
    "pipeline",
    "pipelineExecutionArn",
    "project-name",
    "stage",
    "state",
    "stopCode",
    "taskArn",
].map((name) => `$.detail.${name}`);

/** Where a template quotes what an event says, a value with a quote in it says more: another image, another buildspec. */
export const whatAnEventSaysStaysAValue: Invariant = (plan) =>
    ofType(plan, "aws:cloudwatch/eventTarget:EventTarget").flatMap((target) => {
        const paths = at(target.inputs["inputTransformer"], "inputPaths") as
            Readonly<Record<string, string>> | undefined;
        if (!paths) return [];
        const rule = ofType(plan, "aws:cloudwatch/eventRule:EventRule").find(
            ({ outputs }) => outputs["name"] === target.inputs["rule"],
        );
        const chosen = Object.values(paths).filter(
            (path) => !BY_THE_BUS.includes(path) && !(BY_AWS.includes(path) && fromAws(rule)) && !isNamed(path, rule),
        );
        const shape = shapeOf(handed(target, Object.values(paths), "harmless"));
        const isAValue = (path: string, value: string): boolean => {
            const input = handed(target, Object.values(paths), "harmless", [path, value]);
            return shapeOf(input) === shape && leaves(input).some(([, leaf]) => leaf === value);
        };
        return chosen
            .filter((path) => !HOSTILE.every((value) => isAValue(path, value)))
            .map((path) => `${label(target)} lets ${path} say more than a value`);
    });

/** Only AWS puts events under such a name. */
function fromAws(rule: PlannedResource | undefined): boolean {
    const { source } = JSON.parse(String(rule?.inputs["eventPattern"] ?? "{}")) as { source?: Json };
    return texts(source).length > 0 && texts(source).every((name) => name.startsWith("aws."));
}

/** The rule's pattern names each text that there may be, or takes numbers alone. */
function isNamed(path: string, rule: PlannedResource | undefined): boolean {
    const pattern = JSON.parse(String(rule?.inputs["eventPattern"] ?? "{}")) as Json;
    const wanted = at(pattern, ...path.split(".").slice(1));
    const isExact = (one: Json): boolean => typeof one === "string" || at(one, "numeric") !== undefined;
    return Array.isArray(wanted) && wanted.length > 0 && (wanted as Json[]).every(isExact);
}

/** What the target is handed for an event with this value at each path, but for one. */
function handed(
    target: PlannedResource,
    paths: readonly string[],
    value: string,
    but?: readonly [string, string],
): Json {
    const event: Record<string, unknown> = {};
    for (const path of paths) put(event, path.split(".").slice(1), path === but?.[0] ? but[1] : value);
    const rule = { arn: "arn:aws:events:eu-west-1:111122223333:rule/any", name: "any" };
    try {
        return inputOf(target, { event: event as JsonObject, rule, received: 0 });
    } catch (error) {
        return { refused: (error as Error).message };
    }
}

function put(event: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: string): void {
    if (rest.length === 0) event[key] = value;
    else put((event[key] ??= {}) as Record<string, unknown>, rest, value);
}

/** The members, without what the texts say. */
function shapeOf(input: Json): string {
    return JSON.stringify(leaves(input).map(([path, leaf]) => [path, typeof leaf]));
}
