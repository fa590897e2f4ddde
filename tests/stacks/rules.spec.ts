import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { runInThisContext } from "node:vm";

import { ModuleKind, transpileModule } from "typescript";

import { filesIn } from "../../stacks/settings";
import { kinds } from "../../stacks/settings/kinds";
import type { parse } from "../../stacks/settings/parse";
import { rules } from "../../stacks/settings/rules";
import { memories } from "../../stacks/settings/rules/fargate-knows-the-pair-of-cpu-and-memory";
import type { About, Rule } from "../../stacks/settings/rules/rule";
import { schemaFor } from "../../stacks/settings/schema";
import { mistakes } from "./mistakes";
import type { Mistake } from "./mistakes/mistake";
import { changed, root, stackFile } from "./stack-files";

const folder = path.join(root, "stacks", "settings", "rules");
const files = readdirSync(folder).filter((file) => !["index.ts", "rule.ts"].includes(file));
/** Not a rule among the others: it looks at a document before its shape is known. */
const early = "no-secret-stands-in-the-settings.ts";

describe("rules", () => {
    it("are each a file, listed, with the page or the reason it comes from", () => {
        assert.equal(rules.length, files.length - 1);
        for (const file of files) {
            assert.match(
                readFileSync(path.join(folder, file), "utf8"),
                /^\/\/ \S/,
                `${file} does not say why it exists`,
            );
        }
    });

    it("each refuse something in the table of mistakes, and say nothing about a right stack", () => {
        const silent = rules.filter((rule) => !mistakes.some((mistake) => judged(rule, mistake).length > 0));
        // Names are judged by the stack's own name, and every kind carries images as yet: both are in settings.spec.ts.
        assert.equal(silent.length, 2);
        const right: Mistake = { title: "", stack: "prod", change: {}, says: "" };
        assert.deepStrictEqual(
            rules.flatMap((rule) => judged(rule, right)),
            [],
        );
    });

    it("know every pair of cpu and memory that Fargate sells", () => {
        const pairs = Object.values(memories).map((list) => [list.length, list[0], list.at(-1)]);
        assert.deepStrictEqual(pairs, [
            [3, 512, 2048],
            [4, 1024, 4096],
            [7, 2048, 8192],
            [13, 4096, 16384],
            [23, 8192, 30720],
            [12, 16384, 61440],
            [12, 32768, 122880],
        ]);
    });
});

/** Small changes that make a rule useless, and the mistake that must then go unseen. */
const mutants = [
    {
        file: "promotion-stays-in-one-account.ts",
        from: "theirs !== account",
        to: "false",
        unseen: "promotion to another account",
    },
    {
        file: "plain-http-is-loosened-by-name.ts",
        from: "=== undefined)",
        to: '=== "")',
        unseen: "plain HTTP that was not loosened",
    },
    {
        file: "lines-never-share-an-artifact-folder.ts",
        from: "folder.startsWith(scope)",
        to: "folder === scope",
        unseen: "a line in another's folder",
    },
    {
        file: "traffic-is-shared-out-among-two-tasks-at-least.ts",
        from: "count < 2",
        to: "count < 1",
        unseen: "a canary on one task",
    },
    {
        file: "only-the-first-environment-makes.ts",
        from: '"source", "build"',
        to: '"source"',
        unseen: "a build where releases are pulled",
    },
    {
        file: "docker-builds-a-folder-that-exists.ts",
        from: 'build?.kind === "docker"',
        to: "false",
        unseen: "a folder without a Dockerfile",
    },
    {
        file: "address-ranges-are-ranges.ts",
        from: "value % 2 ** (32 - size) === 0",
        to: "true",
        unseen: "an address range with a host in it",
    },
];

describe("the table of mistakes catches", () => {
    for (const { file, from, to, unseen } of mutants) {
        it(`${file} with ${to} for ${from}`, () => {
            const mistake = mistakes.find(({ title }) => title === unseen) as Mistake;
            const source = readFileSync(path.join(folder, file), "utf8");
            assert.ok(source.includes(from), `${file} no longer says ${from}`);
            assert.notDeepStrictEqual(judged(loaded(file, source), mistake), []);
            assert.deepStrictEqual(judged(loaded(file, source.replace(from, to)), mistake), []);
        });
    }

    it("the early look at secrets left out", () => {
        assert.ok(files.includes(early));
        const mistake = mistakes.find(({ title }) => title === "a nested secret") as Mistake;
        const mutant = loadedParse((source) => source.replace("...takeSecretsOut(document, about)", ""));
        const raw = changed(stackFile("Pulumi.staging.yaml"), mistake.change);
        const outcome = mutant.parse(kinds, raw, { project: "fairlead", environment: "staging" });
        assert.ok("problems" in outcome && !outcome.problems.some(({ is }) => is === "is encrypted"));
    });
});

function judged(rule: Rule, { stack, change }: Mistake): readonly unknown[] {
    const raw = changed(stackFile(`Pulumi.${stack}.yaml`), change);
    const mine = Object.entries(raw).filter(([key]) => key.startsWith("fairlead:"));
    const document = Object.fromEntries(mine.map(([key, value]) => [key.slice("fairlead:".length), value]));
    const { data } = schemaFor(kinds).safeParse(document);
    const about: About = { project: "fairlead", environment: stack, region: "eu-west-1", kinds, document, filesIn };
    return data ? rule(data, about) : [];
}

const loaded = (file: string, source: string): Rule => (run(path.join(folder, file), source) as { rule: Rule }).rule;

function loadedParse(mutate: (source: string) => string): { parse: typeof parse } {
    const file = path.join(root, "stacks", "settings", "parse.ts");
    const source = readFileSync(file, "utf8");
    assert.notEqual(mutate(source), source);
    return run(file, mutate(source)) as { parse: typeof parse };
}

/** A module from changed text, in the place of the file it was read from. */
function run(file: string, source: string): unknown {
    const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: 9 } });
    const module = { exports: {} };
    type Body = (exports: object, module: object, require: NodeJS.Require) => void;
    const body = runInThisContext(`(function (exports, module, require) {${outputText}
})`) as Body;
    body(module.exports, module, createRequire(file));
    return module.exports;
}
