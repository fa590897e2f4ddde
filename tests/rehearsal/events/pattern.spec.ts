import assert from "node:assert/strict";

import type { Json } from "../../../plan/document";
import type * as patterns from "../../../rehearsal/events/pattern";
import { matches, patternOf, whyNot } from "../../../rehearsal/events/pattern";
import { mutated } from "../../support/mutant";

type Case = readonly [wanted: Json, value: Json | undefined, matches: boolean];
const absent = undefined;

/** What stands under `detail.x` of a pattern, and what under `detail.x` of an event. */
const TABLE: Readonly<Record<string, readonly Case[]>> = {
    "a plain value": [
        [["a"], "a", true],
        [["a"], "A", false],
        [["a", "b"], "b", true],
        [["1"], 1, false],
        [[1], 1, true],
        [[true], true, true],
        [[false], 0, false],
        [[null], null, true],
        [[null], absent, false],
        [[""], "", true],
        [["a"], { a: "a" }, false],
    ],
    "any element of a list": [
        [["a"], ["b", "a"], true],
        [["a"], ["b"], false],
        [["a"], [], false],
        [["a"], [["a"]], true],
        [[{ "anything-but": "a" }], ["a", "b"], true],
        [[{ "anything-but": "a" }], ["a", "a"], false],
    ],
    prefix: [
        [[{ prefix: "eu-" }], "eu-west-1", true],
        [[{ prefix: "eu-" }], "EU-west-1", false],
        [[{ prefix: "eu-" }], "not-eu-west-1", false],
        [[{ prefix: { "equals-ignore-case": "eu-" } }], "EU-west-1", true],
        [[{ prefix: "1" }], 1, false],
    ],
    suffix: [
        [[{ suffix: ".zip" }], "a.zip", true],
        [[{ suffix: ".zip" }], "a.zip.bak", false],
        [[{ suffix: { "equals-ignore-case": ".zip" } }], "a.ZIP", true],
    ],
    "equals-ignore-case": [
        [[{ "equals-ignore-case": "alice" }], "AliCe", true],
        [[{ "equals-ignore-case": "alice" }], "bob", false],
    ],
    wildcard: [
        [[{ wildcard: "a*z" }], "abcz", true],
        [[{ wildcard: "a*z" }], "az", true],
        [[{ wildcard: "a*z" }], "abc", false],
        [[{ wildcard: "a.z" }], "abz", false],
        [[{ wildcard: "dir/*.png" }], "dir/a/b.png", true],
        [[{ wildcard: "a\\*z" }], "a*z", true],
        [[{ wildcard: "a\\*z" }], "abz", false],
        [[{ wildcard: "a\\\\*" }], "a\\b", true],
    ],
    exists: [
        [[{ exists: true }], "x", true],
        [[{ exists: true }], null, true],
        [[{ exists: true }], absent, false],
        [[{ exists: true }], { y: 1 }, false],
        [[{ exists: true }], [], false],
        [[{ exists: false }], absent, true],
        [[{ exists: false }], null, false],
        [[{ exists: false }], { y: 1 }, true],
        [[{ exists: false }, "a"], "a", true],
    ],
    numeric: [
        [[{ numeric: ["=", 3] }], 3, true],
        [[{ numeric: ["=", 3] }], "3", false],
        [[{ numeric: [">", 0, "<=", 5] }], 5, true],
        [[{ numeric: [">", 0, "<=", 5] }], 0, false],
        [[{ numeric: [">=", 0, "<", 5] }], 0, true],
        [[{ numeric: [">=", 0, "<", 5] }], 5, false],
        [[{ numeric: ["<", -1] }], -2, true],
    ],
    cidr: [
        [[{ cidr: "10.0.0.0/24" }], "10.0.0.255", true],
        [[{ cidr: "10.0.0.0/24" }], "10.0.1.0", false],
        [[{ cidr: "10.0.0.0/24" }], "host", false],
        [[{ cidr: "2001:db8::/32" }], "2001:db8::1", true],
    ],
    "anything-but": [
        [[{ "anything-but": "a" }], "b", true],
        [[{ "anything-but": "a" }], "a", false],
        [[{ "anything-but": "a" }], absent, false],
        [[{ "anything-but": ["a", "b"] }], "b", false],
        [[{ "anything-but": 5 }], 5, false],
        [[{ "anything-but": [5, 6] }], 7, true],
        [[{ "anything-but": { prefix: "init" } }], "initial", false],
        [[{ "anything-but": { prefix: "init" } }], "running", true],
        [[{ "anything-but": { prefix: ["a", "b"] } }], "bc", false],
        [[{ "anything-but": { suffix: ".txt" } }], "a.txt", false],
        [[{ "anything-but": { "equals-ignore-case": ["INIT"] } }], "init", false],
        [[{ "anything-but": { wildcard: "*/lib/*" } }], "a/lib/b", false],
        [[{ "anything-but": { wildcard: "*/lib/*" } }], "a/bin/b", true],
    ],
};

