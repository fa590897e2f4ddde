import * as assert from "node:assert/strict";

import { CONNECTION } from "../support/connection";
import { planOf } from "../support/program";
import { invariants } from "./invariants";

const deploy = { kind: "ecs", port: 8080, count: 1 };
const source = { kind: "github", repository: "acme/shop", pullRequests: true };

/** Lines of one repository, as no example has them; with the longest name that a line may have among them. */
const overrides = {
    "fairlead:connections": { github: CONNECTION },
    "fairlead:services": {
        web: { source: { ...source, folder: "services/web" }, build: { kind: "codebuild", testStage: "test" }, deploy },
        "a-name-of-18-chars": { source: { ...source, tags: ["v*"] }, build: { kind: "codebuild" }, deploy },
        later: { source: { ...source, kind: "gitlab" }, build: { kind: "codebuild" }, deploy },
    },
};

describe("the plan of lines whose repository is another house's", () => {
    for (const [sentence, invariant] of Object.entries(invariants)) {
        it(sentence, async () => {
            const plans = [planOf("staging", { overrides }), planOf("staging", { overrides, preview: true })] as const;
            assert.deepEqual(invariant(await plans[0], await plans[1]), []);
        });
    }

    it("has no make of a line whose house has no connection, ship all the same, and says what to do", async () => {
        const { resources, outputs } = await planOf("staging", { overrides });
        const pipelines = resources.filter(({ type }) => type === "aws:codepipeline/pipeline:Pipeline");
        assert.deepEqual(
            pipelines.map(({ name }) => name).filter((name) => name.startsWith("later")),
            ["later-ship"],
        );
        assert.match(JSON.stringify(outputs), /later has no make yet: connect GitLab at https:/);
    });
});
