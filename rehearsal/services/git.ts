import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { Repositories } from "./repositories";

/** Git sees nothing of the person who rehearses: no settings, no hooks, no credentials. */
const ENVIRONMENT = {
    PATH: process.env["PATH"],
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
};
const LARGEST = 1024 ** 3;

/** Runs git on a repository and answers what it printed. */
export function git(repository: string, ...command: readonly string[]): Buffer {
    try {
        return execFileSync("git", [`--git-dir=${repository}`, ...command], {
            env: ENVIRONMENT,
            maxBuffer: LARGEST,
            stdio: ["ignore", "pipe", "pipe"],
        });
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT")
            throw new NotRehearsed("CodeCommit, which needs git, and there is no git on PATH");
        throw error;
    }
}

/** The same, as text without the end of its last line. */
export function gitText(repository: string, ...command: readonly string[]): string {
    return git(repository, ...command)
        .toString()
        .trimEnd();
}

/** Never committed, also where no `.gitignore` says so. */
const NEVER = ["node_modules/", ".fairlead/"];

/**
 * Commits a folder as it is and pushes it, from a clone that is removed again; the folder is only read.
 * @param repository its ARN
 * @returns the commit that the branch points at then; a new one only where something changed
 */
export function pushDirectory(account: LocalAccount, repository: string, directory: string, message: string): string {
    const repositories = account.part(Repositories);
    const path = repositories.pathOf(repository);
    const branch = repositories.defaultBranch(repository);
    repositories.look(repository);
    const work = join(account.folder, "work");
    mkdirSync(work, { recursive: true });
    const clone = mkdtempSync(join(work, "push-"));
    try {
        git(clone, "init", "--quiet", "--bare", `--initial-branch=${branch}`);
        git(clone, "fetch", "--quiet", path, "+refs/heads/*:refs/heads/*");
        appendFileSync(join(clone, "info", "exclude"), `${NEVER.join("\n")}\n`);
        const from = ["-c", "core.bare=false", "-c", "core.hooksPath=/dev/null", `--work-tree=${resolve(directory)}`];
        git(clone, ...from, "add", "--all", ".");
        if (gitText(clone, ...from, "status", "--porcelain", "--untracked-files=no") !== "")
            git(clone, ...from, "commit", "--quiet", `--message=${message}`);
        git(clone, "push", "--quiet", path, `HEAD:refs/heads/${branch}`);
        return gitText(clone, "rev-parse", "HEAD");
    } finally {
        rmSync(clone, { recursive: true, force: true });
        repositories.look(repository);
    }
}
