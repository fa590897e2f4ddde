// Builds that make an image of a Dockerfile, wherever they run.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Finding } from "../check/findings";
import { baseIsPlayed, copiedFilesExist, stagesAreBuilt, stagesExist } from "../check/image-rules";
import { readRecipe, Source, type Subject } from "../check/source";
import { type Breakage, dockerfileOf } from "../faults/source";
import type { Checked, CheckedBuild } from "./types";

/** What holds of every Dockerfile. */
const rules: readonly ((subject: Subject) => readonly Finding[])[] = [
    stagesExist,
    stagesAreBuilt,
    baseIsPlayed,
    copiedFilesExist,
];

/** The Dockerfile below `context`, held against its folder. */
export function checkImage(
    { line, maker, settings }: CheckedBuild,
    context: string,
    asksFor?: Subject["asksFor"],
): Checked {
    const source = new Source(context, join(context, maker.build?.dockerfile ?? "Dockerfile"), process.cwd());
    const recipe = readRecipe(maker, source);
    if (!("stages" in recipe)) return { findings: [recipe] };
    const subject = { line, settings, source, recipe, asksFor };
    return { findings: rules.flatMap((rule) => rule(subject)), subject };
}

/** The fault `build`: a test fails. */
export const failingTest: Breakage = (folder) => {
    const file = dockerfileOf(folder);
    const lines = readFileSync(file, "utf8").split("\n");
    const stages = lines.flatMap((line, at) => (/^\s*FROM\s/i.test(line) ? [{ line, at }] : []));
    const stage = stages.find(({ line }) => /\sAS\s+\S*test/i.test(line)) ?? stages.at(-1);
    if (!stage) throw new Error(`${file} has no FROM, so there is no build to break`);
    lines.splice(stage.at + 1, 0, `RUN echo "not ok 1 - a test that --fault build broke" && exit 1`);
    writeFileSync(file, lines.join("\n"));
    return `line ${stage.at + 2} of the Dockerfile is a test that fails`;
};
