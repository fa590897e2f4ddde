import assert from "node:assert/strict";

import { Plans, type Plan } from "../../../plan/plans";
import { shortcomingsOf } from "../../../rehearsal/outcome";
import { Story } from "../../../rehearsal/screen/story";
import { planOf } from "../../support/program";
import { sampleRehearsal } from "./sample";

describe("why a rehearsal is red", () => {
    it("names what ended red, and nothing that was red on the way", async () => {
        const { plans, facts } = await sampleRehearsal();
        const story = new Story(plans);
        for (const fact of facts) story.apply(fact);
        const reasons = shortcomingsOf(story, plans);
        assert.ok(reasons.includes("staging web-ship ended red"));
        assert.ok(!reasons.some((why) => why.startsWith("prod web-ship")));
    });

    describe("where a pipeline waits for a commit", () => {
        let plan: Plan;
        before(async () => {
            plan = await planOf("staging", { configFile: "examples/blue-green-web/Pulumi.staging.yaml" });
        });
        const nobody = /^nobody has pushed to the repository blue-green-web of staging; .*--source <folder>$/;
        const reasonsAfter = (repositoryName?: string): readonly string[] => {
            const plans = new Plans([plan]);
            const story = new Story(plans);
            const data = {
                source: "aws.codecommit",
                "detail-type": "Change",
                detail: { repositoryName: repositoryName ?? "" },
            };
            if (repositoryName !== undefined) story.apply({ n: 1, at: 0, kind: "event", about: "default", data });
            return shortcomingsOf(story, plans).filter((why) => nobody.test(why));
        };

        it("says that nobody has pushed, and how to", () => assert.equal(reasonsAfter().length, 1));

        it("mutant: a push into another repository is none into this one", () => {
            assert.equal(reasonsAfter("shop").length, 1);
            assert.equal(reasonsAfter("blue-green-web").length, 0);
        });
    });
});
