// `fairlead` as people call it: a process of its own, in a folder of its own, whose output and facts are kept.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "../../rehearsal/engine/journal";
import { root } from "./program";

export interface Commanded {
    readonly code: number | null;
    /** What a person reads: both streams, each sentence on one line. */
    readonly screen: string;
    readonly facts: readonly Fact[];
}

/** Rehearses at full speed, and answers how it ended. */
export async function rehearse(...args: readonly string[]): Promise<Commanded> {
    const folder = mkdtempSync(join(tmpdir(), "commanded-"));
    try {
        return await ended(begin(folder, ...args), folder);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** The same as a process that may be killed; it works in `folder`/.fairlead. */
export function begin(folder: string, ...args: readonly string[]): ChildProcess {
    const speed = args.includes("--speed") ? [] : ["--speed", "3600"];
    const command = [join(root, "bin", "fairlead"), "rehearse", "--yes", ...speed, ...args];
    // Whoever writes something for a while or for good writes it here, where it is seen.
    const env = { ...process.env, HOME: folder, TMPDIR: folder };
    return spawn(process.execPath, command, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
}

export async function ended(child: ChildProcess, folder: string): Promise<Commanded> {
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => said.push(part));
    const code = await new Promise<number | null>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", resolve);
    });
    // A sentence that was broken for the width of a screen is one sentence still.
    const screen = Buffer.concat(said).toString("utf8").replace(/\s+/g, " ");
    return { code, screen, facts: factsIn(folder) };
}

export function factsIn(folder: string): readonly Fact[] {
    const journal = readFileSync(join(folder, ".fairlead", "rehearsal", "journal.ndjson"), "utf8");
    return journal
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Fact);
}

/** An error of the command line before it was broken into lines of a page. */
export const unwrapped = (text: string): string => text.replace(/\n {2}(?=\S)/g, " ");
