import { readArguments } from "../arguments";
import { UsageError } from "../command";
import { USUAL_SPEED } from "../../rehearsal/engine/pace";

export interface Options {
    readonly stacks: readonly string[];
    readonly plans: readonly string[];
    readonly configFile?: string;
    readonly line?: string;
    readonly source?: string;
    readonly engine: Engine;
    readonly faults: readonly string[];
    /** Seconds of AWS that pass in one of ours. */
    readonly speed: number;
    readonly yes: boolean;
    readonly keep: boolean;
    readonly json: boolean;
}

type Engine = (typeof engines)[number];
const engines = ["auto", "process", "docker"] as const;

const known = {
    stack: { type: "string", short: "s", multiple: true },
    plan: { type: "string", multiple: true },
    "config-file": { type: "string" },
    line: { type: "string" },
    source: { type: "string" },
    engine: { type: "string", default: "auto" },
    fault: { type: "string", multiple: true },
    speed: { type: "string", default: String(USUAL_SPEED) },
    yes: { type: "boolean", short: "y", default: false },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
} as const;

export function readOptions(args: readonly string[]): Options {
    const given = readArguments("rehearse", args, known);
    const speed = Number(given.speed);
    if (!(speed >= 1 && speed <= 3600))
        throw new UsageError(`--speed is a number from 1 to 3600, not "${given.speed}"`);
    const engine = engines.find((one) => one === given.engine);
    if (engine === undefined) throw new UsageError(`--engine is ${engines.join(", ")}, not "${given.engine}"`);
    const stacks = (given.stack ?? []).flatMap((names) => names.split(","));
    const plans = given.plan ?? [];
    if (given["config-file"] !== undefined && stacks.length !== 1)
        throw new UsageError("--config-file belongs to one stack: say which with --stack");
    return {
        stacks: stacks.length === 0 && plans.length === 0 ? ["staging", "prod"] : stacks,
        plans,
        configFile: given["config-file"],
        line: given.line,
        source: given.source,
        engine,
        faults: given.fault ?? [],
        speed,
        yes: given.yes,
        keep: given.keep,
        json: given.json,
    };
}
