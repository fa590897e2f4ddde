import { spawnSync } from "node:child_process";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { strFromU8, unzipSync, zipSync } from "fflate";

import { renderScript } from "../../components/documents/buildspec";
import { skipBecause } from "../support/skip";
import { standInPrograms, standIns } from "./fakes/stand-in";

const folder = join(__dirname, "..", "..", "components", "scripts");

export const scriptText = (name: string): string => readFileSync(join(folder, `${name}.sh`), "utf8");

/** One version of an S3 object, as the stand-in keeps it. */
export interface Version {
    readonly version: string;
    /** When it was written. @default now */
    readonly at?: string;
    readonly base64: string;
}
export interface Image {
    readonly digest: string;
    readonly manifest: string;
    readonly tags: string[];
}
export type Json = Record<string, unknown>;

/** What the stand-ins for aws and docker know; a list of lists answers one call after the other. */
export interface World {
    registry: string;
    s3: Record<string, Record<string, Version[]>>;
    ecr: Record<string, Image[]>;
    scans: (Json | null)[];
    /** What started the run, as CodePipeline tells it. */
    trigger: Json;
    commits: Record<string, Json>;
    actions: Json[][];
    /** Runs of a pipeline, as it lists them. */
    runs: Json[][];
    /** What a script started. */
    started?: Json[];
    /** What comes of a run that is asked about; and what it writes, where one is started. */
    ends?: string[];
    takenOut?: (Version & { readonly bucket: string; readonly key: string })[];
    /** What get-pipeline-state says. */
    state?: Json;
    /** Products of AWS's list of prices, by the four fields they are asked for. */
    prices?: Record<string, Json[]>;
    /** Runs that were stopped. */
    stopped?: Json[];
    /** What CodePipeline answers instead of stopping a run, by the run. */
    unstoppable?: Record<string, string>;
    deployments: string[][];
    service?: Json;
    taskSets: Json[][];
    /** What Application Auto Scaling knows of the service. */
    scalable?: Json;
    /** What ECS says of a deployment of its own, one answer a look, and what was asked of it. */
    own?: Json;
    taskDefinitions: Record<string, Json>;
    buses: string[];
    /** What Auto Scaling, EC2 and Systems Manager say of machines. */
    group?: { readonly name: string; readonly answers: Json[] };
    instances?: { readonly filters: string; readonly answers: Json[][] };
    says?: Record<string, ({ readonly status: string; readonly output: string } | null)[]>;
    /** Machines that were asked, one list a command. */
    asked?: string[][];
    /** What others write at the moment of this job's first write, of its second, and so on. */
    meanwhile: (Version & { readonly bucket: string; readonly key: string })[][];
    events?: Json[];
    deny: string[];
    wraps?: boolean;
    /** Model packages by their ARNs, as SageMaker describes them. */
    packages?: Record<string, Json>;
    /** Trainings that were started. */
    trained?: Json[];
    /** SecureStrings by name, each with the key that encrypts it where that is no key of AWS's. */
    parameters?: Record<string, { readonly value: string; readonly key?: string }>;
    /** Files of every image, by path. */
    files?: Record<string, string | { readonly leadsTo: string } | { readonly isFolder: true }>;
    /** What CloudFormation says of the stack, one answer a call. */
    stack?: Json[];
    /** What SageMaker says of the endpoint, of its variants and of the container of its model. */
    endpoint?: Json;
    variants?: Json[];
    container?: Json;
    /** What the model answers to a content type and a body, one answer a call. */
    answers?: Record<string, { answer?: string; millis?: number; error?: string }[]>;
    /** Models and configurations that have the line's tag, and those that were deleted. */
    owned?: string[];
    deleted?: string[];
    /** Tokens that Docker Hub takes, by user, and who is logged in. */
    hub?: { readonly passwords: Record<string, string>; readonly user?: string };
    /** ARN of the repository in ECR Public, and whether somebody is logged in there. */
    public?: { readonly arn: string; readonly loggedIn?: boolean };
}

