// Real requests from another process, at a steady pace and without a second try, while CodeDeploy's deployments go back, and
// what the counts of rollouts.prove.ts are worth: without draining, some are lost.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { Line } from "../rehearsal/deployments/line";
import { AT_ONCE, bodies, careless, quiet, underLoad } from "./under-load";

describe("requests while versions change, 200 a second from another process", () => {
    const backAndForth = (seconds: number) => async (line: Line) => {
        const until = Date.now() + seconds * 1000;
        for (let n = 0; Date.now() < until; n++) {
            const { status } = await line.ended(await line.deploy(n % 2 === 0 ? "v2" : "v1"));
            assert.equal(status, "Succeeded");
            await sleep(300);
        }
    };
    it("loses none of 4,000 through alarm rollbacks, but for what the faulty version itself answers", async () => {
        const load = await underLoad({ speed: 200 }, async (line) => {
            const until = Date.now() + 19_000;
            while (Date.now() < until) {
                const { code, rolledBack } = await line.ended(await line.deploy("faulty"));
                assert.deepEqual([code, rolledBack], ["ALARM_ACTIVE", true]);
                await quiet(line);
            }
        });
        assert.deepEqual(load.failures, []);
        assert.ok(load.sent >= 4_000, `${load.sent} were sent`);
        assert.deepEqual(bodies(load), ["broken", "v1"]);
    });

    it("mutant: without draining, some are lost", async () => {
        // What is lost would ring the alarm.
        const group = { ...AT_ONCE, alarmConfiguration: { enabled: false } };
        const load = await underLoad({ changes: { group }, balancer: careless }, backAndForth(5));
        assert.ok(load.failures.length > 0);
    });
});
