// One way in which releases come, under load: requests from another process while they come, and while a bad one goes back.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { JsonObject } from "../../plan/document";
import type { Line, LineOptions } from "../rehearsal/deployments/line";
import { bodies, kinds, PER_SECOND, quiet, underLoad } from "./under-load";

export const REQUESTS = 2_000;
/** What a line has that names no more than who moves it. */
export const DEFAULT = 12_000;
/** Milliseconds in which as many come, also from a machine that is busy. */
const enough = (requests: number): number => (requests / PER_SECOND) * 1150;
export const ENOUGH = enough(REQUESTS);

export interface Kind {
    readonly says: string;
    readonly options: LineOptions;
    /** Instead, while good releases come: what goes back needs a while in which its alarm rings. */
    readonly good?: LineOptions;
    readonly deploy: (line: Line, image: string) => Promise<JsonObject>;
    /** How it says that it ended well, and that it went back. */
    readonly well: JsonObject;
    readonly back: JsonObject;
    /** Requests while releases come. */
    readonly requests: number;
}

const picked = (from: JsonObject, like: JsonObject) =>
    Object.fromEntries(Object.keys(like).map((key) => [key, from[key]]));

/** Its two tests. */
export function losesNone({ says, options, good = options, deploy, well, back, requests }: Kind): void {
    it(`${says}: loses none of ${requests}, whichever way they come, there and back`, async () => {
        const until = Date.now() + enough(requests);
        const load = await underLoad(good, async (line) => {
            for (let n = 0; Date.now() < until; n++) {
                assert.deepEqual(picked(await deploy(line, n % 2 === 0 ? "v2" : "v1"), well), well);
                await sleep(200);
            }
        });
        assert.deepEqual(load.failures, []);
        assert.ok(load.sent >= requests, `${load.sent} were sent`);
        assert.equal(load.answers.length, load.sent);
        assert.deepEqual(bodies(load), ["v1", "v2"]);
        assert.deepEqual(kinds(load), ["GET kept", "GET new", "POST kept", "POST new", "WebSocket"]);
    });

    it(`${says}: loses none of ${REQUESTS} through rollbacks, but for what the faulty version itself answers`, async () => {
        const until = Date.now() + ENOUGH;
        const load = await underLoad({ speed: 200, ...options }, async (line) => {
            while (Date.now() < until) {
                assert.deepEqual(picked(await deploy(line, "faulty"), back), back);
                await quiet(line);
            }
        });
        assert.deepEqual(load.failures, []);
        assert.ok(load.sent >= REQUESTS, `${load.sent} were sent`);
        assert.deepEqual(bodies(load), ["broken", "v1"]);
    });
}
