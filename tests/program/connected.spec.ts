import * as assert from "node:assert/strict";

import { CONNECTED_LINES as overrides } from "../support/connection";
import { planOf } from "../support/program";
import { invariants } from "./invariants";

describe("the plan of lines whose repository is behind a connection", () => {
    for (const [sentence, invariant] of Object.entries(invariants)) {
        it(sentence, async () => {
            const plans = [planOf("staging", { overrides }), planOf("staging", { overrides, preview: true })] as const;
            assert.deepEqual(invariant(await plans[0], await plans[1]), []);
        });
    }

    it("has no make of a line whose Git provider has no connection, ship all the same, and says what to do", async () => {
        const { resources, outputs } = await planOf("staging", { overrides });
        const pipelines = resources.filter(({ type }) => type === "aws:codepipeline/pipeline:Pipeline");
        assert.deepEqual(
            pipelines.map(({ name }) => name).filter((name) => name.startsWith("later")),
            ["later-ship"],
        );
        assert.match(JSON.stringify(outputs), /later has no make yet: connect GitLab at https:/);
    });
});
