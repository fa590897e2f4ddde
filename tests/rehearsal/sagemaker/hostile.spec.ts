import assert from "node:assert/strict";

import fc from "fast-check";

import type { Json, JsonObject } from "../../../plan/document";
import { Refused } from "../../../rehearsal/account/gateway";
import { readDefinition } from "../../../rehearsal/sagemaker/definition";
import { abalone, TrainingFixture } from "./fixture";

/** The sound definition with anything at all in the place of some of its values. */
function disfigured(value: Json, at: readonly number[], by: readonly Json[]): Json {
    let count = 0;
    const walk = (each: Json): Json => {
        count += 1;
        const hit = at.indexOf(count);
        if (hit !== -1) return by[hit] ?? null;
        if (Array.isArray(each)) return (each as Json[]).map(walk);
        if (typeof each !== "object" || each === null) return each;
        return Object.fromEntries(Object.entries(each as JsonObject).map(([name, inner]) => [name, walk(inner)]));
    };
    return walk(value);
}

const anything = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const places = fc.array(fc.integer({ min: 2, max: 230 }), { minLength: 1, maxLength: 4 });
const definitions = fc
    .tuple(places, fc.array(anything, { minLength: 4, maxLength: 4 }))
    .map(([at, by]) => JSON.stringify(disfigured(abalone(), at, by)));

describe("a definition that somebody disfigured", function () {
    this.timeout(60_000);

    it("is refused in words, or read", () => {
        fc.assert(
            fc.property(fc.oneof(definitions, fc.json(), fc.string()), (text) => {
                try {
                    readDefinition(text);
                } catch (error) {
                    assert.ok(error instanceof Refused, String(error));
                }
            }),
            { numRuns: 300 },
        );
    });

    it("is refused where it has a key by which its objects could not be told of", () => {
        const text = JSON.stringify(
            disfigured(abalone(), [6], [JSON.parse('{ "toString": 1, "valueOf": 1 }') as Json]),
        );
        assert.throws(() => readDefinition(text), Refused);
    });

    it("ends a run in words, and never the rehearsal", async () => {
        const fixture = await new TrainingFixture(abalone()).up();
        const ended = new Set<string>();
        // What is sound would train for real; without its data nothing does.
        const without = (text: string) => text.replaceAll("/digits/data", "/digits/nothing");
        await fc.assert(
            fc.asyncProperty(definitions, async (text) => {
                try {
                    const run = await fixture.redefine(() => without(text)).start();
                    ended.add(run.end?.status ?? "never");
                    assert.notEqual(run.end, undefined);
                } catch (error) {
                    assert.ok(error instanceof Refused, String(error));
                }
            }),
            { numRuns: 100 },
        );
        assert.ok(ended.has("Failed") && !ended.has("never"), [...ended].join(", "));
        fixture.test.remove();
    });
});
