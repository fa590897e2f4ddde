// What our scripts call, read from the header each of them carries: `# calls: <action> on <resource>`.
// The plan holds the whole text of a script in its project's buildspec, so the header travels with it.
import { arnIn, readArn, s3ArnIn } from "../../plan/arn";
import { everyJob, type JobAt } from "../../plan/pipelines";
import { isRecord, type PlannedResource, text, texts } from "../../plan/plans";
import { readYaml, UnreadableYaml } from "../../text/yaml";
import { asks, assumes, type Caller } from "../asking";
import { RESOURCES } from "./resources";
import {
    artifactBucket,
    artifactKey,
    artifactObject,
    doubted,
    keyContext,
    readsObjects,
    WITHOUT,
    writesObjects,
} from "./stores";
import type { Context, Row } from "./types";

const HEADER = /^# calls: (\S+:\S+) on (.+)$/gm;
/** The head of a script that calls nothing says so: one without a word may have forgotten it. */
const NOTHING = /^# calls: nothing$/m;
const READS = /^# reads: (.+)$/gm;
const VARIABLE = /\$([A-Z_]+)/g;
/** A call that is made only where this variable is set as well. */
const WITH = / \(with \$[A-Z_]+\)$/;
/** A write that S3 only takes where nothing is yet. */
const ABSENT = / \(if absent\)$/;
/** A part of a name that a run decides: one is asked about for all. */
const DECIDED = /<[a-z]+>/g;
/** CodeBuild sets these itself. */
const GIVEN = /^(AWS_REGION|AWS_DEFAULT_REGION|CODEBUILD_.+)$/;

/** The calls of a job's script; undefined where it runs something that does not say what it calls. */
export function callsOf(project: PlannedResource): readonly Row<JobAt>[] | undefined {
    return callsIn(scriptOf(project), text(project, "name"));
}

/** The same of a script's text, wherever it runs. */
export function callsIn(script: string, job: string): readonly Row<JobAt>[] | undefined {
    const found = [...script.matchAll(HEADER)];
    if (found.length === 0 && !NOTHING.test(script)) return undefined;
    return found.map(([, action = "", on = ""]) => ({
        action,
        on: (at) => resolve(action, on, at),
        context: contextOf(action, on),
        source: `the header of the script that ${job} runs`,
    }));
}

/** What a script cannot do without and its job does not have. */
function missingVariables(at: JobAt): readonly string[] {
    return missingIn(scriptOf(at.project), at.env);
}

/** The same of a script's text, and of what its job has. */
export function missingIn(script: string, env: JobAt["env"]): readonly string[] {
    const needed = [...script.matchAll(READS)].flatMap(([, names = ""]) =>
        (names.split(/(?:^|, )optional /)[0] ?? "").split(" "),
    );
    return needed.filter((name) => /^[A-Z_]+$/.test(name) && !GIVEN.test(name) && !env[name]);
}

/** The commands of a project's buildspec, as one text. */
function scriptOf(project: PlannedResource): string {
    const source = project.inputs["source"];
    const buildspec = isRecord(source) ? source["buildspec"] : undefined;
    if (typeof buildspec !== "string" || !buildspec.includes("\n")) return "";
    const known = scripts.get(buildspec);
    if (known !== undefined) return known;
    const script = Object.values(phasesOf(buildspec))
        .flatMap((phase) => (isRecord(phase) ? texts(phase["commands"]) : []))
        .join("\n");
    scripts.set(buildspec, script);
    return script;
}

/** By their buildspecs: each call that an action makes asks for those of its job. */
const scripts = new Map<string, string>();

/** What is no buildspec calls nothing that can be known; the job that is given it is red, and says why. */
function phasesOf(buildspec: string): Readonly<Record<string, unknown>> {
    try {
        const { value } = readYaml(buildspec);
        return isRecord(value) && isRecord(value["phases"]) ? value["phases"] : {};
    } catch (error) {
        if (error instanceof UnreadableYaml) return {};
        throw error;
    }
}

/** The objects of a bucket that the script reads or writes, as `bucket/key`. */
export function objectsOf(at: JobAt, action = "s3:GetObject"): readonly string[] {
    return (callsOf(at.project) ?? [])
        .filter((row) => row.action === action)
        .flatMap((row) => row.on(at))
        .map((object) => readArn(object).resource);
}