export function emptyWorld(): World {
    return {
        registry: "111122223333.dkr.ecr.eu-west-1.amazonaws.com",
        s3: {},
        ecr: {},
        scans: [null],
        trigger: {},
        commits: {},
        actions: [[]],
        runs: [[]],
        deployments: [[]],
        taskSets: [[]],
        taskDefinitions: {},
        buses: [],
        meanwhile: [],
        deny: [],
    };
}

export interface Run {
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
    /** "service:Action on what", in the order they were made. */
    readonly calls: readonly string[];
    readonly docker: readonly string[];
    readonly sleeps: number;
    readonly world: World;
    readonly exported: Record<string, string>;
    /** A file the script left below out/, or undefined. */
    file(path: string): string | undefined;
    bytes(path: string): Uint8Array | undefined;
    json(path: string): Json;
}

export interface Job {
    readonly env: Record<string, string>;
    readonly world: World;
    /** Files of the start folder. */
    readonly files?: Record<string, string | Uint8Array>;
    /** Shell after the scripts, where none of them calls what they define. */
    readonly then?: string;
    /** A mutant: this text of the scripts is replaced by that one. */
    readonly mutant?: readonly [string, string];
}

/** The calls that runs in this file needed so far, as `<script>: <line of its header>`. */
const needed = new Set<string>();

/** The `# calls:` lines of a script; `$NAME` stands for the environment variable, `<words>` for anything. */
export const headerOf = (name: string): string[] =>
    scriptText(name)
        .split("\n")
        .filter((line) => line.startsWith("# calls: "))
        .map((line) => line.slice("# calls: ".length));

function matcher(line: string, env: Record<string, string>): RegExp {
    // `(with $NAME)` says when a call is made, not on what.
    const literal = line
        .replace(/ \(with \$[A-Z_]+\)$/, "")
        .replace(/\$([A-Z_]+)/g, (_, name: string) => env[name] ?? `(${name} is not set)`);
    return new RegExp(
        `^${literal
            .split(/<[^>]*>/)
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
            .join(".+")}$`,
    );
}

/** ECR asks for these behind a push, in the name of who pushes: tests/prove/signing has everybody need them. */
const isBehindAPush = (line: string): boolean => line.endsWith(" (with $SIGNED_BY)") || line.endsWith(" on $SIGNED_BY");

/** Header lines of these scripts, each apart, that no run in this file has needed so far. */
export const unneeded = (scripts: readonly string[]): string[] =>
    scripts
        .flatMap((name) =>
            headerOf(name)
                .filter((line) => !isBehindAPush(line))
                .map((line) => `${name}: ${line}`),
        )
        .filter((line) => !needed.has(line));

function recordCalls(scripts: readonly string[], calls: readonly string[], env: Record<string, string>): void {
    const lines = scripts.flatMap((name) =>
        headerOf(name).map((line) => ({ line: `${name}: ${line}`, pattern: matcher(line, env) })),
    );
    for (const call of calls) {
        const covering = lines.filter(({ pattern }) => pattern.test(call));
        if (covering.length === 0) {
            throw new Error(`${scripts.join(" ")} made a call that no header of theirs names: ${call}`);
        }
        covering.forEach(({ line }) => needed.add(line));
    }
}

function program(folder: string, name: string, text: string): void {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
}

