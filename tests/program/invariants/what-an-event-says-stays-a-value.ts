import type { Json, JsonObject, PlannedResource } from "../../../plan/document";
import { inputOf } from "../../../rehearsal/events/transformer";
import { at, label, leaves, ofType, texts } from "../reading";
import type { Invariant } from "./invariant";

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
].map((name) => `$.detail.${name}`);

/** Where a template quotes what an event says, a value with a quote in it says more: another image, another buildspec. */
export const invariant: Invariant = (plan) =>
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
