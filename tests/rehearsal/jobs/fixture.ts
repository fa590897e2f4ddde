import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { strToU8, unzipSync, zipSync } from "fflate";

import type { JsonObject, Plan, PlannedResource } from "../../../plan/document";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import type { Caller, Gateway, Judge, Service } from "../../../rehearsal/account/gateway";
import type { Fact } from "../../../rehearsal/engine/journal";
import { Builds } from "../../../rehearsal/jobs/builds";
import { eventServices } from "../../../rehearsal/events/put-events";
import { logServices } from "../../../rehearsal/services/logs";
import { objectServices, Objects } from "../../../rehearsal/services/objects";
import { secretServices } from "../../../rehearsal/services/secrets";
import { accountOf, allowAll, planWith, resource, type TestAccount } from "../../support/account";
import { buildServices } from "../../../rehearsal/jobs/builds-api";

export const OWNER = "111122223333";
export const REGION = "eu-west-1";
export const ROLE = `arn:aws:iam::${OWNER}:role/builder`;
const PROJECT = `arn:aws:codebuild:${REGION}:${OWNER}:project/app-build`;
const PIPELINE = `arn:aws:codepipeline:${REGION}:${OWNER}:app`;

export interface Wanted {
    readonly buildspec: string;
    /** Files of the primary source. */
    readonly files?: Readonly<Record<string, string>>;
    /** The zip of the primary source, in place of files. */
    readonly source?: Uint8Array;
    /** Files of further sources, by artifact. */
    readonly more?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly outputs?: readonly string[];
    readonly project?: JsonObject;
    readonly variables?: readonly JsonObject[];
    readonly resources?: readonly PlannedResource[];
    readonly judge?: Judge;
    readonly speed?: number;
    readonly services?: ReadonlyMap<string, Service>;
    readonly gateway?: (own: Gateway, account: LocalAccount) => Gateway;
    readonly before?: (account: LocalAccount) => void;
}

export interface Seen {
    readonly status: string;
    readonly why?: string;
    readonly lines: readonly string[];
    readonly phases: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    /** Texts of the files of each output artifact. */
    readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly facts: readonly Fact[];
    readonly account: LocalAccount;
}

/** Refuses one action, as IAM would. */
export function without(action: string): Judge {
    return (call) =>
        call.action === action ? { allowed: false, where: "identity", missing: "{}" } : { allowed: true };
}

/** Runs one build in an account of its own, and takes that away again. */
export async function build(wanted: Wanted): Promise<Seen> {
    const folder = mkdtempSync(join(tmpdir(), "fairlead-build-"));
    try {
        const { account, journal } = open(folder, wanted);
        wanted.before?.(account);
        const id = await start(account, wanted);
        const ended = await account.part(Builds).ended(id);
        await account.quiet();
        const seen = {
            status: ended.end?.status ?? "",
            why: ended.end?.why,
            variables: ended.end?.variables ?? {},
            lines: journal.facts.filter(({ kind }) => kind === "line").map(({ data }) => String(data["text"])),
            phases: ended.phases.map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus}`),
            outputs: Object.fromEntries(
                Object.entries(ended.end?.outputs ?? {}).map(([name, digest]) => [
                    name,
                    texts(account.blobs.get(digest)),
                ]),
            ),
            facts: journal.facts,
            account,
        };
        journal.close();
        return seen;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

export function open(folder: string, wanted: Wanted): TestAccount {
    const services = new Map([
        ...[objectServices, secretServices, buildServices, eventServices, logServices].flatMap((each) => [...each]),
        ...(wanted.services ?? []),
    ]);
    const { judge = allowAll, speed = 60, gateway } = wanted;
    return accountOf([planOf(wanted)], { services, judge, speed, folder, gateway });
}

export async function start(
    account: LocalAccount,
    { files = {}, source, more = {}, outputs = [], variables }: Wanted,
): Promise<string> {
    const inputs = Object.fromEntries(
        [
            ["App", source ?? zip(files)] as const,
            ...Object.entries(more).map(([name, held]) => [name, zip(held)] as const),
        ].map(([name, held]) => [name, account.blobs.put(held)]),
    );
    const by: Caller = { role: `arn:aws:iam::${OWNER}:role/pipeline`, as: "test" };
    const answer = await account.gateway.call({
        by,
        action: "codebuild:StartBuild",
        on: PROJECT,
        input: {
            environmentVariablesOverride: variables ?? [],
            rehearsed: {
                initiator: "codepipeline/app",
                pipeline: PIPELINE,
                action: "run/Build/Build",
                inputs,
                primary: "App",
                outputs,
            },
        },
    });
    return (answer as unknown as { build: { id: string } }).build.id;
}

function planOf({ buildspec, project = {}, resources = [], more = {}, outputs = [] }: Wanted): Plan {
    const action = {
        name: "Build",
        category: "Build",
        provider: "CodeBuild",
        configuration: { ProjectName: "app-build" },
        inputArtifacts: ["App", ...Object.keys(more)],
        outputArtifacts: outputs,
    };
    return planWith([
        resource(
            "aws:codebuild/project:Project",
            "app-build",
            {
                source: { type: "CODEPIPELINE", buildspec },
                environment: { image: "aws/codebuild/standard:8.0" },
                serviceRole: ROLE,
                ...project,
            },
            { arn: PROJECT, name: "app-build" },
        ),
        resource(
            "aws:codepipeline/pipeline:Pipeline",
            "app",
            { artifactStores: [{ location: "artifacts" }], stages: [{ name: "Build", actions: [action] }] },
            { arn: PIPELINE, name: "app" },
        ),
        ...resources,
    ]);
}

export function put(account: LocalAccount, bucket: string, key: string, text: string): void {
    account.part(Objects).write(bucket, key, Buffer.from(text));
}

function zip(files: Readonly<Record<string, string>>): Uint8Array {
    return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

function texts(bytes: Uint8Array): Readonly<Record<string, string>> {
    return Object.fromEntries(
        Object.entries(unzipSync(bytes)).map(([name, held]) => [name, Buffer.from(held).toString()]),
    );
}

/** A buildspec of one phase, in bash. */
export function commands(...lines: readonly string[]): string {
    return JSON.stringify({ version: 0.2, env: { shell: "bash" }, phases: { build: { commands: lines } } });
}
