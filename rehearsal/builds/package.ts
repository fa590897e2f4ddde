// A package is made of a folder by commands of the settings; what they do is known only once they ran.
import { statSync } from "node:fs";
import { join, posix } from "node:path";

import { buildspecIsUsable } from "../check/document-rules";
import type { Finding } from "../check/findings";
import { type CheckedLine, linesOf } from "../check/lines";
import { addFile, type Breakage, changeFile } from "../faults/source";
import type { CheckedBuild, RehearsedBuild } from "./types";

type Build = NonNullable<CheckedLine["build"]>;

/** A job makes the bundle; the folder is the repository, whose place here the settings do not know: `--source` does. */
export const packaged: RehearsedBuild = {
    check: (of) => ({ findings: [...buildspecIsUsable(of.maker, of.folder, of.shown), ...foldersExist(of)] }),
    breakages: { build: failingTest },
};

/** The folder of the commands, and the one of the files unless a command makes it. */
function foldersExist({ maker, folder, shown, settings }: CheckedBuild): readonly Finding[] {
    const { buildspec, context = ".", files = ".", package: makes } = maker.build ?? {};
    if (buildspec !== undefined) return [];
    const missing = [
        { setting: "context", path: context },
        ...(makes === undefined ? [{ setting: "files", path: posix.join(context, files) }] : []),
    ].find(({ path }) => !statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory());
    if (!missing) return [];
    return [
        {
            level: "wrong",
            file: shown(join(folder, missing.path)),
            says: `there is no such folder, and ${settings.at(maker.name, "build", missing.setting)} asks for it`,
        },
    ];
}

/** What a test that fails looks like to the command that runs tests. */
const FAILING: readonly (readonly [command: RegExp, fails: (folder: string, context: string) => string])[] = [
    [
        /\b(?:npm|pnpm|yarn)\b/,
        (folder, context) => {
            const file = posix.join(context, "package.json");
            changeFile(folder, file, (text) => {
                const manifest = JSON.parse(text) as { scripts?: object };
                const scripts = {
                    ...manifest.scripts,
                    test: "echo 'not ok 1 - a test that --fault build broke' && exit 1",
                };
                return JSON.stringify({ ...manifest, scripts }, null, 2);
            });
            return `the script test of ${file} fails`;
        },
    ],
    [
        /\b(?:pytest|unittest)\b/,
        adds("test_fault_build.py", 'raise AssertionError("a test that --fault build broke")\n'),
    ],
    [/\bnode --test\b/, adds("fault-build.test.js", 'throw new Error("a test that --fault build broke");\n')],
];

function adds(name: string, text: string): (folder: string, context: string) => string {
    return (folder, context) => {
        const file = posix.join(context, name);
        addFile(folder, file, text);
        return `${file} is a test that fails`;
    };
}

/** The fault `build`: a test fails. */
function failingTest(...[folder, plans]: Parameters<Breakage>): string | undefined {
    const build = plans.flatMap(linesOf).find((line) => line.build?.kind === "package")?.build;
    return build && (build.buildspec === undefined ? failsIn(folder, build) : replaced(folder, build.buildspec));
}

function failsIn(folder: string, { context = ".", test }: Build): string {
    const [, fails] = FAILING.find(([command]) => test !== undefined && command.test(test)) ?? [];
    if (fails) return fails(folder, context);
    throw new Error(
        test === undefined
            ? "the build has no test that could fail; set build.test of the line"
            : `what makes "${test}" fail is not known here: npm, pnpm, yarn, node --test, pytest and unittest are; break a test of the application by hand`,
    );
}

function replaced(folder: string, buildspec: string): string {
    const commands = ["echo 'not ok 1 - a test that --fault build broke'", "false"];
    changeFile(folder, buildspec, () => JSON.stringify({ version: 0.2, phases: { build: { commands } } }));
    return `${buildspec} runs a test that fails, and nothing else`;
}
