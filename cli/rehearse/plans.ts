import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject, Plan, PlannedResource } from "../../plan/document";
import { isLine } from "../../plan/lines";
import { isRecord } from "../../plan/plans";
import { nearestName } from "../../text/nearest";
import { ofKnownSize } from "../../text/yaml";
import { settingsFileOf, type SettingsPlace, UsageError } from "../command";
import { urnOf } from "../plan/names";
import { PlanError } from "../plan/project";
import { answerTo, ResourceRequest } from "../plan/stand-ins";
import { isName, misnamed, say } from "./plan-names";

/** Which plans, by stack or by file. */
interface Wanted extends SettingsPlace {
    readonly stacks: readonly string[];
    readonly plans: readonly string[];
    /** Plans that are there already. */
    readonly made?: readonly Plan[];
    /** Another program than this project's. */
    readonly program?: string;
    readonly line?: string;
}

/**
 * The plans that were asked for. Each program runs in a process of its own: the rehearsal knows a program by its plan
 * alone, and two cores plan two stacks at once.
 */
export async function plansFor(wanted: Wanted): Promise<readonly Plan[]> {
    const { stacks, plans, made = [], program, line, ...place } = wanted;
    const files = plans.map(readPlanFile);
    const tried = await Promise.allSettled(
        stacks.map((stack) => planStack(stack, settingsFileOf(place, stack), program)),
    );
    const failed = tried.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    if (failed.length > 0) throw PlanError.ofAll(failed);
    const all = [...tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])), ...files, ...made];
    const names = all.map(({ project, stack }) => `${project}/${stack}`);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new PlanError(`two plans are of ${twice}; leave one out`);
    return line === undefined ? all : onlyLine(all, line);
}

const fairlead = join(__dirname, "..", "..", "bin", "fairlead");

function planStack(stack: string, configFile: string | undefined, program: string | undefined): Promise<Plan> {
    const args = ["plan", "--stack", stack, "--format", "json"];
    if (configFile !== undefined) args.push("--config-file", configFile);
    if (program !== undefined) args.push("--program", program);
    const child = spawn(process.execPath, [fairlead, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    return new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => {
            if (code === 0) resolve(JSON.parse(out()) as Plan);
            else
                reject(
                    new PlanError(
                        err()
                            .replace(/^error: /, "")
                            .trimEnd(),
                    ),
                );
        });
    });
}

function collect(stream: NodeJS.ReadableStream): () => string {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    return () => Buffer.concat(parts).toString();
}

// `--line`: plans with one line of them, and everything that lines share.

/** The plans without what belongs to any other line than `name`: whatever is below its component. */
export function onlyLine(plans: readonly Plan[], name: string): readonly Plan[] {
    const lines = plans.flatMap(({ resources }) => resources.filter(isLine).map((line) => line.name));
    if (!lines.includes(name)) throw new UsageError(`--line ${name}: ${whatThereIs(name, [...new Set(lines)])}`);
    return plans.map((plan) => ({ ...plan, resources: without(plan, (line) => line.name !== name) }));
}

/** The plans without these lines, and with everything that lines share. */
export function withoutLines(plans: readonly Plan[], names: ReadonlySet<string>): readonly Plan[] {
    return plans.map((plan) => ({ ...plan, resources: without(plan, (line) => names.has(line.name)) }));
}

function without({ resources }: Plan, other: (line: PlannedResource) => boolean): readonly PlannedResource[] {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const belongs = (resource: PlannedResource | undefined): boolean =>
        resource !== undefined && ((isLine(resource) && other(resource)) || belongs(byUrn.get(resource.parent ?? "")));
    return resources.filter((resource) => !belongs(resource));
}

