import * as assert from "node:assert/strict";

import fc from "fast-check";

import type * as module from "../../../components/shared/listener-rule";
import {
    conditionsOf,
    covers,
    meet,
    patternCovers,
    priorityOf,
    type Requests,
    requestsOf,
    sharing,
} from "../../../components/shared/listener-rule";
import { wildcard } from "../../../text/wildcard";
import { mutated } from "../../support/mutant";

const FILE = "components/shared/listener-rule";

const takes = (pattern: string, text: string): boolean => wildcard(pattern, "?").test(text);
const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });

/** Holds whatever two patterns say against what they take of a text. */
function judged({ meet: meets, patternCovers: covering }: Pick<typeof module, "meet" | "patternCovers">): void {
    fc.assert(
        fc.property(pattern, pattern, text, (one, other, asked) => {
            const [first, second] = [takes(one, asked), takes(other, asked)];
            if (first && second) assert.ok(meets({ paths: [one] }, { paths: [other] }), "both take it");
            if (covering(one, other) && second) assert.ok(first, "the wider one takes it");
            assert.equal(covering(one, asked), first);
        }),
        { numRuns: 2000 },
    );
}

describe("a line's rule at a shared listener", () => {
    it("asks for host and paths in AWS's words, and says that it takes everything", () => {
        const asked = (written: object, domain?: string) => conditionsOf(requestsOf(sharing.parse(written), domain));
        assert.deepEqual(asked({ host: "a.example.com", paths: ["/b", "/b/*"] }), [
            { hostHeader: { values: ["a.example.com"] } },
            { pathPattern: { values: ["/b", "/b/*"] } },
        ]);
        assert.deepEqual(asked({}, "a.example.com"), [{ hostHeader: { values: ["a.example.com"] } }]);
        assert.deepEqual(asked({ paths: ["/b", "/*"] }), [{ pathPattern: { values: ["/*"] } }]);
    });

    it("refuses what AWS does", () => {
        for (const written of [
            { host: "example" },
            { host: "a.example.c0m" },
            { host: "A.example.com" },
            { host: `${"a".repeat(125)}.com` },
            { paths: [] },
            { paths: ["orders"] },
            { paths: ["/a?b=c#d"] },
            { paths: [`/${"a".repeat(128)}`] },
            { paths: ["/a", "/b", "/c", "/d"] },
            { priority: 0 },
            { priority: 10_000 },
        ])
            assert.equal(sharing.safeParse(written).success, false, JSON.stringify(written));
    });

    it("has a number by its kind and its own name, which no other line changes", () => {
        const asked: readonly Requests[] = [
            { host: "a.example.com", paths: ["/b"] },
            { host: "a.example.com" },
            { paths: ["/b"] },
            {},
        ];
        assert.deepEqual(
            asked.map((each) => priorityOf("web", {}, each)),
            [14102, 24102, 34102, 44102],
        );
        assert.equal(priorityOf("web", { priority: 7 }, {}), 7);
    });

    it("knows which patterns meet, and which one covers another", () => {
        judged({ meet, patternCovers });
        assert.ok(!meet({ host: "a.example.com" }, { host: "b.example.com" }));
        assert.ok(!meet({ paths: ["/orders", "/orders/*"] }, { paths: ["/order/*"] }));
        assert.ok(meet({ host: "*.example.com" }, { paths: ["/orders/*"] }));
        assert.ok(covers({}, { host: "a.example.com" }));
        assert.ok(!covers({ host: "a.example.com" }, { paths: ["/"] }));
        assert.ok(covers({ paths: ["/orders*"] }, { host: "a.example.com", paths: ["/orders", "/orders/*"] }));
        assert.ok(!covers({ paths: ["/orders/*"] }, {}));
        assert.ok(!patternCovers("/?", "/*"));
    });

    const mutants: readonly (readonly [string, string, string])[] = [
        ["a star that is no letter's", 'if (letter === "*")', 'if (letter === "#")'],
        ["a mark that stands for a star", 'a === "?" && b !== "*"', 'a === "?"'],
        ["a star of the other that ends at once", "next.add(at)", "next.add(at + 1)"],
    ];
    for (const [says, sound, wrong] of mutants)
        it(`mutant: ${says}`, () => {
            const broken = mutated<typeof module>(FILE, FILE, [sound, wrong]);
            assert.throws(() => {
                judged(broken);
                assert.ok(!broken.patternCovers("/?", "/*"));
            });
        });
});
