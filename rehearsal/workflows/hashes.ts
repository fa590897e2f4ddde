// `hashFiles`: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles
import { createHash } from "node:crypto";

import type { Json } from "../../plan/document";
import type { RoomFiles } from "../jobs/room-files";
import type { Expressions } from "./expressions";
import { globbed } from "./globs";
import type { Step } from "./document";

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
