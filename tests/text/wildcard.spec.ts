import assert from "node:assert/strict";

import type * as module from "../../text/wildcard";
import { wildcard } from "../../text/wildcard";
import { mutated } from "../support/mutant";
import { drawn } from "./escapes";

/** As slow as it is plain. */
function matches(pattern: string, text: string): boolean {
    if (pattern === "") return text === "";
    if (pattern.startsWith("*"))
        return matches(pattern.slice(1), text) || (text !== "" && matches(pattern, text.slice(1)));
    return text !== "" && pattern[0] === text[0] && matches(pattern.slice(1), text.slice(1));
}

const differs = (of: typeof wildcard): boolean => {
    const draw = drawn(7);
    const word = (letters: string, most: number) =>
        Array.from({ length: draw() * most }, () => letters[Math.floor(draw() * letters.length)]).join("");
    return Array.from({ length: 3000 }, () => [word("ab*1.", 8), word("ab1.", 10)] as const).some(
        ([pattern, text]) => of(pattern).test(text) !== matches(pattern, text),
    );
};

describe("a text with wildcards", () => {
    it("is what it says", () => {
        assert.equal(differs(wildcard), false);
        assert.ok(wildcard("a*\nb").test("a x\ny \nb"));
        assert.ok(wildcard("$(x)[*]").test("$(x)[anything]"));
    });

    it("is looked for in time that grows with its length", () => {
        const began = Date.now();
        assert.equal(wildcard(`${"*a".repeat(200)}b`).test("a".repeat(5000)), false);
        assert.ok(Date.now() - began < 2000);
    });

    it("mutant: a star that takes too much", () => {
        const { wildcard: wrong } = mutated<typeof module>("text/wildcard", "text/wildcard", [".*?", ".*"]);
        assert.ok(differs(wrong));
    });
});
