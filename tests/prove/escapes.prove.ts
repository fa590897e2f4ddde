import assert from "node:assert/strict";

import { printable, printableJson } from "../../text/printable";
import { infected, shownOf } from "../rehearsal/screen/infected";
import { sampleRehearsal } from "../rehearsal/screen/sample";
import { assertHarmless, drawn, escapeText } from "../text/escapes";

const seed = Number(process.env["FAIRLEAD_SEED"] ?? Date.now() % 2 ** 31);

describe("texts that want more than to be read, for long,", () => {
    it("are shown as text, 10,000 of them", () => {
        const draw = drawn(seed);
        for (let n = 0; n < 10_000; n++) {
            const text = escapeText(draw);
            const shown = printable(text);
            assertHarmless(shown, `text ${n} of seed ${seed}`);
            assert.equal(printable(shown), shown, `text ${n} of seed ${seed}`);
            assertHarmless(printableJson(JSON.stringify(text)), `text ${n} of seed ${seed} as JSON`);
        }
    });

    it("are so everywhere in a rehearsal, 100 of which say nothing else", async () => {
        const sample = await sampleRehearsal();
        const draw = drawn(seed);
        for (let n = 0; n < 100; n++) {
            const text = () => escapeText(draw);
            const facts = infected(sample.facts, text);
            for (const [where, said] of Object.entries(shownOf(sample, facts, text)))
                assertHarmless(said, `${where} of rehearsal ${n}, seed ${seed}`, { colours: true });
        }
    });
});