/** Runs scripts as CodeBuild does, put together by a buildspec's own rule, with stand-ins for aws, docker and sleep. */
export function run(scripts: readonly string[], job: Job): Run {
    const home = mkdtempSync(join(tmpdir(), "fairlead-script-"));
    try {
        const [bin, state, start, temp] = ["bin", "state", "start", "tmp"].map((part) => join(home, part)) as [
            string,
            string,
            string,
            string,
        ];
        [bin, state, start, temp].forEach((each) => mkdirSync(each));
        for (const [name, text] of Object.entries(standInPrograms(state))) program(bin, name, text);
        writeFileSync(join(state, "state.json"), JSON.stringify(job.world));
        for (const [path, text] of Object.entries(job.files ?? {})) {
            mkdirSync(dirname(join(start, path)), { recursive: true });
            writeFileSync(join(start, path), text);
        }
        const script = `${renderScript(scripts)}\n${job.then ?? ""}`;
        if (job.mutant && script.split(job.mutant[0]).length !== 2) {
            throw new Error(`the mutant's text must stand exactly once in ${scripts.join(" ")}: ${job.mutant[0]}`);
        }
        const body = job.mutant ? script.replace(job.mutant[0], () => job.mutant?.[1] ?? "") : script;
        // The last line stands for CodeBuild, which collects the exported variables after the command.
        const text = `${standIns(state)}${body}\nexport -p >"${join(state, "exports")}"\n`;
        const env = {
            HOME: home,
            TMPDIR: temp,
            LC_ALL: "C",
            PATH: bin + delimiter + (process.env.PATH ?? ""),
            ...job.env,
        };
        const done = spawnSync("bash", ["-c", text], { cwd: start, env, encoding: "utf8", timeout: 60_000 });
        const lines = (file: string): string[] =>
            existsSync(join(state, file)) ? readFileSync(join(state, file), "utf8").split("\n").filter(Boolean) : [];
        const exported = lines("exports")
            .map((line) => /^(?:declare -x|export) (\w+)="(.*)"$/.exec(line))
            .filter((match) => match !== null);
        if (done.status === 0 && exported.length === 0) {
            throw new Error(`${scripts.join(" ")} ended the shell early, so CodeBuild would lose what it exports`);
        }
        const calls = lines("calls.log");
        // A job of a pipeline learns the pipeline's name from CodeBuild; its header speaks of $PIPELINE either way.
        const pipeline = job.env.CODEBUILD_INITIATOR?.replace("codepipeline/", "");
        recordCalls(scripts, calls, { ...job.env, ...(pipeline ? { PIPELINE: pipeline } : {}) });
        const left = join(start, "out");
        const collected = new Map(
            (existsSync(left) ? readdirSync(left, { recursive: true, encoding: "utf8" }) : [])
                .filter((file) => statSync(join(left, file)).isFile())
                .map((file) => [file, readFileSync(join(left, file))]),
        );
        return {
            code: done.status,
            out: done.stdout,
            err: done.stderr,
            calls,
            docker: lines("docker.log"),
            sleeps: lines("sleeps.log").length,
            world: JSON.parse(readFileSync(join(state, "state.json"), "utf8")) as World,
            exported: Object.fromEntries(exported.map(([, key = "", value = ""]) => [key, value])),
            file: (path) => collected.get(path)?.toString(),
            bytes: (path) => collected.get(path),
            json: (path) => JSON.parse(collected.get(path)?.toString() ?? "null") as Json,
        };
    } finally {
        rmSync(home, { recursive: true, force: true });
    }
}

/** The file of a program, or undefined. Not from node_modules: the npm package of that name is a downloader. */
export function programOnPath(tool: string): string | undefined {
    const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
    return folders.map((folder) => join(folder, tool)).find((file) => existsSync(file));
}

/** Skips a suite on a machine that lacks what every script uses. */
export function needTools(context: Mocha.Context, ...tools: readonly string[]): void {
    for (const tool of tools.length > 0 ? tools : ["bash", "jq", "zip", "unzip"]) {
        if (programOnPath(tool) === undefined) {
            skipBecause(context, `no ${tool} on PATH`);
        }
    }
}

/** One packing of the same files is byte for byte the next one, whatever the clock says (zip counts two seconds). */
const PACKED = new Date(1980, 0, 1);
export const pack = (files: Record<string, Json>): string =>
    Buffer.from(
        zipSync(
            Object.fromEntries(
                Object.entries(files).map(([name, value]) => [name, Buffer.from(JSON.stringify(value))]),
            ),
            { mtime: PACKED },
        ),
    ).toString("base64");

/** The newest version of a zip in the store, its files parsed. */
export function unpack(world: World, bucket: string, key: string): Record<string, Json> {
    const newest = world.s3[bucket]?.[key]?.at(-1);
    const files = unzipSync(Buffer.from(newest?.base64 ?? "", "base64"));
    return Object.fromEntries(
        Object.entries(files).map(([name, bytes]) => [name, JSON.parse(strFromU8(bytes)) as Json]),
    );
}