type Patterns = Pick<typeof patterns, "matches" | "patternOf">;

/** The cases of a table that are answered otherwise than the table says. */
function wrongIn(cases: readonly Case[], { matches, patternOf }: Patterns): readonly string[] {
    return cases
        .filter(([wanted, value, expected]) => {
            const event: Json = { detail: value === undefined ? { other: 1 } : { x: value } };
            return matches(patternOf({ detail: { x: wanted } }), event) !== expected;
        })
        .map(([wanted, value]) => `${JSON.stringify(wanted)} on ${JSON.stringify(value)}`);
}

describe("event patterns", () => {
    for (const [what, cases] of Object.entries(TABLE)) {
        it(`match ${what} as EventBridge does`, () => {
            assert.deepEqual(wrongIn(cases, { matches, patternOf }), []);
        });
    }

    const mistakes: readonly (readonly [what: string, sound: string, wrong: string])[] = [
        ["a plain value", "value === item", "value == item"],
        ["prefix", "startsWith(wanted)", "includes(wanted)"],
        ["suffix", "endsWith(wanted)", "includes(wanted)"],
        ["wildcard", '".*"', '"[^/]*"'],
        ["exists", 'holds: "nothing"', "holds: (value) => value === null"],
        ["numeric", "value <= wanted", "value < wanted"],
        ["anything-but", "!values.includes(value)", "!values.includes(String(value))"],
    ];
    for (const [what, sound, wrong] of mistakes) {
        it(`mutant: ${what} with ${wrong} is found out by its table`, () => {
            const [entry, file] = ["rehearsal/events/pattern", "rehearsal/events/comparisons"];
            const broken = mutated<Patterns>(entry, file, [sound, wrong]);
            assert.notDeepEqual(wrongIn(TABLE[what] ?? [], broken), []);
        });
    }

    it("want every field, and of a list of objects one that has all", () => {
        const pattern = patternOf({ detail: { images: { tag: ["live"], size: [{ numeric: ["<", 9] }] }, ok: [true] } });
        const event = (...images: Json[]): Json => ({ detail: { images, ok: true } });
        assert.equal(matches(pattern, event({ tag: "old", size: 3 }, { tag: "live", size: 3 })), true);
        assert.equal(matches(pattern, event({ tag: "old", size: 3 }, { tag: "live", size: 30 })), false);
        assert.equal(matches(pattern, { detail: { images: { tag: "live", size: 3 }, ok: false } }), false);
    });

    it("want one of the alternatives of $or, beside the other fields", () => {
        const pattern = patternOf({
            source: ["s"],
            $or: [{ detail: { a: [1] } }, { detail: { b: [{ exists: true }], c: [2] } }],
        });
        assert.equal(matches(pattern, { source: "s", detail: { a: 1 } }), true);
        assert.equal(matches(pattern, { source: "s", detail: { b: 0, c: 2 } }), true);
        assert.equal(matches(pattern, { source: "s", detail: { b: 0 } }), false);
        assert.equal(matches(pattern, { source: "t", detail: { a: 1 } }), false);
    });

    it("say to a person why they do not match: the first place, what was wanted, what was there", () => {
        const event: Json = { source: "aws.s3", detail: { bucket: { name: "b" }, n: 7, list: [] } };
        const why = (pattern: Json) => whyNot(patternOf(pattern), event);
        assert.equal(why({ source: ["aws.ecr", "aws.s4"] }), 'source is "aws.s3", wanted is "aws.ecr" or "aws.s4"');
        assert.equal(
            why({ source: ["aws.s3"], detail: { bucket: { name: [{ prefix: "c" }, { suffix: "d" }] } } }),
            'detail.bucket.name is "b", wanted is a text that begins with "c" or a text that ends with "d"',
        );
        assert.equal(why({ detail: { key: [{ exists: true }] } }), "detail.key is missing, wanted is any value");
        assert.equal(
            why({ detail: { n: [{ numeric: [">", 0, "<=", 5] }] } }),
            "detail.n is 7, wanted is a number > 0 and <= 5",
        );
        assert.equal(why({ detail: { bucket: ["b"] } }), 'detail.bucket is an object, {"name":"b"}, wanted is "b"');
        assert.equal(
            why({ $or: [{ source: ["x"] }, { detail: { n: [8] } }] }),
            'none of 2 alternatives holds: source is "aws.s3", wanted is "x"; detail.n is 7, wanted is 8',
        );
        assert.equal(why({ source: [{ prefix: "aws." }] }), undefined);
    });

    const wrong: readonly (readonly [pattern: Json, saying: RegExp])[] = [
        [{}, /the pattern is \{\}, allowed is an object with at least one field/],
        ["x", /the pattern is "x"/],
        [{ source: "aws.s3" }, /source is "aws.s3", allowed is a list/],
        [{ source: [] }, /source is \[\], allowed is a list with at least one value/],
        [{ detail: { a: {} } }, /detail\.a is \{\}/],
        [{ a: [["b"]] }, /a is \["b"\], allowed is a value or a comparison/],
        [{ a: [{ contains: "b" }] }, /allowed is one of prefix, suffix, .*anything-but/],
        [{ a: [{ prefix: "b", suffix: "c" }] }, /allowed is one of/],
        [{ a: [{ prefix: 1 }] }, /a\.prefix is 1, allowed is a text/],
        [{ a: [{ prefix: { wildcard: "b" } }] }, /a\.prefix is .*equals-ignore-case/],
        [{ a: [{ exists: "true" }] }, /a\.exists is "true", allowed is true or false/],
        [{ a: [{ numeric: ["~", 1] }] }, /a\.numeric is \["~",1\]/],
        [{ a: [{ numeric: [">", 5, "<", 5] }] }, /a\.numeric/],
        [{ a: [{ numeric: ["<", 5, ">", 1] }] }, /a\.numeric/],
        [{ a: [{ numeric: ["=", 6e9] }] }, /a\.numeric/],
        [{ a: [{ wildcard: "a**b" }] }, /without two wildcards in a row/],
        [{ a: [{ wildcard: "a\\b" }] }, /stands before \* or/],
        [{ a: [{ cidr: "10.0.0.0/33" }] }, /a block like/],
        [{ a: [{ "anything-but": [] }] }, /texts or numbers, not both/],
        [{ a: [{ "anything-but": ["a", 1] }] }, /texts or numbers, not both/],
        [{ a: [{ "anything-but": { prefix: "" } }] }, /a text that is not empty/],
        [{ a: [{ "anything-but": { exists: true } }] }, /values, or one of prefix/],
        [{ $or: [{ a: [1] }] }, /\$or is .*at least two patterns/],
    ];
    for (const [pattern, saying] of wrong) {
        it(`refuses ${JSON.stringify(pattern)} by the place that is wrong`, () => {
            assert.throws(() => patternOf(pattern), { code: "InvalidEventPatternException", message: saying });
        });
    }
});
