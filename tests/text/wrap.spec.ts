import assert from "node:assert/strict";

import { fill, pageWidth } from "../../text/wrap";
import type * as wraps from "../../text/wrap";
import { mutated } from "../support/mutant";

const PATH = `/tmp/${"deep/".repeat(20)}Pulumi.staging.yaml`;

describe("a message as a page", () => {
    it("is broken between words, and below where it begins", () => {
        const lines = fill(`no settings for stack "nope": ${"word ".repeat(20)}end`, "error: ").split("\n");
        assert.ok(lines.every((line) => line.length <= pageWidth));
        assert.match(lines[0] ?? "", /^error: no settings/);
        assert.ok(lines.slice(1).every((line) => /^ {2}\S/.test(line)));
    });

    it("keeps a path whole, and lines that are laid out", () => {
        assert.equal(fill(`look into ${PATH} once more`, "error: "), `error: look into\n  ${PATH}\n  once more`);
        const row = `  ${"a row of YAML: ".repeat(8)}`;
        assert.equal(fill(`in it, write\n${row}`, "error: "), `error: in it, write\n${row}`);
        assert.equal(fill("", "error: "), "error: ");
    });

    it("mutant: a page without an end", () => {
        const wrong = mutated<typeof wraps>("text/wrap", "text/wrap", ["so.length + 1 + word.length", "0"]);
        assert.ok(
            wrong.fill("word ".repeat(40), "").length > pageWidth && !wrong.fill("word ".repeat(40), "").includes("\n"),
        );
    });
});
