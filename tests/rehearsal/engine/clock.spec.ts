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

    const timers = () => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
    /** What is left of somebody who sleeps for a day when the clock stops. */
    const left = (clock: Clock): number => {
        const before = timers();
        const end = new AbortController();
        clock.sleep(DAY, end.signal).catch(() => undefined);
        clock.stop();
        const after = timers();
        end.abort();
        return after - before;
    };

    it("keeps no process for whoever sleeps once it has stopped", () => {
        assert.equal(left(new Clock(1)), 0);
    });

    it("mutant: a clock that only forgets who sleeps keeps the process until they wake", () => {
        const entry = "rehearsal/engine/clock";
        const mistake = ["for (const timer of this.sleeping)", "for (const timer of [])"] as const;
        const { Clock: Forgetful } = mutated<{ Clock: typeof Clock }>(entry, entry, mistake);
        assert.equal(left(new Forgetful(1)), 1);
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
