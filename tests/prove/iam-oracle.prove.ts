// Our evaluation of IAM against somebody else's, on questions that nobody thought of.
import assert from "node:assert/strict";

import fc from "fast-check";

import { decide } from "../../iam/evaluate";
import { anyQuestion, OPERATORS, type Asked } from "../iam/any-question";
import { simulate } from "../iam/simulator";
import { mutated } from "../support/mutant";

const QUESTIONS = 10_000;
const seed = Number(process.env["FAIRLEAD_SEED"] ?? Date.now() % 2 ** 31);

/** Draws questions until two answers differ; the drawn ones and, where there is one, the difference. */
async function difference(
    ours: typeof decide,
    numRuns: number,
): Promise<{ asked: Asked[]; allowed: number; found?: string }> {
    const asked: Asked[] = [];
    let allowed = 0;
    const agree = async (question: Asked) => {
        const { request, statements } = question;
        asked.push(question);
        const theirs = await simulate(request, statements);
        if (theirs === "true") allowed += 1;
        assert.equal(String(ours(request, statements).allowed), theirs);
    };
    const told = await fc.check(fc.asyncProperty(anyQuestion, agree), { seed, numRuns, endOnFailure: true });
    if (!told.failed) return { asked, allowed };
    return { asked, allowed, found: `${String(told.errorInstance)}\n${JSON.stringify(told.counterexample, null, 1)}` };
}

describe(`IAM, with the seed ${seed} (set FAIRLEAD_SEED to repeat it),`, () => {
    it(`is answered as an independent simulator answers it, ${QUESTIONS} times`, async () => {
        const { asked, allowed, found } = await difference(decide, QUESTIONS);
        if (found !== undefined) assert.fail(found);
        assert.equal(asked.length, QUESTIONS);
        const share = allowed / asked.length;
        assert.ok(
            share > 0.15 && share < 0.85,
            `${allowed} of ${asked.length} were allowed: too few cases of one kind`,
        );
        const written = JSON.stringify(asked.map(({ statements }) => statements));
        const words = [
            ...OPERATORS,
            "IfExists",
            "ForAnyValue:",
            "ForAllValues:",
            "NotAction",
            "NotResource",
            "NotPrincipal",
        ];
        const rare = words.filter((word) => written.split(word).length < 100);
        assert.deepEqual(rare, [], "these were hardly asked");
    });

    const mistakes: readonly (readonly [file: string, sound: string, wrong: string])[] = [
        [
            "conditions",
            "NumericLessThanEquals: (value, wanted) => Number(value) <=",
            "NumericLessThanEquals: (value, wanted) => Number(value) <",
        ],
        ["conditions", 'set === "ForAllValues" ||', ""],
        ["conditions", "StringLike: _patterns.like", "StringLike: same"],
        ["patterns", "write(valueOf(piece, context))", "writeRest(valueOf(piece, context))"],
        ["principals", 'effect === "Deny" && bounded', "false"],
    ];
    for (const [file, sound, wrong] of mistakes) {
        it(`mutant: ${wrong || `without ${sound}`} is found out`, async () => {
            const broken = mutated<{ decide: typeof decide }>("iam/evaluate", `iam/evaluate/${file}`, [sound, wrong]);
            const { found } = await difference(broken.decide, 3 * QUESTIONS);
            assert.ok(found, "nobody noticed");
        });
    }
});
