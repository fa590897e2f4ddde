import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { JsonObject } from "../../../plan/document";
import { HealthChecks, healthCheckOf, restAfter, type Change } from "../../../rehearsal/deployments/balancing/health";
import { AT_LEAST, Clock } from "../../../rehearsal/engine/clock";
import { resource } from "../../support/account";
import { mutated } from "../../support/mutant";
import { hurry } from "./line";

const groupWith = (healthCheck: JsonObject) => resource("aws:lb/targetGroup:TargetGroup", "blue", { healthCheck });

describe("health checks", () => {
    hurry({ healthInterval: 5 });
    let server: Server;
    let checks: HealthChecks | undefined;
    afterEach(() => {
        checks?.stop();
        server.close();
        server.closeAllConnections();
    });

    /** Asks a server that answers these, one after the other, and the last one for ever; so many changes of its health. */
    const changes = async (check: JsonObject, statuses: readonly number[], count: number): Promise<Change[]> => {
        const left = [...statuses];
        server = createServer((_, response) => {
            const status = (left.length > 1 ? left.shift() : left[0]) ?? 0;
            if (status > 0) response.writeHead(status).end();
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const seen: Change[] = [];
        await new Promise<void>((resolve) => {
            const address = { host: "127.0.0.1", port };
            checks = new HealthChecks(healthCheckOf(groupWith(check)), address, new Clock(1e6), (change) => {
                seen.push(change);
                if (seen.length === count) resolve();
            });
        });
        return seen;
    };

    it("are content with one good answer of a new target", async () => {
        const [first] = await changes({ path: "/health", healthyThreshold: 5 }, [200], 1);
        assert.deepEqual(first, { healthy: true, why: "GET /health answers 200" });
    });

    it("need as many bad answers in a row, and later good ones, as they are told", async () => {
        const statuses = [200, 500, 200, 500, 500, 500, 200, 200, 500, 200, 200, 200];
        const seen = await changes({ healthyThreshold: 3, unhealthyThreshold: 3, interval: 10 }, statuses, 3);
        assert.deepEqual(
            seen.map(({ healthy }) => healthy),
            [true, false, true],
        );
    });

    it("match lists and ranges, and say what they expected", async () => {
        const [first] = await changes({ matcher: "200-204,302" }, [302], 1);
        assert.equal(first?.healthy, true);
        checks?.stop();
        server.close();
        const [other] = await changes({ matcher: "200-204,302", unhealthyThreshold: 2 }, [205], 1);
        assert.deepEqual(other, { healthy: false, why: "GET / answers 205, and 200-204,302 is expected" });
    });

    // On a busy machine an answer may take as long: nothing else is asked so impatiently.
    describe("that wait for an answer", () => {
        hurry({ healthInterval: 5, healthTimeout: 50 });

        it("count none in time as a bad one", async () => {
            const [first] = await changes({ unhealthyThreshold: 2 }, [0], 1);
            assert.deepEqual(first, { healthy: false, why: "GET /: no answer in time, and 200 is expected" });
        });
    });

    it("say in words that nothing listens, and know what was answered since", async () => {
        const seen: Change[] = [];
        const address = { socketPath: "/nowhere/at/all" };
        const check = healthCheckOf(groupWith({ unhealthyThreshold: 1 }));
        await new Promise<void>((resolve) => {
            checks = new HealthChecks(check, address, new Clock(1e6), (change) => resolve(void seen.push(change)));
        });
        const [first] = seen;
        assert.equal(first?.why, "GET /: nothing listens on its port, or at 127.0.0.1 alone, and 200 is expected");
        const again = changes({ unhealthyThreshold: 1 }, [503, 404], 1);
        const [change] = await again;
        assert.match(change?.why ?? "", /answers 503/);
        while (!checks?.why.includes("404")) await new Promise((resolve) => setTimeout(resolve, 5));
    });

    const rests = (from: typeof restAfter, good: boolean) =>
        [40, 41, 1000].map((length) => from({ good, length }) - from({ good, length: 1 }));

    it("come less often once a target has been well for long, and as often as ever while it is not", () => {
        const less = AT_LEAST.wellInterval - AT_LEAST.healthInterval;
        assert.deepEqual(rests(restAfter, true), [0, less, less]);
        assert.deepEqual(rests(restAfter, false), [0, 0, 0]);
    });

    it("mutant: a target that is ill for long is left alone as well", () => {
        const file = "rehearsal/deployments/balancing/health";
        const wrong = mutated<{ restAfter: typeof restAfter }>(file, file, ["good && length > LONG", "length > LONG"]);
        assert.notDeepEqual(rests(wrong.restAfter, false), [0, 0, 0]);
    });

    it("refuses protocols by name", async () => {
        assert.throws(() => healthCheckOf(groupWith({ protocol: "HTTPS" })), {
            message: "not rehearsed: health checks by HTTPS, of target group blue",
        });
    });
});
