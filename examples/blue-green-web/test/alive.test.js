import assert from "node:assert/strict";
import { test } from "node:test";

import { isAlive, signOfLife } from "../src/alive.js";

test("a worker is well for half a minute after each piece of work", () => {
    signOfLife();
    assert.equal(isAlive(), true);
    assert.equal(isAlive(Date.now() + 31_000), false);
});
