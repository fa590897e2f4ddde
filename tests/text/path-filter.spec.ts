import * as assert from "node:assert/strict";
import { createRequire } from "node:module";

import { pathsOf } from "../../components/account/deployments/paths";
import { anyPasses } from "../../text/path-filter";
import type * as filtering from "../../text/path-filter";
import { root } from "../support/program";
import { mutated } from "../support/mutant";

/** Each sentence and example of https://www.pulumi.com/docs/deployments/concepts/settings/path-filtering/ */
const PAGE: readonly (readonly [
    sentence: string,
    filters: readonly string[],
    changed: readonly string[],
    starts: boolean,
])[] = [
    ["a name matches only that one file", ["infrastructure/Pulumi.dev.yaml"], ["infrastructure/Pulumi.dev.yaml"], true],
    ["a name matches no other file", ["infrastructure/Pulumi.dev.yaml"], ["infrastructure/Pulumi.devXyaml"], false],
    ["a pattern must match the entire path", ["Pulumi.dev.yaml"], ["infrastructure/Pulumi.dev.yaml"], false],
    ["** matches every file anywhere under", ["infrastructure/**"], ["infrastructure/a/b/c.ts"], true],
    ["** matches nothing beside", ["infrastructure/**"], ["infrastructure.ts", "docs/infrastructure/a.md"], false],
    ["one changed file is enough", ["a/**"], ["b/x", "a/x"], true],
    ["no filters: every push", [], ["README.md"], true],
    ["only exclude filters: every other file", ["!docs/**"], ["src/x.ts"], true],
    ["only exclude filters: not what they match", ["!docs/**"], ["docs/x.md"], false],
    ["exclude always wins", ["!foo/**", "foo/bar/**"], ["foo/bar/main.ts"], false],
    ["the order does not matter", ["foo/bar/**", "!foo/**"], ["foo/bar/main.ts"], false],
    ["specific excludes leave the rest", ["foo/**", "!foo/baz/**"], ["foo/bar/main.ts"], true],
];

describe("a path filter", () => {
    for (const [sentence, filters, changed, starts] of PAGE)
        it(sentence, () => assert.equal(anyPasses(filters, changed), starts));

    it("mutant: read like .gitignore, a later include brings back what was left out", () => {
        const wrong = mutated<typeof filtering>("text/path-filter", "text/path-filter", [
            "!excludes.some",
            "excludes.some",
        ]);
        const differ = PAGE.filter(([, filters, changed, starts]) => wrong.anyPasses(filters, changed) !== starts);
        assert.ok(differ.some(([sentence]) => sentence === "exclude always wins"));
    });
});

describe("the paths of a stack", () => {
    const starts = (stack: string, ...changed: string[]): boolean => anyPasses(pathsOf(stack, ["web/**"]), changed);

    it("are its own settings and no other stack's", () => {
        assert.deepEqual(
            ["staging", "prod"].map((stack) => starts(stack, "Pulumi.staging.yaml")),
            [true, false],
        );
    });

    it("are the lockfile, and what its images are built of", () => {
        assert.deepEqual([starts("prod", "package-lock.json"), starts("prod", "web/src/a.ts")], [true, true]);
    });

    it("are not what only tells or tests", () => {
        assert.equal(
            starts("prod", "README.md", "docs/runbook.md", "tests/iam/groups.spec.ts", "rehearsal/engine.ts"),
            false,
        );
    });

    it("hold every file that the program loads", () => {
        const load = createRequire(__filename);
        load("../../stacks/environment");
        load("../../stacks/account");
        const ours = Object.entries(load.cache)
            .flatMap(([file, module]) => (module && file.startsWith(`${root}/stacks/`) ? reached(module) : []))
            .filter((file) => file.startsWith(root) && !file.includes("node_modules"))
            .map((file) => file.slice(root.length + 1));
        assert.ok(ours.length > 50);
        assert.deepEqual(
            ours.filter((file) => !starts("prod", file)),
            [],
        );
    });
});

function reached(module: NodeJS.Module, seen = new Set<string>()): string[] {
    if (seen.has(module.filename)) return [];
    seen.add(module.filename);
    module.children.forEach((child) => reached(child, seen));
    return [...seen];
}
