import assert from "node:assert/strict";

import { execForm, readDockerfile } from "../../../rehearsal/containers/build/dockerfile";
import { ignoredBy } from "../../../rehearsal/containers/glob.cjs";
import * as words from "../../../rehearsal/containers/build/dockerfile";
import { platformArgs } from "../../../rehearsal/containers/build/instructions";
import * as playable from "../../../rehearsal/containers/build/playable";
import { mutated } from "../../support/mutant";

type Words = typeof words;

/** Each as docker's own documentation has it, or its shell lexer's table of tests. */
const WORDS: readonly (readonly [word: string, means: string])[] = [
    ["plain", "plain"],
    ["$A", "one"],
    ["${A}b", "oneb"],
    ["$Ab", ""],
    ["\\$A", "$A"],
    ["'$A'", "$A"],
    ['"$A x"', "one x"],
    ['"a\\"b"', 'a"b'],
    ['"a\\nb"', "a\\nb"],
    ["x\\ y", "x y"],
    ["${MISSING:-else}", "else"],
    ["${MISSING:-${A}}", "one"],
    ["${EMPTY:-else}", "else"],
    ["${EMPTY-else}", ""],
    ["${A:+set}", "set"],
    ["${EMPTY:+set}", ""],
    ["${EMPTY+set}", "set"],
    ["100$", "100$"],
];
const VARIABLES = { A: "one", EMPTY: "" };

const differing = ({ expand }: Words) => WORDS.filter(([word, means]) => expand(word, VARIABLES) !== means);

describe("the words of a Dockerfile", () => {
    for (const [word, means] of WORDS) {
        it(`reads ${word} as "${means}"`, () => assert.equal(words.expand(word, VARIABLES), means));
    }

    it("refuses a variable that has to be set and is not", () => {
        assert.throws(() => words.expand("${B:?needed}", VARIABLES), /B: needed/);
        assert.throws(() => words.expand("${B", VARIABLES), /no closing brace/);
        assert.throws(() => words.expand("${A%%x}", VARIABLES), /no variable that can be replaced/);
    });

    const mistakes = [
        ["single quotes that replace", `letter === "$" && quote !== "'"`, `letter === "$"`],
        ["an empty variable that counts as set", `(colon === "" || value !== "")`, "true"],
    ] as const;
    for (const [what, from, to] of mistakes)
        it(`mutant: ${what} are found out by the table`, () => {
            const wrong = mutated<Words>(
                "rehearsal/containers/build/dockerfile",
                "rehearsal/containers/build/dockerfile",
                [from, to],
            );
            assert.notDeepEqual(differing(wrong), []);
        });
});

describe("the reading of a Dockerfile", () => {
    const read = (source: string) => readDockerfile(source, "Dockerfile");

    it("finds stages, their names and their lines", () => {
        const { args, stages } = read(
            "ARG V=22\nFROM node:${V} AS Build\nRUN a\n\n# remark\nRUN b\nFROM build\nCMD c\n",
        );
        assert.deepEqual(
            args.map(({ text }) => text),
            ["V=22"],
        );
        assert.deepEqual(
            stages.map(({ name, base, steps }) => [name, base, steps.map(({ keyword, line }) => `${keyword} ${line}`)]),
            [
                ["build", "node:${V}", ["RUN 3", "RUN 6"]],
                ["stage-1", "build", ["CMD 8"]],
            ],
        );
    });

    it("reads a command over several lines without the comments between them", () => {
        const [stage] = read("FROM scratch\nRUN a \\\n    # why\n    --b && \\\n\n    c\n").stages;
        assert.match(stage?.steps[0]?.text ?? "", /^a\s+--b &&\s+c$/);
    });

    it("keeps the blanks inside of a list", () => {
        const [stage] = read('FROM scratch\nCMD ["a b", "c"]\nCMD [not json]\n').stages;
        const [list, text] = stage?.steps ?? [];
        assert.deepEqual(list && execForm(list), ["a b", "c"]);
        assert.equal(text && execForm(text), undefined);
    });

    it("refuses what is no Dockerfile, by line", () => {
        assert.throws(() => read("RUN a\n"), /Dockerfile: no build stage/);
        assert.throws(() => read("RUN a\nFROM b\n"), /Dockerfile:1: RUN stands before the first FROM/);
        assert.throws(() => read("FROM a b\n"), /Dockerfile:1: FROM a b is not FROM/);
        assert.throws(
            () => read("FROM a\nWORKDRI /\n"),
            /Dockerfile:2: there is no instruction WORKDRI; did you mean WORK/,
        );
    });

    it("takes the lines of a here-document for no instructions", () => {
        const [stage] = read("FROM a\nRUN <<END\nwhatever it says\nEND\nUSER b\n").stages;
        assert.deepEqual(
            stage?.steps.map(({ keyword }) => keyword),
            ["RUN", "USER"],
        );
    });
});

