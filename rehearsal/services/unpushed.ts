import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Never committed, also where no `.gitignore` says so. */
const NEVER = new Set(["node_modules", ".fairlead"]);

interface LeftOut {
    readonly path: string;
    readonly isRepository: boolean;
}

/**
 * What a push leaves out of a folder: packages, and repositories of their own, of which git would push an address and no
 * files. Answers their paths in it.
 */
export function unpushed(folder: string, below = ""): readonly LeftOut[] {
    return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
        const path = below === "" ? entry.name : `${below}/${entry.name}`;
        // Git opens it, and what is no file may never be read to its end.
        if (entry.name.startsWith(".git") && !(entry.isFile() || entry.isDirectory() || entry.isSymbolicLink()))
            throw new Error(
                `${join(folder, path)} is neither a file nor a folder; take it away, git would wait for it`,
            );
        if (!entry.isDirectory() || entry.name === ".git") return [];
        if (NEVER.has(entry.name)) return [{ path, isRepository: false }];
        return isRepository(join(folder, path)) ? [{ path, isRepository: true }] : unpushed(folder, path);
    });
}

/** A clone, or by a file a worktree or submodule. */
function isRepository(folder: string): boolean {
    const git = lstatSync(join(folder, ".git"), { throwIfNoEntry: false });
    return git?.isDirectory() === true ? existsSync(join(folder, ".git", "HEAD")) : git !== undefined;
}
