import assert from "node:assert/strict";

import { ContainerHealth, containerCheckOf } from "../../../rehearsal/deployments/tasks/health";
import { Clock } from "../../../rehearsal/engine/clock";
import { hurry } from "./line";

const CHECK = { argv: ["true"], interval: 30, startPeriod: 0, retries: 3 };

describe("what a container says of its health", () => {
    hurry({ look: 0 });
    const told = (codes: readonly number[], check = CHECK): readonly boolean[] => {
        const changes: boolean[] = [];
        const health = new ContainerHealth(check, new Clock(1), ({ healthy }) => void changes.push(healthy));
        for (const code of codes) health.heard(code);
        return changes;
    };

    it("is well by one good answer, and unwell by three bad ones in a row", () => {
        assert.deepEqual(told([0, 0]), [true]);
        assert.deepEqual(told([0, 1, 1, 0, 1, 1]), [true]);
        assert.deepEqual(told([0, 1, 1, 1, 1, 0]), [true, false, true]);
    });

    it("need not be well while it starts", () => {
        assert.deepEqual(told([1, 1, 1, 1], { ...CHECK, startPeriod: 60 }), []);
        assert.deepEqual(told([1, 1, 1]), [false]);
    });

    it("is asked in the words of ECS", () => {
        const argv = (...command: string[]) => containerCheckOf({ healthCheck: { command } })?.argv;
        assert.deepEqual(argv("CMD", "node", "alive.js"), ["node", "alive.js"]);
        assert.deepEqual(argv("CMD-SHELL", "test -f /tmp/alive"), ["/bin/sh", "-c", "test -f /tmp/alive"]);
        assert.equal(argv("NONE"), undefined);
        assert.equal(containerCheckOf({}), undefined);
        assert.throws(() => argv("node", "alive.js"), /not rehearsed: a health check that begins with node/);
    });
});
