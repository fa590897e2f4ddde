import * as assert from "node:assert/strict";

import { invariants } from "./invariants";
import { access } from "./mutants/access";
import { delivery } from "./mutants/delivery";
import { Draft } from "./mutants/draft";
import { machines } from "./mutants/machines";
import { sharing } from "./mutants/sharing";
import { structure } from "./mutants/structure";
import { planOfShipped, shipped } from "./stacks";

// An invariant that nothing can break says nothing. Each mutant is one mistake; its invariant must name all of it.
const mutants = [...structure, ...access, ...delivery, ...machines, ...sharing];

describe("mutants", () => {
    for (const { mistake, breaks, of, make, found } of mutants) {
        it(`${mistake} – ${breaks}`, async () => {
            const stack = shipped.find(({ title }) => title === of);
            assert.ok(stack, `no stack is shipped as ${of}`);
            const invariant = invariants[breaks];
            assert.ok(invariant, `no invariant says that ${breaks}`);
            const draft = new Draft(await planOfShipped(stack));
            make(draft);
            const offenders = [...invariant(draft.plan, await planOfShipped(stack, true))];
            assert.deepEqual(offenders.sort(), [...found].sort());
        });
    }

    it("break every invariant", () => {
        const broken = new Set(mutants.map(({ breaks }) => breaks));
        assert.deepEqual(
            Object.keys(invariants).filter((sentence) => !broken.has(sentence)),
            [],
        );
    });
});
