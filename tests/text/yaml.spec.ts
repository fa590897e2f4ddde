import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { readProject } from "../../cli/plan/project";
import { targetOf } from "../../rehearsal/deployments/documents";
import { readBuildspec } from "../../rehearsal/jobs/buildspec";
import * as module from "../../text/yaml";
import { projectOfTests } from "../../tools/project";
import { build, commands } from "../rehearsal/jobs/fixture";
import { mutated } from "../support/mutant";
import { ENDLESS } from "./endless";

const { ofKnownSize, readYaml, UnreadableYaml } = module;

describe("YAML that others wrote", () => {
    it("is read as it is", () => {
        for (const file of ["Pulumi.staging.yaml", "Pulumi.yaml"]) {
            const text = readFileSync(join(projectOfTests(), file), "utf8");
            assert.deepEqual(readYaml(text).value, parse(text));
        }
        const { document, lineAt } = readYaml("a: 1\nb:\n  - c\n");
        assert.deepEqual([document.getIn(["b", 0]), lineAt(9)], ["c", 3]);
        assert.deepEqual(readYaml("a: &x [1]\nb: *x\nc:\n  <<: {d: 1}", { merge: true }).value, {
            a: [1],
            b: [1],
            c: { d: 1 },
        });
    });

    it("is told where a merge was not finished, by its first mark, and not where a text only looks like one", () => {
        const both = "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n";
        assert.throws(() => readYaml(both), /^Error: line 2: git could not merge this and left both versions/);
        assert.equal(readYaml("a: |\n  =======\n  text\n").value !== undefined, true);
    });

    it("is told by its first error alone, behind which the rest is only misread; keys that are there twice, all of them", () => {
        const said = (text: string, { readYaml: by } = module): (number | undefined)[] => {
            try {
                by(text);
                return [];
            } catch (error) {
                return (error as module.UnreadableYaml).problems.map(({ line }) => line);
            }
        };
        const tooFarLeft = "config:\n  notify:\n    - to: email\n    address: x\n    - to: slack\n      channel: y\n";
        const twice = "a: 1\na: 2\nb: 1\nb: 2\n";
        assert.deepEqual(
            [tooFarLeft, twice, `${twice}c: [\nd: e: f\n`].map((text) => said(text)),
            [[4], [2, 4], [2, 4, 6]],
        );
        const wrong = mutated<typeof module>("text/yaml", "text/yaml", ["lost === -1", "true"]);
        assert.notDeepEqual(said(tooFarLeft, wrong), [4]);
    });

    it("is told with what to do, in words for whoever wrote it", () => {
        const said = (text: string, { readYaml: by } = module): string => {
            try {
                by(text);
                return "";
            } catch (error) {
                return (error as Error).message.replace(/^line \d+: [^;]*; /, "");
            }
        };
        const indent = "indent this line like the others of its map, with all that stands below it";
        const told: readonly (readonly [text: string, help: string])[] = [
            ["a:\n  b: 1\n c: 2\n", indent],
            ["a: 1\na: 2\n", "this key stands above as well; keep one of them"],
            ["a:\n\tb: 1\n", "write blanks"],
            ["a: { b: 1\nc: 2\n", "a { or [ on a line before it is not closed"],
            ['a: "b\nc: 2\n', "a quote on this line, or before it, is not closed"],
            ["a: b: c\n", "put the value in quotes"],
            ["a: @b\n", "put the value in quotes"],
            ["a\nb: 1\n", "a key ends with a colon and a space, and an item of a list belongs below its key"],
            [Buffer.from("a: 1\n", "utf16le").toString("utf8"), "it is UTF-16, or no text; save it as UTF-8"],
        ];
        assert.deepEqual(
            told.map(([text]) => [text, said(text)]),
            told,
        );
        const wrong = mutated<typeof module>("text/yaml", "text/yaml-errors", ['help === ""', "true"]);
        assert.notEqual(said("a: 1\na: 2\n", wrong), told[1]?.[1]);
    });

    it("may be long: scripts are one word, and a hundred services are no attack", () => {
        const script = `a: |\n${"  if [[ x ]]; then echo '{'; fi\n".repeat(20_000)}`;
        assert.equal(Object.keys(readYaml(script).value as object).length, 1);
        const services = Array.from(
            { length: 100 },
            (_, at) => `  web-${at}:\n    deploy: { kind: ecs, port: 8080 }\n`,
        );
        assert.ok(readYaml(`services:\n${services.join("")}`).value);
    });

    for (const [title, [text, refusal]] of Object.entries(ENDLESS))
        describe(title, () => {
            it("is refused at once", () => {
                const began = Date.now();
                assert.throws(() => readYaml(text), UnreadableYaml);
                assert.throws(() => readYaml(text, { merge: true, schema: "failsafe" }), refusal);
                assert.ok(Date.now() - began < 3000, `${Date.now() - began} ms`);
            });

            it("is the error of the settings, by the file's name", () => {
                const folder = mkdtempSync(join(tmpdir(), "fairlead-yaml-"));
                const configFile = join(folder, "Pulumi.staging.yaml");
                writeFileSync(configFile, text);
                try {
                    const cwd = projectOfTests();
                    assert.throws(() => readProject({ stack: "staging", configFile, cwd }), /is not valid YAML: /);
                } finally {
                    rmSync(folder, { recursive: true });
                }
            });

            it("is an AppSpec that CodeDeploy refuses", () =>
                assert.throws(() => targetOf(text), { code: "InvalidRevisionException" }));

            it("is a buildspec with the reason", () =>
                assert.throws(() => readBuildspec(text), /^(Error: )?buildspec\.yml(, line \d+)?: /));
        });

    it("makes the job that is given it red, with the reason", async () => {
        for (const title of ["a list that contains itself", "brackets without end"]) {
            const { status, why = "" } = await build({
                buildspec: "buildspec.yml",
                files: { "buildspec.yml": ENDLESS[title]?.[0] ?? "" },
            });
            assert.equal(status, "FAILED");
            assert.match(why, /^DOWNLOAD_SOURCE: YAML_FILE_ERROR: buildspec\.yml.*nested more than 100 levels/);
        }
    });

    it("is not repeated where it is none: a line of it may hold a password", () => {
        for (const text of [
            'password: "hunter2',
            "a: 1\npassword: hunter2: x",
            "password: [hunter2",
            "a: 1\n\tpassword: hunter2",
        ])
            assert.throws(
                () => readYaml(text),
                (error: Error) => !error.message.includes("hunter2") && /line \d/.test(error.message),
                text,
            );
    });

    it("is no event where a job nests it without end, and the job is told", async () => {
        for (const depth of [500, 5_000, 50_000]) {
            const detail = `\`{"a":\`.repeat(${depth}) + "1" + "}".repeat(${depth})`;
            const entry = `{ Source: "x", DetailType: "y", Detail: ${detail} }`;
            const write = `node -e 'require("fs").writeFileSync("e", JSON.stringify([${entry}]))'`;
            const { status } = await build({
                buildspec: commands(write, "aws events put-events --entries file://e | grep MalformedDetail"),
            });
            assert.equal(status, "SUCCEEDED", String(depth));
        }
    });

    it("is as much a matter of JSON", () => {
        const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`) as unknown;
        assert.throws(() => ofKnownSize(deep), /nested more than 100 levels deep/);
        assert.throws(() => ofKnownSize(Array.from({ length: 100_001 }, () => 1)), /more than 100000 values/);
        assert.deepEqual(ofKnownSize({ a: [1, null, "b"] }), { a: [1, null, "b"] });
    });

    it("has no key by which nothing could be said of its objects any more", () => {
        for (const taken of ["toString", "valueOf"])
            assert.throws(() => readYaml(`a: [{ ${taken}: 1 }]`), new RegExp(`has a key called ${taken}`));
        assert.deepEqual(readYaml("a: toString").value, { a: "toString" });
        const careless = mutated<typeof module>("text/yaml", "text/yaml", ['"toString", "valueOf"', '"no such"']);
        assert.throws(() => String(careless.readYaml("{ toString: 1, valueOf: 1 }").value), TypeError);
    });

    const mistakes: readonly (readonly [title: keyof typeof ENDLESS, sound: string, wrong: string])[] = [
        ["a list that contains itself", "if (depth > DEEPEST)", "if (false)"],
        ["lists in lists on one line", "columns.push(column)", "columns.push"],
    ];
    for (const [title, sound, wrong] of mistakes)
        it(`mutant: ${wrong} says something else of ${title}`, () => {
            const { readYaml: broken } = mutated<typeof module>("text/yaml", "text/yaml", [sound, wrong]);
            const [text = "", refusal = /x/] = ENDLESS[title] ?? [];
            assert.throws(
                () => broken(text),
                (error: Error) => !refusal.test(error.message),
            );
        });
});
