// What of a context the engine itself reads: the Dockerfile, and what is left out. Neither by a link that leads out of it.
// https://docs.docker.com/build/concepts/context/#dockerignore-files
import { existsSync } from "node:fs";
import { basename, dirname, relative } from "node:path";

import { Beneath } from "../beneath.cjs";
import { type Ignored, ignoredBy } from "../glob.cjs";

/** Larger ones are no text that was written. */
const MOST = 4 << 20;

const NOTHING: Ignored = { has: () => false, keepsSome: false };

/** A Dockerfile may also lie beside its context. */
export function dockerfileText(context: string, dockerfile: string): string {
    const text = within(context, dockerfile) ?? within(dirname(dockerfile), dockerfile);
    if (text === undefined)
        throw Object.assign(new Error(`failed to read dockerfile: open ${dockerfile}: no such file or directory`), {
            code: "ENOENT",
        });
    return text;
}

/** A Dockerfile's own list goes before the context's. */
export function ignoreFile(context: string, dockerfile: string): string | undefined {
    const own = `${dockerfile}.dockerignore`;
    return within(dirname(dockerfile), own) ?? within(context, `${context}/.dockerignore`);
}

/** What a context leaves out. */
export function ignoredOf(context: string, dockerfile: string): Ignored {
    const list = existsSync(context) ? ignoreFile(context, dockerfile) : undefined;
    return list === undefined ? NOTHING : ignoredBy(list);
}

function within(folder: string, file: string): string | undefined {
    const path = relative(folder, file);
    if (path.startsWith("..") || !existsSync(folder)) return undefined;
    const root = new Beneath(folder);
    try {
        const found = root.read(path === "" ? basename(file) : path, MOST);
        return found?.toString("utf8");
    } finally {
        root.close();
    }
}
