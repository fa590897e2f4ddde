import assert from "node:assert/strict";

import type * as sound from "../../../rehearsal/events/glob";
import { globOf } from "../../../rehearsal/events/glob";
import { mutated } from "../../support/mutant";

type Glob = typeof sound;

/** By https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html: pattern, what it matches, what it does not. */
const TABLE: readonly (readonly [pattern: string, matches: readonly string[], not: readonly string[]])[] = [
    ["*.java", ["Main.java", ".java"], ["src/Main.java", "Main.class"]],
    ["*.*", ["a.b", "."], ["README"]],
    ["*.{java,class}", ["Main.java", "Main.class"], ["Main.jar", "Main."]],
    ["foo.?", ["foo.c"], ["foo.", "foo.cc", "foo./"]],
    ["my-file.jar", ["my-file.jar"], ["lib/my-file.jar", "my-file_jar"]],
    ["directory/**", ["directory/a", "directory/a/b"], ["directory", "other/directory/a"]],
    ["directory/*", ["directory/a"], ["directory/a/b"]],
    ["**", ["a", "a/b/c"], []],
    ["**/README.md", ["docs/README.md", "a/b/README.md"], ["README.md"]],
    ["common/**/*.js", ["common/a/b.js", "common/a/b/c.js"], ["common/a.js"]],
    ["release-[0-9]", ["release-1"], ["release-x", "release-10"]],
    ["release-[!0-9]", ["release-x"], ["release-1", "release-/"]],
    ["[*?]", ["*", "?"], ["a"]],
    ["[-a]", ["-", "a"], ["b"]],
    ["v\\*", ["v*"], ["v1"]],
    ["a+(b)|c.d^$", ["a+(b)|c.d^$"], ["aab"]],
    ["a,b", ["a,b"], ["a"]],
    [".github/**", [".github/workflows/x.yml"], ["xgithub/a"]],
];

const matches = (glob: Glob["globOf"], pattern: string, name: string): boolean | undefined => glob(pattern)?.test(name);

describe("patterns of triggers", () => {
    for (const [pattern, names, others] of TABLE)
        it(`${pattern} means what AWS's page says`, () => {
            for (const name of names) assert.equal(matches(globOf, pattern, name), true, name);
            for (const name of others) assert.equal(matches(globOf, pattern, name), false, name);
        });

    it("that are none are told apart", () => {
        for (const wrong of ["{a", "{a,{b,c}}", "[a", "a\\", "[]"]) assert.equal(globOf(wrong), undefined, wrong);
    });

    const mutants: readonly (readonly [what: string, sound: string, wrong: string, seen: readonly [string, string]])[] =
        [
            ["a star that crosses folders", '"[^/]*"', '".*"', ["directory/*", "directory/a/b"]],
            ["a match of a part", "`^${expression}$`", "`${expression}`", ["my-file.jar", "lib/my-file.jar"]],
            [
                "a dot that is any character",
                "return [one, literal(one)];",
                "return [one, one];",
                ["my-file.jar", "my-file_jar"],
            ],
        ];
    for (const [what, from, to, [pattern, name]] of mutants)
        it(`mutant: ${what} is seen`, () => {
            const { globOf: wrong } = mutated<Glob>("rehearsal/events/glob", "rehearsal/events/glob", [from, to]);
            assert.notEqual(matches(wrong, pattern, name), matches(globOf, pattern, name));
        });
});
