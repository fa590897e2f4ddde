import assert from "node:assert/strict";

import { assumptionsBelow, assumptionsIn, unverifiedPage } from "../../tools/unverified";
import { matchesGolden } from "../support/golden";
import { root } from "../support/program";

describe("what only an account can settle", () => {
    it("is the page in the docs, made of the marks beside the code", () => {
        const assumptions = assumptionsBelow(root);
        assert.ok(assumptions.length > 0);
        matchesGolden("../../docs/unverified.md", unverifiedPage(assumptions));
    });

    it("is read from comments of one line or several, in TypeScript and in shell", () => {
        const mark = (comment: string) => [
            `${comment} unverified: the moon is round`,
            `${comment} | fails as: it casts a square | settle: \`look up\``,
            "code();",
        ];
        const round = { assumes: "the moon is round", failsAs: "it casts a square", settle: "`look up`" };
        assert.deepEqual(assumptionsIn("a.ts", mark("//").join("\n")), [{ at: "a.ts:1", ...round }]);
        assert.deepEqual(assumptionsIn("a.sh", ["true", ...mark("    #")].join("\n")), [{ at: "a.sh:2", ...round }]);
    });

    it("mutant: a mark that does not say what settles it is refused", () => {
        assert.throws(
            () => assumptionsIn("a.ts", "// unverified: the moon is round | fails as: it casts a square\n"),
            /^Error: a\.ts:1 leaves open how its failure would show or what settles it/,
        );
    });
});
