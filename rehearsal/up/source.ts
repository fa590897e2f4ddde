import { createHash } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";

import type { Account } from "../account/account";
import type { Wishes } from "./types";

/** Neither belongs to an application's source, and both can be large. */
const LEFT_OUT = new Set([".git", "node_modules", ".fairlead"]);

/**
 * The folder an application is built from: the user's own, else `planned`. Where something is to be broken in it, a copy;
 * what the user brought is never written to.
 */
export function sourceOf(account: Account, planned: string, { source, breaks }: Wishes): string {
    const folder = resolve(source ?? planned);
    if (breaks === undefined) return folder;
    const copy = join(account.folder, "sources", createHash("sha256").update(folder).digest("hex").slice(0, 12));
    if (existsSync(copy)) return copy;
    cpSync(folder, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    for (const { name, text } of breaks(copy)) account.tell({ kind: "fault", about: name, data: { text } });
    return copy;
}
