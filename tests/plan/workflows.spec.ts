import * as assert from "node:assert/strict";

import { Plans } from "../../plan/plans";
import { workflowsOf } from "../../plan/workflows";
import { planOf } from "../support/program";

describe("the workflows of a plan", () => {
    it("have the numbers that their roles believe, and the variables that the next steps set", async () => {
        const plan = await planOf("staging", { configFile: "tests/fixtures/workflow/Pulumi.staging.yaml" });
        const [workflow, ...others] = workflowsOf(new Plans([plan]));
        assert.deepEqual(others, []);
        assert.match(plan.resources.map(({ inputs }) => JSON.stringify(inputs)).join(), /repo:[^@"]+@\d+\/[^@"]+@\d+:/);
        assert.match(`${workflow?.ids?.owner} ${workflow?.ids?.repository}`, /^\d+ \d+$/);
        const steps = JSON.stringify(workflow?.resource.outputs["nextSteps"]);
        const set = [...steps.matchAll(/gh variable set (\w+) /g)].map(([, name]) => name);
        assert.ok(set.length > 0);
        assert.deepEqual(Object.keys(workflow?.variables ?? {}).sort(), set.sort());
    });
});
