import { execFileSync } from "node:child_process";

import { NotRehearsed } from "../account/gateway";

/** Git sees nothing of whoever rehearses: not their settings, not their hooks, not their credentials. */
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
