import { existsSync } from "node:fs";
import { dirname, sep } from "node:path";
import { runtime } from "@pulumi/pulumi";

import { Recorder, type Recorded } from "./monitor";
import { parentsFirst, type JsonObject, type Plan, type PlannedResource } from "../../plan/document";
import { explained } from "./failures";
import { checkNaming } from "./autonaming";
import { noProgram, readProject, type Project, type ProjectRequest } from "./project";
import { drain, inSession, othersAnswer, ownSdk } from "./sdk";
import { standInSecrets } from "./stand-ins";
import { withoutSecrets } from "./values";

/** Stands in where the settings name no account or region: an account number that AWS's documentation uses. */
const nowhere = { account: "123456789012", region: "us-east-1" };

interface PlanRequest extends ProjectRequest {
    /** Ask as `pulumi preview` of an empty account does: nothing that AWS decides is known. @default false */
    readonly preview?: boolean;
    /** Keep whole stack traces, which makes a plan several times slower. @default false */
    readonly verbose?: boolean;
}

/** Runs a Pulumi program for one stack, without an engine, an account or a network. */
export async function makePlan(request: PlanRequest): Promise<Plan> {
    const project = readProject(request);
    if (!existsSync(project.program)) throw noProgram(project.program);
    const plan = await recordPlan({ project, preview: request.preview, verbose: request.verbose }, () =>
        runProgram(project),
    );
    checkNaming(plan, project);
    return plan;
}

interface RecordRequest {
    readonly project: Project;
    readonly preview?: boolean;
    readonly verbose?: boolean;
    /** Answers to the only calls that are expected; without it, the stand-ins answer. */
    readonly calls?: (token: string, inputs: JsonObject) => JsonObject | undefined;
    /** Leave the module cache alone: `body` is made of modules the caller has loaded. @default false */
    readonly keepModules?: boolean;
    /** How long the program may make no progress before it counts as stuck. @default 5000 */
    readonly patienceMs?: number;
}

let last: Promise<unknown> = Promise.resolve();

/** Records what `body` constructs. One at a time: a process has one working directory and one module cache. */
export async function recordPlan(request: RecordRequest, body: () => unknown): Promise<Plan> {
    const mine = last.then(async () => runAlone(request, body));
    last = mine.catch(() => undefined);
    return mine;
}

async function runAlone(request: RecordRequest, body: () => unknown): Promise<Plan> {
    const { project } = request;
    const home = {
        account: project.config[`${project.name}:account`] || project.config["fairlead:account"] || nowhere.account,
        region: project.config["aws:region"] || nowhere.region,
    };
    const session = {
        project: project.name,
        stack: project.stack,
        root: project.root,
        preview: request.preview ?? false,
        config: project.config,
        secretKeys: project.secretKeys,
    };
    const recorder = new Recorder(session, home, project.autonaming, request.calls);
    const { recorded } = recorder;
    const restore = [
        takeOver(request, (error) => (recorded.failure ??= error)),
        ownSdk(),
        othersAnswer((stack, name) => recorder.askOther(stack, name)),
    ];
    try {
        await inSession(session, recorder, async () => {
            try {
                let ended = false;
                runtime
                    .runInPulumiStack(() => Promise.resolve().then(() => body() as Record<string, unknown>))
                    .then(
                        () => (ended = true),
                        (error: unknown) =>
                            (recorded.failure ??= error instanceof Error ? error : new Error(String(error))),
                    );
                await drain({
                    progress: () => recorded.resources.size + recorded.invokes.length,
                    ended: () => ended,
                    failed: () => recorded.failure !== undefined,
                    patienceMs: request.patienceMs ?? 5_000,
                });
            } finally {
                // A promise that is not awaited is only reported between turns.
                await new Promise((resolve) => setImmediate(resolve));
                await new Promise((resolve) => setImmediate(resolve));
            }
        });
    } catch (error) {
        recorded.failure ??= error as Error;
    } finally {
        for (const giveBack of restore) giveBack();
    }
    if (recorded.failure !== undefined) throw explained(recorded.failure, project, recorded);
    return withoutSecrets(toPlan(project, home, recorded) as never, [...project.secretTexts, ...standInSecrets]);
}

function toPlan(
    project: Project,
    home: { readonly account: string; readonly region: string },
    recorded: Recorded,
): Plan {
    const resources: PlannedResource[] = parentsFirst([...recorded.resources.values()]);
    const calls = recorded.invokes
        .map((call) => [JSON.stringify(call), call] as const)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return {
        format: 1,
        project: project.name,
        stack: project.stack,
        ...home,
        resources: resources.map((resource) =>
            resource.parent === undefined ? { ...resource, outputs: {} } : resource,
        ),
        // The SDK asks once per caller; a plan says once what was asked.
        invokes: calls.filter(([text], index) => text !== calls[index - 1]?.[0]).map(([, call]) => call),
        outputs: resources[0]?.outputs ?? {},
    };
}

/** As Pulumi's own runner: a module's exports are the outputs; where one function is exported, its answer is. */
async function runProgram(project: Project): Promise<unknown> {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is named at run time
    const exported = require(project.program) as unknown;
    const main =
        isModule(exported) && "default" in exported && Object.keys(exported).length === 1 ? exported.default : exported;
    const outputs: unknown = typeof main === "function" ? await (main as () => unknown)() : await main;
    // A module object is not a plain one; the SDK walks only plain ones.
    return outputs !== null && typeof outputs === "object" && isModule(outputs) ? { ...outputs } : outputs;
}

function isModule(value: unknown): value is Record<string, unknown> {
    return value !== null && typeof value === "object" && "__esModule" in value;
}

/** For the length of one run the process is the program's: its folder, its modules, its failures. Returns how to give it back. */
function takeOver(
    { project: { root, folder: runsIn, configFile }, verbose, keepModules }: RecordRequest,
    failed: (error: Error) => void,
): () => void {
    const folder = process.cwd();
    const traceLimit = Error.stackTraceLimit;
    const listeners = process.listeners("unhandledRejection");
    const onRejection = (reason: unknown): void => failed(reason instanceof Error ? reason : new Error(String(reason)));
    // The program's modules hold state of the last run; ours, in this folder, must stay the same objects.
    const own = (path: string): boolean =>
        !keepModules &&
        path.startsWith(root + sep) &&
        !path.includes(`${sep}node_modules${sep}`) &&
        !path.startsWith(dirname(__dirname) + sep);
    const kept = Object.entries(require.cache).filter(([path]) => own(path));
    for (const [path] of kept) {
        delete require.cache[path];
    }
    process.chdir(runsIn);
    // Pulumi has no way to tell a program where its settings stand; ours names the file in what it says about them.
    if (configFile !== undefined) process.env.FAIRLEAD_CONFIG_FILE = configFile;
    // The SDK takes a stack trace per promise: all frames of all of them would be most of the time a plan takes.
    Error.stackTraceLimit = verbose ? 10 : 1;
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", onRejection);
    return () => {
        process.off("unhandledRejection", onRejection);
        for (const listener of listeners) {
            process.on("unhandledRejection", listener);
        }
        Error.stackTraceLimit = traceLimit;
        process.chdir(folder);
        delete process.env.FAIRLEAD_CONFIG_FILE;
        for (const path of Object.keys(require.cache).filter(own)) {
            delete require.cache[path];
        }
        for (const [path, module] of kept) {
            require.cache[path] = module;
        }
    };
}
