import * as assert from "node:assert/strict";
import { resolve } from "node:path";

import { z } from "zod";

import { kinds } from "../../stacks/kinds";
import { explain, type Issue } from "../../stacks/settings/mistakes/explain";
import { outlineOf } from "../../stacks/settings/mistakes/outline";
import { editDistance, nearestName } from "../../text/nearest";

/** Every code that zod has, each with a schema and a value that bring it about. */
const codes: Readonly<Record<Issue["code"], { schema: z.ZodType; value: unknown; is: string; allowed: string }>> = {
    invalid_type: { schema: z.boolean(), value: 1, is: "is 1", allowed: "true or false" },
    invalid_value: { schema: z.enum(["a", "b"]), value: "c", is: 'is "c"', allowed: "one of a, b" },
    invalid_format: { schema: z.email(), value: "x", is: 'is "x"', allowed: "a mail address" },
    invalid_key: {
        schema: z.record(z.string().max(2), z.string()),
        value: { long: "" },
        is: "is not a usable name",
        allowed: "text of at most 2 characters",
    },
    invalid_union: {
        schema: z.union([z.int().max(5), z.boolean()]),
        value: "x",
        is: 'is "x"',
        allowed: "a whole number up to 5, or true or false",
    },
    // JSON has no maps or sets to find a wrong element in; zod may still report it some day.
    invalid_element: { schema: z.unknown(), value: 1, is: "is 1", allowed: "another value" },
    too_small: {
        schema: z.array(z.string()).min(2),
        value: [],
        is: "is an empty list",
        allowed: "a list of at least 2 entries, each text",
    },
    too_big: { schema: z.number().max(2), value: 3, is: "is 3", allowed: "a number up to 2" },
    not_multiple_of: { schema: z.number().multipleOf(4), value: 3, is: "is 3", allowed: "a number in steps of 4" },
    unrecognized_keys: {
        schema: z.strictObject({}),
        value: { a: 1 },
        is: "is not a setting",
        allowed: "no setting at all",
    },
    custom: {
        schema: z.string().refine((text) => text === "", "nothing at all"),
        value: "x",
        is: 'is "x"',
        allowed: "nothing at all",
    },
};

describe("explain", () => {
    it("gives a folder that is there by its way from the project, and an example for one that is not", () => {
        const folder = z.string().regex(/^[^/\s]\S*$/);
        const schema = z.strictObject({ setting: folder.meta({ isFolder: true, examples: ["../my-service"] }) });
        const told = (setting: string, there: string) => {
            const document = { setting };
            const [issue] = schema.safeParse(document).error?.issues ?? [];
            assert.ok(issue);
            const filesIn = (asked: string) => (asked === there ? [] : undefined);
            const subject = { project: "fairlead", environment: "prod", kinds, document, outline: outlineOf(schema) };
            return explain(issue, { ...subject, filesIn })[0]?.fix;
        };
        const set = (value: string) => [{ verb: "set", project: "fairlead", path: ["setting"], value }];
        assert.deepStrictEqual(told(resolve("src/shop"), "./src/shop"), set("./src/shop"));
        assert.deepStrictEqual(told(resolve("../shop"), "../shop"), set("../shop"));
        assert.deepStrictEqual(told(resolve("../shop"), "../other"), set("../my-service"));
    });

    for (const [code, { schema, value, is, allowed }] of Object.entries(codes)) {
        it(`says what zod's ${code} is about`, () => {
            const whole = z.strictObject({ setting: schema });
            const document = { setting: value };
            const made = { code: "invalid_element", path: ["setting"], message: "" } as unknown as Issue;
            const [issue = made] = whole.safeParse(document).error?.issues ?? [];
            assert.equal(issue.code, code);
            const outline = outlineOf(whole);
            const [problem] = explain(issue, { project: "fairlead", environment: "prod", kinds, document, outline });
            assert.deepStrictEqual({ is: problem?.is, allowed: problem?.allowed }, { is, allowed });
            assert.notEqual(problem?.fix.length, 0);
        });
    }

    it("is told when zod invents a code, instead of printing a riddle", () => {
        const issue = { code: "brand_new", path: [], message: "" } as unknown as Issue;
        const subject = { project: "fairlead", environment: "prod", kinds, document: {}, outline: {} };
        assert.throws(() => explain(issue, subject), /zod reports an issue that explain.ts does not know/);
    });
});

describe("nearest name", () => {
    it("sees through typing errors, and no further", () => {
        const known = ["healthPath", "count", "cpu", "memory"];
        assert.equal(nearestName("heathPath", known), "healthPath");
        assert.equal(nearestName("healthpath", known), "healthPath");
        assert.equal(nearestName("coutn", known), "count");
        assert.equal(nearestName("cpus", known), "cpu");
        assert.equal(nearestName("image", known), undefined);
        assert.equal(nearestName("env", [...known, "environment"]), "environment");
        assert.equal(nearestName("env", ["environment", "envelope"]), undefined, "it could be either");
        assert.equal(nearestName("en", ["environment"]), undefined, "two letters say too little");
    });

    it("counts insertions, removals, replacements and swaps", () => {
        assert.deepStrictEqual(
            [
                editDistance("", "abc"),
                editDistance("abc", "abc"),
                editDistance("abc", "acb"),
                editDistance("kitten", "sitting"),
            ],
            [3, 0, 1, 3],
        );
        assert.equal(editDistance("x".repeat(1e6), "y"), Infinity);
    });
});
