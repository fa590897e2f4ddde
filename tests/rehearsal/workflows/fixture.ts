import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { strToU8, zipSync } from "fflate";

import type { Plan } from "../../../plan/document";
import type { Judge, Service } from "../../../rehearsal/account/gateway";
import type { Approver } from "../../../rehearsal/actions/types";
import type { Fact } from "../../../rehearsal/engine/journal";
import { Expressions } from "../../../rehearsal/workflows/expressions";
import { GithubStandIn } from "../../../rehearsal/workflows/github-stand-in";
import type { Repository } from "../../../rehearsal/workflows/job-facts";
import type { RunEnd } from "../../../rehearsal/workflows/run";
import { startWorkflows } from "../../../rehearsal/workflows/start";
import type { Push, Trigger } from "../../../rehearsal/workflows/triggers";
import { accountOf, planWith } from "../../support/account";

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export const PUSH: Push = {
    event: "push",
    ref: "refs/heads/main",
    sha: COMMIT,
    message: "Try a change",
    actor: "ada",
    timestamp: "2026-11-28T12:00:00Z",
    changed: ["README.md"],
};

export interface Wanted {
    /** Files of the repository, beside the workflow. */
    readonly files?: Readonly<Record<string, string>>;
    readonly trigger?: Trigger;
    readonly repository?: Partial<Repository>;
    readonly judge?: Judge;
    readonly services?: ReadonlyMap<string, Service>;
    readonly approver?: Approver;
    readonly plans?: readonly Plan[];
    readonly speed?: number;
    /** The module to start it with, where that is a mutant. */
    readonly start?: typeof startWorkflows;
}

export interface Seen {
    readonly end: RunEnd | undefined;
    /** What the log says. */
    readonly lines: readonly string[];
    /** `<job> <status>`, in the order in which they ended. */
    readonly jobs: readonly string[];
    /** `<step>: <outcome>/<conclusion>` */
    readonly steps: readonly string[];
    readonly facts: readonly Fact[];
}

export const nobody: Approver = () => Promise.reject(new Error("nobody is there"));

/** Plays one workflow in an account of its own, and takes that away again. */
export async function play(workflow: string | readonly string[], wanted: Wanted = {}): Promise<Seen> {
    const { files = {}, trigger = PUSH, judge, services, approver = nobody, plans = [planWith([])], speed } = wanted;
    const texts = typeof workflow === "string" ? [workflow] : workflow;
    const folder = mkdtempSync(join(tmpdir(), "fairlead-workflow-"));
    const account = accountOf(plans, { folder, judge, services, speed });
    try {
        const own = texts.map((text, at): [string, string] => [
            `.github/workflows/${at === 0 ? "ci" : `ci-${at}`}.yml`,
            text,
        ]);
        const zip = zipOf({ ...files, ...Object.fromEntries(own) });
        const repository: Repository = { ...REPOSITORY, archive: () => zip, ...wanted.repository };
        const standIn = new GithubStandIn(account.account, repository, await Expressions.load(), approver);
        let count = 0;
        const numbers = {
            next: () => {
                count += 1;
                return { id: `run-${count}`, run: String(1000 + count), number: count };
            },
        };
        const ends = await (wanted.start ?? startWorkflows)(standIn, trigger, numbers);
        await account.account.quiet();
        const told = account.facts();
        return {
            end: ends[0],
            lines: told.filter(({ kind }) => kind === "line").map(({ data }) => String(data["text"])),
            jobs: account
                .facts("workflow.job.ended")
                .map(({ data }) => `${String(data["name"])} ${String(data["status"])}`),
            steps: account
                .facts("workflow.step.ended")
                .map(({ data }) => `${String(data["name"])}: ${String(data["outcome"])}/${String(data["conclusion"])}`),
            facts: told,
        };
    } finally {
        await account.account.end();
        account.leave();
        rmSync(folder, { recursive: true, force: true });
    }
}

export const REPOSITORY: Omit<Repository, "archive"> = {
    owner: "acme",
    name: "web",
    ownerId: "1",
    id: "2",
    immutable: true,
    visibility: "private",
    defaultBranch: "main",
    secrets: {},
    variables: {},
    environments: {},
};

export function zipOf(files: Readonly<Record<string, string>>): Buffer {
    return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
}

/** A workflow of one job with these steps, in YAML as they stand. */
export function job(steps: string, more = ""): string {
    const indented = steps
        .trim()
        .split("\n")
        .map((line) => `      ${line}`);
    return `on: push\n${more}jobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n${indented.join("\n")}\n`;
}
