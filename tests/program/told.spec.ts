import * as assert from "node:assert/strict";

import { planOf } from "../support/program";
import { EVERYBODY } from "../support/settings";
import { invariants } from "./invariants";

// Every kind of recipient there is, each asking for what it likes, in a stack whose name is as long as the settings accept.
const overrides = {
    "fairlead:notify": EVERYBODY.map((recipient, index) => ({
        ...recipient,
        about: index % 2 === 0 ? ["failed", "not-fetched", "alarm"] : ["pipeline", "live", "build", "deployment"],
    })),
    "fairlead:loosen": ["plain-http"],
};
const planned = (preview: boolean) =>
    planOf("s".repeat(23), { configFile: "Pulumi.prod.yaml", overrides, ...(preview ? { preview } : {}) });

describe("the plan of a stack that tells everybody", () => {
    for (const [sentence, invariant] of Object.entries(invariants))
        it(sentence, async () => {
            assert.deepEqual(invariant(await planned(false), await planned(true)), []);
        });
});
