import * as assert from "node:assert/strict";

import { invariants } from "./invariants";
import { planOfShipped, shipped } from "./stacks";

// Each sentence is a function in ./invariants; what turns it red is in ./mutants.
for (const stack of shipped) {
    describe(`the plan of ${stack.title}`, () => {
        for (const [sentence, invariant] of Object.entries(invariants)) {
            it(sentence, async () => {
                assert.deepEqual(invariant(await planOfShipped(stack), await planOfShipped(stack, true)), []);
            });
        }
    });
}
