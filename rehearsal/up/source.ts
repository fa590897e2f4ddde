import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

import { everyAction } from "../../plan/pipelines";
import { text } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { pushDirectory } from "../services/git";
import { TYPE } from "../../plan/tokens";
import { copyFolder } from "./copy";

/** What the command line says about the application. */
export interface SourceOptions {
    /** A folder with the user's own application; else what the plan names. */
    readonly source?: string;
    /** Breaks a copy of the application, and says what it did. */
    readonly breaks?: (folder: string) => readonly { readonly name: string; readonly text: string }[];
}

/** Neither belongs to an application's source, and both can be large. */
const LEFT_OUT = new Set([".git", "node_modules", ".fairlead"]);

/**
 * The folder an application is built from: the user's own, else `planned`. Where something is to be broken in it, a copy;
 * what the user brought is never written to.
 */
export function sourceOf(account: LocalAccount, planned: string, { source, breaks }: SourceOptions): string {
    const folder = resolve(source ?? planned);
    if (breaks === undefined) return folder;
    const copy = join(account.folder, "sources", createHash("sha256").update(folder).digest("hex").slice(0, 12));
    if (existsSync(copy)) return copy;
    // Only a whole one that is broken gets the name: a kill or a fault that cannot be done leaves none.
    const draft = `${copy}.draft`;
    rmSync(draft, { recursive: true, force: true });
    copyFolder(folder, draft, LEFT_OUT);
    for (const { name, text } of breaks(draft)) account.record({ kind: "fault", about: name, data: { text } });
    renameSync(draft, copy);
    return copy;
}

/** Another one whenever a file below is, without reading any: after an edit a rehearsal starts over. */
export function stampOf(folder: string): string {
    const hash = createHash("sha256");
    const look = (at: string): void => {
        for (const name of readdirSync(at).sort()) {
            if (LEFT_OUT.has(name)) continue;
            const path = join(at, name);
            const file = lstatSync(path);
            if (file.isDirectory()) look(path);
            else hash.update(`${path} ${file.size} ${file.mtimeMs}\n`);
        }
    };
    if (existsSync(folder)) look(resolve(folder));
    return hash.digest("hex");
}

/** `git push` of the user's application into every repository that a pipeline watches. */
export function pushSources(account: LocalAccount, sourceOptions: SourceOptions): void {
    if (sourceOptions.source === undefined) return;
    const watched = everyAction(account.plans)
        .filter(({ action }) => action.provider === "CodeCommit")
        .map(({ plan, action }) => `${plan.stack} ${action.configuration["RepositoryName"] ?? ""}`);
    for (const { plan, resource } of account.created(TYPE.codeRepository)) {
        if (!watched.includes(`${plan.stack} ${text(resource, "repositoryName")}`)) continue;
        const folder = sourceOf(account, sourceOptions.source, sourceOptions);
        pushDirectory(account, text(resource, "arn"), folder, "Try a change");
    }
}
