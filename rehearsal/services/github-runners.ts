// Runners that are registered at GitHub, and the part of its API that an App registers them by.
// https://docs.github.com/en/rest/actions/self-hosted-runners
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

import type { JsonObject } from "../../plan/document";
import type { LocalAccount } from "../account/local-account";
import type { Fact, Fold } from "../engine/journal";

export interface Registered {
    readonly id: number;
    readonly name: string;
    readonly repository: string;
    readonly labels: readonly string[];
}

/** A job that waits for a runner, and the runner's word that it is there. */
interface Waiting {
    readonly labels: readonly string[];
    readonly begin: (runner: string, done: () => void) => void;
}

/** Its facts: `runner.registered`, `runner.removed` and `runner.worked`, by the runner's name. */
export class GithubRunners implements Fold {
    private readonly registered = new Map<string, Registered>();
    private readonly listening = new Map<string, (job: Waiting) => void>();
    private readonly waiting: Waiting[] = [];
    private count = 0;

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about: name, data }: Fact): void {
        if (kind === "runner.registered") {
            this.registered.set(name, { ...(data as unknown as Omit<Registered, "name">), name });
            this.count = Math.max(this.count, Number(data["id"]));
        }
        // It was for one job: https://docs.github.com/en/actions/reference/runners/self-hosted-runners#ephemeral-runners-for-autoscaling
        if (kind === "runner.removed" || kind === "runner.worked") this.registered.delete(name);
    }

    public find(name: string): Registered | undefined {
        return this.registered.get(name);
    }

    public byId(id: number): Registered | undefined {
        return [...this.registered.values()].find((each) => each.id === id);
    }

    public register(name: string, repository: string, labels: readonly string[]): string {
        this.account.record({
            kind: "runner.registered",
            about: name,
            data: { id: this.count + 1, repository, labels: [...labels] },
        });
        return Buffer.from(JSON.stringify({ runner: name, id: this.count })).toString("base64");
    }

    public remove(name: string): void {
        this.listening.delete(name);
        this.account.record({ kind: "runner.removed", about: name, data: {} });
    }

    /** What `run.sh` does with a configuration: waits for a job, and ends with it. Answers why it does not. */
    public async work(configuration: string): Promise<string | undefined> {
        const known = this.knownBy(configuration);
        if (!known) return "A session for this runner is not known to GitHub, or its job was another's.";
        const job = await new Promise<Waiting>((resolve) => {
            const at = this.waiting.findIndex(({ labels }) => labels.every((label) => known.labels.includes(label)));
            const [first] = at === -1 ? [] : this.waiting.splice(at, 1);
            if (first) resolve(first);
            else this.listening.set(known.name, resolve);
        });
        await new Promise<void>((done) => job.begin(known.name, done));
        this.account.record({ kind: "runner.worked", about: known.name, data: {} });
        return undefined;
    }

    /** Waits for a runner with these labels; the answer says which, and ends its job. */
    public take(labels: readonly string[]): Promise<{ readonly runner: string; readonly done: () => void }> {
        return new Promise((resolve) => {
            const job: Waiting = { labels, begin: (runner, done) => resolve({ runner, done }) };
            const found = [...this.listening].find(([name]) =>
                labels.every((label) => this.find(name)?.labels.includes(label)),
            );
            if (!found) return void this.waiting.push(job);
            this.listening.delete(found[0]);
            found[1](job);
        });
    }

    private knownBy(configuration: string): Registered | undefined {
        try {
            const { runner, id } = JSON.parse(Buffer.from(configuration, "base64").toString()) as JsonObject;
            const found = this.find(String(runner));
            return found?.id === id ? found : undefined;
        } catch {
            return undefined;
        }
    }
}

const VERSION = "2.340.0";
const nameOf = (architecture: string): string => `actions-runner-linux-${architecture}-${VERSION}.tar.gz`;
const ARCHITECTURES = ["x64", "arm64"];
const FOLDER = `actions/runner/releases/download/v${VERSION}/`;

