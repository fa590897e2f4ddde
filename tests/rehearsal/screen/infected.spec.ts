import assert from "node:assert/strict";

import type * as stories from "../../../rehearsal/screen/story";
import { summarise } from "../../../rehearsal/screen/summary";
import { paintFor } from "../../../text/terminal";
import { assertHarmless, drawn, escapeText } from "../../text/escapes";
import { mutated } from "../../support/mutant";
import { infected, shownOf } from "./infected";
import { sampleRehearsal } from "./sample";

describe("a rehearsal of a stranger's application", () => {
    it("is shown in the terminal, in logs, as JSON and in the report without doing anything there", async () => {
        const sample = await sampleRehearsal();
        for (let seed = 1; seed <= 10; seed++) {
            const draw = drawn(seed);
            const text = () => escapeText(draw);
            const facts = infected(sample.facts, text);
            for (const [where, said] of Object.entries(shownOf(sample, facts, text)))
                assertHarmless(said, `${where}, seed ${seed}`, { colours: true });
        }
    });

    it("begins no line of a log that looks like ours", async () => {
        const sample = await sampleRehearsal();
        const forged = "\n  12.3s  prod web-ship  green";
        const { plain = "" } = shownOf(
            sample,
            infected(sample.facts, () => forged),
            () => forged,
        );
        assert.ok(plain.includes("12.3s  prod web-ship  green"));
        assert.ok(!plain.split("\n").some((line) => line.startsWith("  12.3s  prod web-ship")));
    });

    for (const [file, mistake] of [
        ["rehearsal/screen/story", ["_printable.printableAll.call(void 0, fact.data)", "fact.data"]],
        ["rehearsal/screen/log", ["_printable.printable.call(void 0, ", "String("]],
    ] as const)
        it(`mutant: without it in ${file}, something arrives`, async () => {
            const sample = await sampleRehearsal();
            const draw = drawn(1);
            const facts = infected(sample.facts, () => escapeText(draw));
            const { Story: Wrong } = mutated<typeof stories>("rehearsal/screen/story", file, mistake);
            const story = new Wrong(sample.plans);
            for (const fact of facts) story.apply(fact);
            const page = {
                blobs: sample.blobs,
                paint: paintFor({}),
                findings: [],
                shortcomings: [],
                fidelity: [],
                report: "",
            };
            assert.throws(() => assertHarmless(summarise(story, page), "mutant"), /mutant/);
        });
});
