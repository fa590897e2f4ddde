// What a function of Lambda calls under its role: Lambda itself for its log, and then the function's own text. What is known
// here: the broker of a runner host, by what it was made with, and code whose head says what it calls, as the heads of scripts do.
import { arnIn } from "../../plan/arn";
import { below, isRecord, parsed, text, type Plan, type PlannedResource, type Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller, type Unknown } from "../asking";
import type { Question } from "../verdicts";
import { keyContext, opens, PARAMETER } from "./stores";
import { callsIn, missingIn } from "./codebuild";
import type { Row } from "./types";

const LOGS = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html";
const SEALED = "https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html";
const BROKER = "components/targets/runner-host/broker";

interface FunctionAt {
    readonly plans: Plans;
    readonly plan: Plan;
    readonly made: PlannedResource;
    /** The broker's; nothing of another function is known. */
    readonly broker?: Broker;
}

interface Broker {
    /** ARNs of parameters: the App's key, and one machine's configuration. */
    readonly key: string;
    readonly machine: string;
    /** What that is encrypted by. */
    readonly keyId: string;
}

const stream = ({ plan, made }: FunctionAt) => {
    const { logGroup } = below(made.inputs, "loggingConfig");
    return [arnIn(plan, "logs", `log-group:${String(logGroup)}:log-stream:2026/11/29/0123456789abcdef`)];
};
const key = ({ broker }: FunctionAt) => (broker ? [broker.key] : []);
const machine = ({ broker }: FunctionAt) => (broker ? [broker.machine] : []);
const sealing = ({ broker }: FunctionAt) => (broker ? [broker.keyId] : []);

export const EVERY_FUNCTION: readonly Row<FunctionAt>[] = ["logs:CreateLogStream", "logs:PutLogEvents"].map(
    (action) => ({ action, on: stream, source: LOGS }),
);

const READS_KEY: readonly Row<FunctionAt>[] = [
    { action: "ssm:GetParameter", on: key, source: BROKER },
    opens<FunctionAt>(PARAMETER, key),
];

/** By the function's handler. */
const BROKERS: Readonly<Record<string, readonly Row<FunctionAt>[]>> = {
    "index.asked": [
        ...READS_KEY,
        { action: "ssm:PutParameter", on: machine, source: BROKER },
        {
            action: "kms:GenerateDataKey",
            on: sealing,
            context: ({ broker }, on) => keyContext("ssm", on, { PARAMETER_ARN: broker?.machine ?? "" }),
            source: SEALED,
        },
    ],
    "index.ended": READS_KEY,
};

/** Functions, and what their texts call. */
export const functions: Caller = {
    of: "Lambda",
    asks: (plans) =>
        plans.ofType(TYPE.function).flatMap(({ plan, resource: made }) => {
            const says = `${made.name} (Lambda)`;
            const role = text(made, "role");
            const broker = brokerOf(plan, made);
            const rows = broker ? BROKERS[text(made, "handler")] : undefined;
            const written = rows ? undefined : codeAsks(says, { plans, plan, made });
            const unknown: Unknown = { unknown: `${says}: iam/calls/functions.ts does not know what it calls` };
            const at: FunctionAt = { plans, plan, made, ...(broker ? { broker } : {}) };
            return [
                assumes(plan, "lambda.amazonaws.com", role, text(made, "arn")),
                ...asks(says, role, EVERY_FUNCTION, at),
                ...(rows ? asks(says, role, rows, at) : (written ?? [unknown])),
            ];
        }),
};

/** What the head of its code names, where the plan has its code. */
function codeAsks(says: string, { plans, plan, made }: FunctionAt): readonly (Question | Unknown)[] | undefined {
    const files = Object.values(below(made.inputs, "code", "archive"));
    const code = files.map((file) => (isRecord(file) ? String(file["text"] ?? "") : "")).join("\n");
    const calls = callsIn(code, made.name);
    if (!calls) return undefined;
    const env = below(made.inputs, "environment", "variables") as Readonly<Record<string, string>>;
    const missing = missingIn(code, env).map((name) => ({ unknown: `${says}: its code reads ${name}, it has none` }));
    return [...missing, ...asks(says, text(made, "role"), calls, { plans, plan, project: made, env })];
}

function brokerOf(plan: Plan, { inputs }: PlannedResource): Broker | undefined {
    const { SETTINGS } = below(below(inputs, "environment"), "variables");
    const settings = parsed(SETTINGS);
    if (!isRecord(settings)) return undefined;
    const { key: name, prefix, keyId } = settings;
    if (typeof name !== "string" || typeof prefix !== "string" || typeof keyId !== "string") return undefined;
    const parameter = (named: string): string => arnIn(plan, "ssm", `parameter${named}`);
    return { key: parameter(name), machine: parameter(`${prefix}i-0123456789abcdef0`), keyId };
}
