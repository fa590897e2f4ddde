// What is wrong with templates: all of it at once, each with its place and, where one is known, the line that mends it.
import { relative } from "node:path";

import { nearestName } from "../../text/nearest";
import { PlanError } from "../plan/project";

export interface Problem {
    /** Absent where no file is to blame. */
    readonly file?: string;
    readonly line?: number;
    /** Keys from the top of the template. */
    readonly path?: readonly string[];
    readonly says: string;
    readonly fix?: string;
}

/** Ends with all of them, where there is one. */
export function refuse(problems: readonly Problem[]): void {
    if (problems.length > 0) throw new PlanError(textOf(problems));
}

function textOf(problems: readonly Problem[]): string {
    const count = problems.length === 1 ? "this stands" : `${problems.length} things stand`;
    return [`${count} between these templates and a rehearsal:`, ...problems.flatMap(linesOf)].join("\n");
}

function linesOf({ file, line, path = [], says, fix }: Problem): readonly string[] {
    const place = file === undefined ? [] : [`${shown(file)}${line === undefined ? "" : `:${line}`}`];
    const head = [...place, ...(path.length > 0 ? [path.join(".")] : [])].join("  ");
    return [
        "",
        ...(head === "" ? [] : [`  ${head}`]),
        ...says.split("\n").map((each) => `    ${each}`),
        ...(fix === undefined ? [] : fix.split("\n").map((each) => `      ${each}`)),
    ];
}

export const shown = (file: string): string => relative(process.cwd(), file) || ".";

/** The end of a sentence about a name that does not exist. */
export function meant(name: string, known: readonly string[]): string {
    const found = nearestName(name, known);
    return found === undefined ? "" : `; did you mean ${found}?`;
}
