import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

import type { LocalAccount } from "../account/local-account";
import { git, gitText } from "./git";
import { Repositories } from "./repositories";

/** Nobody commits these, also where no `.gitignore` says so. */
const NEVER = ["node_modules/", ".fairlead/"];

/**
 * Commits a folder as it is and pushes it, from a clone that nobody sees; the folder is only read.
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
