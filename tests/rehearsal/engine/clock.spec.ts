import assert from "node:assert/strict";

import { Clock } from "../../../rehearsal/engine/clock";
import { mutated } from "../../support/mutant";

const DAY = 24 * 60 * 60_000;

describe("the clock", () => {
    it("passes AWS's time as fast as it was told to", async () => {
        const before = Date.now();
        await new Clock(3600).sleep(60_000);
        assert.ok(Date.now() - before < 1000);
    });

    it("waits for the longest timeout AWS has, also where its time is ours", async () => {
        const late = AbortSignal.timeout(30);
        await assert.rejects(new Clock(1).sleep(60 * DAY, late), { name: "TimeoutError" });
    });

    it("mutant: a timer that is set further ahead than timers go rings at once, and node warns of it", async () => {
        const entry = "rehearsal/engine/clock";
        const mistake = ["Math.min(milliseconds / this.speed, FURTHEST)", "milliseconds / this.speed"] as const;
        const { Clock: Hasty } = mutated<{ Clock: typeof Clock }>(entry, entry, mistake);
        const { emitWarning } = process;
        const warnings: unknown[] = [];
        process.emitWarning = (warning: unknown, name: unknown) => void warnings.push(name, warning);
        try {
            await new Hasty(1).sleep(60 * DAY);
        } finally {
            process.emitWarning = emitWarning;
        }
        assert.equal(warnings[0], "TimeoutOverflowWarning");
    });
});
