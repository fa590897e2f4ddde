// What a step writes into the files that GITHUB_OUTPUT, GITHUB_ENV and GITHUB_PATH name.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files

import { randomUUID } from "node:crypto";
import { posix } from "node:path";

import type { RoomFiles } from "../jobs/room-files";
import { RefusedInside } from "../sandbox/room";

class UnreadableFile extends Error {}

/** More than a step writes into any of them; of a summary GitHub keeps as much. */
const MOST = 1024 * 1024;
const NAMES = ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_STATE"];

/** Empty ones for one step, by the variables that name them. */
export async function makeFiles(files: RoomFiles, temp: string): Promise<Readonly<Record<string, string>>> {
    const folder = posix.join(temp, "_runner_file_commands");
    const named = NAMES.map((name) => [name, posix.join(folder, `${name.toLowerCase()}_${randomUUID()}`)] as const);
    for (const [, path] of named) await files.write(path, Buffer.alloc(0));
    return Object.fromEntries(named);
}

export interface StepListener {
    output(name: string, value: string): void;
    variable(name: string, value: string): void;
    path(folder: string): void;
    summary(text: string): void;
}

/** Answers what of them could not be taken; that fails the step. */
export async function readFiles(
    files: RoomFiles,
    named: Readonly<Record<string, string>>,
    listener: StepListener,
): Promise<readonly string[]> {
    const problems: string[] = [];
    const uses: Readonly<Record<string, (text: string) => void>> = {
        GITHUB_OUTPUT: (text) => pairsOf(text).forEach((value, name) => listener.output(name, value)),
        GITHUB_ENV: (text) =>
            pairsOf(text).forEach((value, name) => {
                if (mayBeSet(name)) listener.variable(name, value);
                else problems.push(`Can't store ${name} output parameter using '$GITHUB_ENV' command.`);
            }),
        GITHUB_PATH: (text) => foldersOf(text).forEach((folder) => listener.path(folder)),
        GITHUB_STEP_SUMMARY: (text) => text !== "" && listener.summary(text),
    };
    for (const [name, use] of Object.entries(uses)) {
        try {
            use(await textOf(files, named[name] ?? ""));
        } catch (error) {
            if (!(error instanceof UnreadableFile) && !(error instanceof RefusedInside)) throw error;
            problems.push(`Unable to process file command '${name}' successfully. ${error.message}`);
        }
    }
    return problems;
}

/** A step may remove it, and has then written nothing. */
async function textOf(files: RoomFiles, path: string): Promise<string> {
    const bytes = await files.read(path, MOST).catch((error: unknown) => {
        if (error instanceof RefusedInside && error.code === "ENOENT") return Buffer.alloc(0);
        throw error;
    });
    return bytes.toString("utf8");
}

/** `name=value` a line; or `name<<WORD`, the lines of the value, `WORD`. */
function pairsOf(text: string): ReadonlyMap<string, string> {
    const pairs = new Map<string, string>();
    const lines = linesOf(text);
    for (let at = 0; at < lines.length; at++) {
        const line = lines[at] ?? "";
        if (line === "") continue;
        const [equals, arrows] = [line.indexOf("="), line.indexOf("<<")];
        if (equals >= 0 && (arrows < 0 || equals < arrows)) {
            pairs.set(named(line, equals), line.slice(equals + 1));
            continue;
        }
        if (arrows < 0) throw new UnreadableFile(`Invalid format '${line}'`);
        const word = line.slice(arrows + 2);
        const end = lines.indexOf(word, at + 1);
        if (word === "" || end === -1)
            throw new UnreadableFile(`Invalid value. Matching delimiter not found '${word}'`);
        pairs.set(named(line, arrows), lines.slice(at + 1, end).join("\n"));
        at = end;
    }
    return pairs;
}

function foldersOf(text: string): readonly string[] {
    return linesOf(text).filter((line) => line !== "");
}

/** A job may not change what GitHub says of itself; node would run whatever NODE_OPTIONS names in every action. */
export function mayBeSet(name: string): boolean {
    return !/^(GITHUB|RUNNER)_/i.test(name) && name.toUpperCase() !== "NODE_OPTIONS";
}

function named(line: string, end: number): string {
    if (end === 0) throw new UnreadableFile(`Invalid format '${line}'. Name must not be empty`);
    return line.slice(0, end);
}

function linesOf(text: string): string[] {
    return text.replace(/^\uFEFF/, "").split(/\r?\n/);
}
