// Documents that a few bytes make endless, or too much for what reads them.
const letters = [..."bcdefghij"];

export const ENDLESS: Readonly<Record<string, readonly [text: string, refusal: RegExp]>> = {
    "a list that contains itself": [
        "version: &a [*a]",
        /nested more than 100 levels deep, or contains itself by an alias/,
    ],
    "a map that contains itself": ["version: &a\n  b: *a", /contains itself by an alias/],
    "a merge with itself": [
        "version: &a\n  <<: *a\n  c: 1",
        /contains itself|Excessive alias count|resource exhaustion/,
    ],
    "a billion laughs": [
        [
            "a: &a [x,x,x,x,x,x,x,x,x]",
            ...letters.map((name, at) => `${name}: &${name} [${many("abcdefghij"[at] ?? "")}]`),
        ].join("\n"),
        /Excessive alias count/,
    ],
    "brackets without end": ["[".repeat(100_000), /nested more than 100 levels deep/],
    "brackets with an end": [`${"[".repeat(100_000)}${"]".repeat(100_000)}`, /nested more than 100 levels deep/],
    "maps in maps": [`${"{a: ".repeat(5000)}x${"}".repeat(5000)}`, /nested more than 100 levels deep/],
    "lists in lists on one line": [`${"- ".repeat(5000)}x`, /nested more than 100 levels deep/],
    "blocks in blocks": [
        Array.from({ length: 500 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
        /nested more than 100/,
    ],
    "questions in questions": ["? ".repeat(20_000), /nested more than 100 levels deep/],
    "keys without end": [Array.from({ length: 50_000 }, (_, at) => `k${at}: 1`).join("\n"), /longer than 50000 words/],
    "aliases without end": [
        `a: &a 1\nb: [${Array.from({ length: 50_000 }, () => "*a").join(",")}]`,
        /longer than 50000 words|Excessive alias/,
    ],
    "an alias of nothing": ["version: *nothing", /Unresolved alias|nothing/],
};

function many(name: string): string {
    return Array<string>(9).fill(`*${name}`).join(",");
}
