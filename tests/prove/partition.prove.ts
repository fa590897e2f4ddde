// A line in another partition of AWS: every ARN that the rehearsal asks about begins as those of the plan do.
import assert from "node:assert/strict";

import { planOf } from "../support/program";
import { rehearsed } from "../support/rehearsed";

describe("a rehearsal in GovCloud", function () {
    this.timeout(300_000);

    it("ends green, and speaks of no other partition", async () => {
        const plan = await planOf("staging", { overrides: { "aws:region": "us-gov-west-1" } });
        const { facts, shortcomings } = await rehearsed([plan]);
        assert.deepEqual(shortcomings, []);
        const asked = facts.filter(({ kind }) => kind === "allowed" || kind === "denied");
        assert.ok(asked.length > 50, `only ${asked.length} questions were asked`);
        assert.deepEqual(
            asked.filter(({ data }) => String(data["on"]).startsWith("arn:aws:")),
            [],
        );
    });
});
