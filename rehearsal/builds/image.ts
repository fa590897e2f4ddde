// Builds that make an image of a Dockerfile, wherever they run.
import { join } from "node:path";

import { buildspecIsUsable } from "../check/document-rules";
import type { Finding } from "../check/findings";
import { baseIsPlayed, copiedFilesExist, platformIsTheTasks, stagesAreBuilt, stagesExist } from "../check/image-rules";
import { readRecipe, Source, type Subject } from "../check/source";
import { type Breakage, changeDockerfile } from "../faults/source";
import type { Checked, CheckedBuild, RehearsedBuild } from "./types";

/** What holds of every Dockerfile. */
const rules: readonly ((subject: Subject) => readonly Finding[])[] = [
    stagesExist,
    stagesAreBuilt,
    platformIsTheTasks,
    baseIsPlayed,
    copiedFilesExist,
];

/** The Dockerfile below `context`, held against its folder. */
function checkImage({ line, maker, settings }: CheckedBuild, context: string, asksFor?: Subject["asksFor"]): Checked {
    const source = new Source(context, join(context, maker.build?.dockerfile ?? "Dockerfile"), process.cwd());
    const recipe = readRecipe(maker, source);
    if (!("stages" in recipe)) return { findings: [recipe] };
    const subject = { line, settings, source, recipe, asksFor };
    return { findings: rules.flatMap((rule) => rule(subject)), subject };
}

/** The fault `build`: a test fails. */
const failingTest: Breakage = (folder) => {
    let at = 0;
    changeDockerfile(folder, (text) => {
        const lines = text.split("\n");
        const stages = lines.flatMap((line, at) => (/^\s*FROM\s/i.test(line) ? [{ line, at }] : []));
        const stage = stages.find(({ line }) => /\sAS\s+\S*test/i.test(line)) ?? stages.at(-1);
        if (!stage) throw new Error(`the Dockerfile in ${folder} has no FROM, so there is no build to break`);
        at = stage.at + 1;
        return lines.toSpliced(at, 0, `RUN echo "not ok 1 - a test that --fault build broke" && exit 1`).join("\n");
    });
    return `line ${at + 1} of the Dockerfile is a test that fails`;
};

/** A job builds the image; the folder is the repository, whose place here the settings do not know: `--source` does. */
export const codebuild: RehearsedBuild = {
    check: (of) => {
        const { maker, folder, shown } = of;
        const { context = ".", kind } = maker.build ?? {};
        const asksFor = (stage: string): string => `build: { kind: ${kind}, testStage: ${stage} }`;
        const { findings, subject } = checkImage(of, join(folder, context), asksFor);
        return { findings: [...buildspecIsUsable(maker, folder, shown), ...findings], subject };
    },
    breakages: { build: failingTest },
};

/** `up` builds the image; the folder is the context. */
export const docker: RehearsedBuild = {
    folder: ({ context = "." }) => context,
    check: (of) => checkImage(of, of.folder),
    breakages: { build: failingTest },
};

/** Somebody else builds the image; what of, the settings do not know: `--source` does, and a rehearsal builds the Dockerfile there. */
export const pushed: RehearsedBuild = {
    check: (of) => checkImage(of, of.folder),
    breakages: { build: failingTest },
};

/** A job builds the image that trains, as it builds any other one; what it trains is the rehearsal's own to see. */
export const training: RehearsedBuild = codebuild;