/** Whether GitHub has a runner at this path of its own. */
export function isRunnerPath(path: string): boolean {
    return ARCHITECTURES.some((architecture) => path === `${FOLDER}${nameOf(architecture)}`);
}
/** What it has of a runner is the program that is started; what that does is the engine's. */
export const RUNNER_PROGRAM = "actions-runner";
let packed: Buffer | undefined;

export function runnerPackage(): Buffer {
    const text = Buffer.from(`#!/bin/bash\nexec /usr/bin/${RUNNER_PROGRAM} "$ACTIONS_RUNNER_INPUT_JITCONFIG"\n`);
    return (packed ??= gzipSync(
        Buffer.concat([header("run.sh", text.length), text, Buffer.alloc(2 * 512)].map(padded)),
    ));
}

/** https://www.gnu.org/software/tar/manual/html_node/Standard.html */
function header(name: string, size: number): Buffer {
    const block = Buffer.alloc(512);
    block.write(name, 0);
    block.write("0000755\0" + "0000000\0".repeat(2), 100);
    block.write(`${size.toString(8).padStart(11, "0")}\0${"0".repeat(11)}\0        0`, 124);
    block.write("ustar\u000000", 257);
    const sum = block.reduce((all, byte) => all + byte, 0);
    block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return block;
}

function padded(block: Buffer): Buffer {
    return Buffer.concat([block, Buffer.alloc((512 - (block.length % 512)) % 512)]);
}

interface ApiAnswer {
    readonly status: number;
    readonly body: unknown;
}

/** As the App that is installed in a repository; what is no private one is no stand-in's to be. */
export function githubApi(account: LocalAccount, method: string, path: string, body: JsonObject): ApiAnswer {
    const runners = account.part(GithubRunners);
    if (method === "POST" && /^\/app\/installations\/\d+\/access_tokens$/.test(path))
        return { status: 201, body: { token: "ghs_rehearsedAndValidNowhere", permissions: body["permissions"] } };
    const [, repository = "", rest = ""] = /^\/repos\/([^/]+\/[^/?]+)(.*)$/.exec(path) ?? [];
    if (method === "GET" && rest === "")
        return { status: 200, body: { full_name: repository, private: true, visibility: "private" } };
    // As GitHub sets it in a new repository.
    if (method === "GET" && rest === "/actions/permissions/fork-pr-workflows-private-repos")
        return { status: 200, body: { run_workflows_from_fork_pull_requests: false } };
    if (method === "GET" && rest === "/actions/runners/downloads") {
        const sha256_checksum = createHash("sha256").update(runnerPackage()).digest("hex");
        const body = ARCHITECTURES.map((architecture) => {
            const filename = nameOf(architecture);
            return {
                ...{ os: "linux", architecture, filename, sha256_checksum },
                download_url: `https://github.com/${FOLDER}${filename}`,
            };
        });
        return { status: 200, body };
    }
    const [, name] = /^\/actions\/runners\?name=([^&]+)$/.exec(rest) ?? [];
    if (method === "GET" && name !== undefined) {
        const found = runners.find(decodeURIComponent(name));
        return {
            status: 200,
            body: { total_count: found ? 1 : 0, runners: found ? [{ id: found.id, name: found.name }] : [] },
        };
    }
    const [, id] = /^\/actions\/runners\/(\d+)$/.exec(rest) ?? [];
    if (method === "DELETE" && id !== undefined) {
        const found = runners.byId(Number(id));
        if (found) runners.remove(found.name);
        return { status: found ? 204 : 404, body: null };
    }
    if (method === "POST" && rest === "/actions/runners/generate-jitconfig") {
        const { name: called, labels } = body as { readonly name: string; readonly labels: readonly string[] };
        if (runners.find(called)) return { status: 409, body: { message: "Already exists" } };
        return { status: 201, body: { encoded_jit_config: runners.register(called, repository, labels) } };
    }
    const [, commit] = /^\/statuses\/([0-9a-f]{40})$/.exec(rest) ?? [];
    if (method === "POST" && commit !== undefined) {
        account.record({ kind: "commit.status", about: `${repository}@${commit}`, data: body });
        return { status: 201, body };
    }
    return { status: 501, body: { message: `not rehearsed: ${method} ${path}` } };
}