/** A resource as a header names it, as ARNs; nothing where a variable it needs is not set, for then it is not called. */
function resolve(action: string, on: string, at: JobAt): readonly string[] {
    const each = /^<each of ([A-Z_]+)>$/.exec(on)?.[1];
    if (each !== undefined) return (at.env[each] ?? "").split(" ").filter((arn) => arn !== "");
    const missing = [...on.matchAll(VARIABLE)].some(([, name = ""]) => !at.env[name]);
    if (missing) return [];
    const named = on
        .replace(WITH, "")
        .replace(ABSENT, "")
        .replace(VARIABLE, (_, name: string) => at.env[name] ?? "")
        .replace(DECIDED, "00000000-0000-4000-8000-000000000000");
    if (named === "*") return ["*"];
    if (named.startsWith("key of "))
        return [at.plans.keyOfBucket(named.slice("key of ".length)) ?? ""].filter((key) => key !== "");
    return [toArn(action, named, at)];
}

function toArn(action: string, named: string, at: JobAt): string {
    if (named.startsWith("arn:")) return named;
    const [service = ""] = action.split(":");
    const arn = RESOURCES[service]?.arn?.(named, at);
    if (arn !== undefined) return arn;
    throw new Error(
        `iam/calls/resources.ts does not know the resources of ${service}, which a script calls: ${action} on ${named}`,
    );
}

function contextOf(action: string, on: string): (at: JobAt, resource: string) => Context {
    if (ABSENT.test(on)) return () => ({ "s3:if-none-match": "*" });
    if (!on.startsWith("key of ")) return (at) => RESOURCES[action.split(":")[0] ?? ""]?.context?.(at, on) ?? {};
    return (at, key) => {
        const bucket = on.replace("key of ", "").replace(VARIABLE, (_, name: string) => at.env[name] ?? "");
        const aliases = at.plans.aliasesOf(key);
        return {
            ...keyContext("s3", key, { "aws:s3:arn": s3ArnIn(at.plan, bucket) }),
            ...(aliases.length > 0 ? { "kms:ResourceAliases": aliases } : {}),
        };
    };
}

// What CodeBuild calls for any job, before and after the script has its say.

const PAGE = "https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html";

/** The name of a stream begins with what the project says: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CloudWatchLogsConfig.html */
const stream = (at: JobAt) => {
    const config = at.project.inputs["logsConfig"];
    const logs = isRecord(config) && isRecord(config["cloudwatchLogs"]) ? config["cloudwatchLogs"] : {};
    const { groupName = `/aws/codebuild/${text(at.project, "name")}`, streamName } = logs;
    const begins = streamName === undefined ? "" : `${String(streamName)}/`;
    const name = `${begins}01234567-89ab-4def-8123-456789abcdef`;
    return [arnIn(at.plan, "logs", `log-group:${String(groupName)}:log-stream:${name}`)];
};
const artifacts = ({ run }: JobAt, side: "inputArtifacts" | "outputArtifacts") =>
    run?.action[side].map((name) => artifactObject(run.pipeline, name)) ?? [];
const inputs = (at: JobAt) => artifacts(at, "inputArtifacts");
const outputs = (at: JobAt) => artifacts(at, "outputArtifacts");
const store = (at: JobAt) => (at.run ? [s3ArnIn(at.plan, artifactBucket(at.run.pipeline))] : []);
const key = (at: JobAt) => (at.run ? artifactKey(at.plans, at.run.pipeline) : undefined);

/** Under the service role of a project. */
export const JOB: readonly Row<JobAt>[] = [
    { action: "logs:CreateLogStream", on: stream, source: PAGE },
    { action: "logs:PutLogEvents", on: stream, source: PAGE },
    ...doubted<JobAt>(WITHOUT.job, [
        { action: "s3:GetBucketAcl", on: store, source: PAGE },
        { action: "s3:GetBucketLocation", on: store, source: PAGE },
    ]),
    { action: "s3:GetObjectVersion", on: inputs, source: PAGE },
    ...readsObjects<JobAt>(inputs, key, PAGE),
    ...writesObjects<JobAt>(outputs, key, PAGE),
];

/** Jobs, and the scripts that they run. */
export const jobs: Caller = {
    of: "CodeBuild",
    asks: (plans) =>
        everyJob(plans).flatMap((at) => {
            const role = text(at.project, "serviceRole");
            const says = `${at.project.name} (CodeBuild)`;
            const calls = callsOf(at.project);
            return [
                ...(calls ? [] : [{ unknown: `${says}: its script has no header that says what it calls` }]),
                ...missingVariables(at).map((name) => ({
                    unknown: `${says}: its script reads ${name}, its job has none`,
                })),
                ...asks(says, role, JOB, at),
                ...asks(`${at.project.name} (its script)`, role, calls ?? [], at),
                assumes(at.plan, "codebuild.amazonaws.com", role, text(at.project, "arn")),
            ];
        }),
};
