// Patterns of files as the actions of the toolkit take them: one a line, `**` for folders, `!` takes back.
// https://github.com/actions/toolkit/tree/main/packages/glob
import { createHash } from "node:crypto";
import { posix } from "node:path";

import type { Json } from "../../plan/document";
import { matchesParts, partsOf } from "../containers/glob.cjs";
import type { RoomFiles } from "../jobs/room-files";
import type { Step } from "./document";
import type { Expressions } from "./expressions";

interface Globbed {
    /** The folder that all patterns lie below. */
    readonly root: string;
    /** From the root of the job on, in order. */
    readonly files: readonly string[];
}

/** A pattern that names a folder means all that is in it. */
export async function globbed(text: string, files: RoomFiles, hidden = true): Promise<Globbed> {
    const lines = text.split("\n").map((line) => line.trim());
    const patterns = lines.filter((line) => line !== "" && !line.startsWith("#"));
    const found = new Set<string>();
    const bases: string[] = [];
    for (const pattern of patterns) {
        const negative = pattern.startsWith("!");
        const path = posix.resolve(files.cwd, (negative ? pattern.slice(1) : pattern).replace(/\/+$/, ""));
        if (negative) {
            for (const file of [...found]) if (fits(file, path)) found.delete(file);
            continue;
        }
        const base = baseOf(path);
        const kind = await files.kind(base);
        if (base === path && kind === "file") {
            found.add(path);
            bases.push(posix.dirname(path));
            continue;
        }
        bases.push(base);
        if (kind !== "folder") continue;
        for (const each of await files.list(base)) {
            const file = posix.join(base, each.path);
            if (each.leadsTo !== "file" || (!hidden && isHidden(each.path))) continue;
            if (base === path || fits(file, path)) found.add(file);
        }
    }
    return { root: commonOf(bases), files: [...found].sort() };
}

/** Also what lies below a folder that fits. */
function fits(file: string, pattern: string): boolean {
    const parts = partsOf(pattern.replaceAll("[!", "[^"));
    const names = partsOf(file);
    return names.some((_, at) => matchesParts(parts, names.slice(0, at + 1)));
}

function baseOf(path: string): string {
    const parts = path.split("/");
    const first = parts.findIndex((part) => /[*?[]/.test(part));
    return first === -1 ? path : parts.slice(0, first).join("/") || "/";
}

function isHidden(path: string): boolean {
    return path.split("/").some((part) => part.startsWith("."));
}

function commonOf(folders: readonly string[]): string {
    const [first = "/", ...others] = folders;
    return others.reduce((common, folder) => {
        let shared = common;
        while (shared !== "/" && folder !== shared && !folder.startsWith(`${shared}/`)) shared = posix.dirname(shared);
        return shared;
    }, first);
}

// `hashFiles`: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles

/** What it answers for what a step asks; files of the job are read for it, which no expression can wait for. */
export async function hashesFor(
    step: Step,
    expressions: Expressions,
    files: RoomFiles,
): Promise<(...patterns: readonly Json[]) => Json> {
    const asked = textsOf(step).flatMap((text) => expressions.hashedIn(text));
    const known = new Map<string, string>();
    for (const patterns of asked) {
        const text = patterns?.join("\n");
        if (text !== undefined && !known.has(text)) known.set(text, await hashOf(text, files));
    }
    return (...patterns) => known.get(patterns.map(String).join("\n")) ?? "";
}

/** "Calculates an individual SHA-256 hash for each matched file, then uses those hashes to calculate a final" one. */
async function hashOf(patterns: string, files: RoomFiles): Promise<string> {
    const found = await globbed(patterns, files);
    const inside = found.files.filter((file) => file.startsWith(`${files.cwd}/`));
    if (inside.length === 0) return "";
    const all = createHash("sha256");
    const taken = await files.take(inside.map((path) => ({ name: path, path })));
    for (const { bytes } of taken) all.update(createHash("sha256").update(bytes).digest());
    return all.digest("hex");
}

/** The condition needs no braces, and so gets some. */
function textsOf({ if: condition, ...step }: Step): readonly string[] {
    const all = [step.name, step.run, step["working-directory"], step.env, step.with, step["continue-on-error"]];
    const texts = all.flatMap((value) =>
        typeof value === "object" && value !== null ? Object.values(value) : [value],
    );
    const own = condition === undefined ? [] : [condition.includes("${{") ? condition : `\${{ ${condition} }}`];
    return [...own, ...texts.flatMap((text) => (typeof text === "string" ? [text] : []))];
}