function whatThereIs(name: string, lines: readonly string[]): string {
    if (lines.length === 0) return "these plans have no component that is a line";
    const meant = nearestName(name, lines);
    return `the lines of these plans are ${lines.join(", ")}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

type Given = Readonly<Record<string, unknown>>;

/**
 * Reads a plan that was written by hand or printed by another program. What AWS would decide by itself (ARNs, ids) may be
 * left out: it is completed as `fairlead plan` would have done.
 */
export function readPlanFile(path: string): Plan {
    const given = parse(path);
    const problems = [...problemsOf(given)];
    if (problems.length > 0)
        throw new PlanError([`${path} is no plan:`, ...problems.map((one) => `  ${one}`)].join("\n"));
    const { project, stack, account, region, resources, ...more } = given as unknown as Head & Written;
    const head = { project, stack, account, region };
    const all = resources.map((resource) => completed(resource, head));
    const wrong = all.flatMap(misnamed);
    if (wrong.length > 0) throw new PlanError([`${path} is no plan:`, ...wrong.map((one) => `  ${one}`)].join("\n"));
    return { format: 1, ...head, resources: all, invokes: more.invokes ?? [], outputs: more.outputs ?? {} };
}

/** Of a plan of a thousand lines. */
const MOST_VALUES = 10_000_000;

function parse(path: string): Given {
    let text: string;
    try {
        text = readFileSync(path, "utf8");
    } catch (error) {
        throw new PlanError(`cannot read ${path}: ${(error as Error).message}`);
    }
    try {
        const value = ofKnownSize(JSON.parse(text) as unknown, MOST_VALUES);
        if (isRecord(value)) return value;
    } catch (error) {
        throw new PlanError(
            `${path} is no JSON: ${(error as Error).message}; make it with: fairlead plan --stack staging --format json`,
        );
    }
    throw new PlanError(`${path} holds no JSON object; make it with: fairlead plan --stack staging --format json`);
}

function* problemsOf(plan: Given): Iterable<string> {
    if (plan["format"] !== 1) yield `format: ${say(plan["format"])} is not 1, the only format there is`;
    for (const key of ["project", "stack", "region"]) {
        if (typeof plan[key] !== "string" || !isName(plan[key])) yield `${key}: ${say(plan[key])} is no name`;
    }
    if (!/^\d{12}$/.test(String(plan["account"]))) yield `account: ${say(plan["account"])} is not 12 digits in quotes`;
    if (!Array.isArray(plan["resources"])) {
        yield `resources: ${say(plan["resources"])} is no list`;
        return;
    }
    for (const [at, resource] of (plan["resources"] as unknown[]).entries()) {
        const where = `resources[${at}]`;
        if (!isRecord(resource)) yield `${where}: ${say(resource)} is no object`;
        else {
            const type = String(resource["type"]);
            if (!/^[^:]+:[^:]*:[^:]+$/.test(type))
                yield `${where}.type: ${say(resource["type"])} is not like aws:s3/bucket:Bucket`;
            if (typeof resource["name"] !== "string") yield `${where}.name: ${say(resource["name"])} is no text`;
            else if (!isName(resource["name"])) yield `${where}.name: ${say(resource["name"])} is no name`;
            for (const key of ["inputs", "outputs", "options"]) {
                if (resource[key] !== undefined && !isRecord(resource[key]))
                    yield `${where}.${key}: ${say(resource[key])} is no object`;
            }
        }
    }
}

type Head = Pick<Plan, "project" | "stack" | "account" | "region">;
type Written = Partial<Pick<Plan, "invokes" | "outputs">> & { readonly resources: readonly Given[] };

function completed(given: Given, { project, stack, account, region }: Head): PlannedResource {
    const { type, name, parent, inputs = {} } = given as unknown as PlannedResource & { readonly inputs?: JsonObject };
    const urn = (given["urn"] as string | undefined) ?? urnOf(stack, project, parent, type, name);
    const custom = (given["custom"] as boolean | undefined) ?? /^(aws|docker)/.test(type);
    const answer = custom
        ? answerTo(new ResourceRequest(urn, type, inputs, name, account, region))
        : { id: undefined, outputs: {} };
    return {
        ...(given as unknown as PlannedResource),
        urn,
        custom,
        inputs,
        outputs: { ...answer.outputs, ...(given["outputs"] as JsonObject | undefined) },
        ...(answer.id === undefined ? {} : { id: (given["id"] as string | undefined) ?? answer.id }),
        options: (given["options"] as PlannedResource["options"] | undefined) ?? {},
    };
}
