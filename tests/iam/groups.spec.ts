import assert from "node:assert/strict";

import { Plans } from "../../plan/plans";
import * as sound from "./support/questions";
import { mutated } from "../support/mutant";
import { changed, stackFile } from "../stacks/stack-files";
import { planOf } from "../support/program";

/** Prod's own settings, with another way to roll out. */
function canary(): Record<string, unknown> {
    const rollout = { kind: "canary", engine: "codedeploy", minutes: 5 };
    return changed(stackFile("Pulumi.prod.yaml"), { "services.web.deploy.rollout": rollout });
}

describe("groups of one name in two environments", () => {
    /** The deployment configurations that the rollout of prod is asked about. */
    async function asked({ questionsOf }: typeof sound): Promise<readonly string[]> {
        const plans = new Plans([await planOf("staging"), await planOf("prod", { overrides: canary() })]);
        return questionsOf(plans)
            .allow.filter(({ action, by }) => action === "codedeploy:GetDeploymentConfig" && by.includes("-prod-"))
            .map(({ on }) => on.split(":deploymentconfig:")[1] ?? "");
    }

    it("are each asked for their own way to roll out", async () => {
        assert.deepEqual(await asked(sound), ["CodeDeployDefault.ECSCanary10Percent5Minutes"]);
    });

    it("mutant: known by their name alone, prod's is asked for staging's", async () => {
        const careless = ['_plans.text.call(void 0, resource, "appName") === application && ', ""] as const;
        const wrong = mutated<typeof sound>("tests/iam/support/questions", "plan/deployment-groups", careless);
        assert.deepEqual(await asked(wrong), ["CodeDeployDefault.ECSAllAtOnce"]);
    });
});
