import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { readBuildspec, UnusableBuildspec } from "../../jobs/buildspec";
import type { Finding } from "../finding";
import type { CheckedLine } from "../line";

/** The repository's own buildspec, where the build uses one. */
export function buildspecIsUsable(
    { build }: CheckedLine,
    folder: string,
    shown: (path: string) => string,
): readonly Finding[] {
    if (build?.buildspec === undefined) return [];
    const path = join(folder, build.buildspec);
    const file = shown(path);
    if (!existsSync(path))
        return [{ level: "wrong", file, says: "there is no such file, and the build is made of it" }];
    return problemsOf(readFileSync(path, "utf8"), file);
}

export function problemsOf(text: string, file: string): readonly Finding[] {
    try {
        readBuildspec(text, file);
        return [];
    } catch (error) {
        if (!(error instanceof UnusableBuildspec)) throw error;
        return error.problems.map((problem) => {
            const [, line, says] = /^[^\n]*?, line (\d+): (.*)$/s.exec(problem) ?? [];
            return { level: "wrong", file, line: line === undefined ? undefined : Number(line), says: says ?? problem };
        });
    }
}
