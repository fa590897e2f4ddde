import assert from "node:assert/strict";

import { AT_LEAST, Clock, Deadline, lasting, USUAL_SPEED } from "../../../rehearsal/engine/clock";
import { mutated } from "../../support/mutant";

const MINUTE = 60_000;

/** How long a job waits here that sleeps this long, of a rehearsal at its fastest. */
async function slept(milliseconds: number, of = Deadline): Promise<number> {
    const deadline = new of(60 * MINUTE, new Clock(3600), () => assert.fail("there is time enough"));
    const before = performance.now();
    await deadline.sleep(milliseconds);
    deadline.cancel();
    return performance.now() - before;
}

describe("the pace of a rehearsal", () => {
    it("lets a job that polls wait for what others do at their own pace", async () => {
        assert.ok((await slept(MINUTE)) > AT_LEAST.poll - 5);
    });

    it("lets it wait no longer than it asked for", async () => {
        assert.ok((await slept(20)) < AT_LEAST.poll / 2);
    });

    it("mutant: a poll that is as fast as the clock", async () => {
        const entry = "rehearsal/engine/clock";
        const mistake = ["milliseconds, exports.AT_LEAST.poll", "0, 0"] as const;
        const { Deadline: hasty } = mutated<{ Deadline: typeof Deadline }>(entry, entry, mistake);
        assert.ok((await slept(MINUTE, hasty)) < AT_LEAST.poll / 2);
    });

    const outlasting = async (of = Deadline) => {
        const deadline = new of(MINUTE, new Clock(1), () => assert.fail("there is time enough"));
        const sleeping = deadline.sleep(200);
        deadline.cancel();
        return sleeping.then(() => "slept on", String);
    };
    it("lets nothing sleep on in a build that has ended", async () => {
        assert.equal(await outlasting(), "Error: the build has ended");
    });

    it("mutant: a build's end that its sleeps are not told of", async () => {
        const entry = "rehearsal/engine/clock";
        const mistake = ["this.end.abort(", "void ("] as const;
        const { Deadline: deaf } = mutated<{ Deadline: typeof Deadline }>(entry, entry, mistake);
        assert.equal(await outlasting(deaf), "slept on");
    });

    it("is as fast as an alarm of one minute can follow, and no faster", () => {
        const clock = new Clock(USUAL_SPEED);
        assert.equal(clock.scaled(MINUTE), AT_LEAST.alarmPeriod);
        // The shortest bake that looks twice.
        assert.equal(lasting(clock, 2 * MINUTE, AT_LEAST.watched), clock.scaled(2 * MINUTE));
    });
});