describe(".dockerignore", () => {
    const table: readonly (readonly [list: string, out: readonly string[], stays: readonly string[]])[] = [
        ["node_modules", ["node_modules", "node_modules/a/b"], ["src/node_modules", "node_modules2"]],
        ["**/node_modules", ["node_modules/a", "src/x/node_modules/a"], ["src/nodes"]],
        ["*.md\n!README.md", ["a.md"], ["README.md", "docs/a.md"]],
        ["/build/", ["build", "build/a"], ["src/build"]],
        ["# remark\n\ndocs/**/*.txt", ["docs/a.txt", "docs/x/y/a.txt"], ["docs/a.md"]],
        ["a?c\n[x-z].js", ["abc", "x.js"], ["abbc", "a/c", "w.js"]],
        ["secret\n!secret/public", ["secret/key"], ["secret/public/a"]],
    ];
    for (const [list, out, stays] of table)
        it(`reads ${JSON.stringify(list)}`, () => {
            const ignored = ignoredBy(list);
            assert.deepEqual(
                [...out, ...stays].filter((path) => ignored.has(path)),
                out,
            );
        });
});

/** Whether an image for linux/amd64, and one for linux/arm64, is one for what it was asked for. */
const PLATFORMS: readonly (readonly [source: string, amd64: boolean, arm64: boolean])[] = [
    ["FROM node:22", true, true],
    ["FROM --platform=linux/amd64 node:22", true, false],
    ["FROM --platform=linux/arm64 node:22", false, true],
    ["FROM --platform=linux/arm64/v8 node:22", false, true],
    ["FROM --platform=arm64 node:22", false, true],
    ["FROM --platform=linux/x86_64 node:22", true, false],
    ["FROM --platform=windows/amd64 node:22", false, false],
    ["FROM --platform=$TARGETPLATFORM node:22", true, true],
    ["ARG P=linux/arm64\nFROM --platform=$P node:22", false, true],
    ["FROM --platform=linux/arm64 node:22 AS base\nFROM base", false, true],
    ["FROM --platform=linux/arm64 node:22 AS other\nFROM node:22\nCOPY --from=other /x /x", true, true],
];

const judged = ({ globalsOf, otherPlatform }: typeof playable) =>
    PLATFORMS.map(([source]) => {
        const recipe = readDockerfile(`${source}\n`, "Dockerfile");
        const fits = (platform: string) => !otherPlatform(recipe, globalsOf(recipe, {}, platformArgs(platform)));
        return [source, fits("linux/amd64"), fits("linux/arm64")];
    });

describe("the platform of an image", () => {
    it("is the one that was asked for, or the build is refused by its line", () => {
        assert.deepEqual(judged(playable), PLATFORMS);
        const recipe = readDockerfile("FROM --platform=linux/arm64 node:22\n", "Dockerfile");
        const globals = playable.globalsOf(recipe, {}, platformArgs("linux/amd64"));
        assert.equal(
            playable.refusalOf(recipe, { globals, oneUser: false, lends: true })?.message,
            "Dockerfile:1: FROM --platform=linux/arm64 makes an image for other processors than linux/amd64, which it is to run on; leave --platform out of it, or name these processors in the line's deploy.architecture",
        );
    });

    it("mutant: an image that stands on another stage is not looked at", () => {
        const file = "rehearsal/containers/build/playable";
        const wrong = mutated<typeof playable>(file, file, ["before ? under(before) : stage", "stage"]);
        assert.notDeepEqual(judged(wrong), PLATFORMS);
    });
});
