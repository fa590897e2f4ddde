import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { raiseDeploymentState } from "../../../rehearsal/events/deployment-states";
import type { PipelineRunner } from "../../../rehearsal/pipelines/runner";
import { accountOf, planWith } from "../../support/account";
import { mutated } from "../../support/mutant";
import { green, job, pipelineOf, playing, source, still } from "../pipelines/played";

const plan = pipelineOf({ Source: [source], Build: [job("Compile"), { ...job("Test"), runOrder: 2 }] });
const compiles = { ok: false, why: "no such file" };

async function failedRun(Runner?: typeof PipelineRunner) {
    const played = playing(plan, ({ at }) => (at.action.name === "Compile" ? compiles : green), {}, Runner);
    const run = played.start();
    await played.test.account.quiet();
    return { ...played, run };
}

describe("what EventBridge hears", () => {
    it("of a run is every state of it, of its stages and of its actions, in their order", async () => {
        const { test } = await failedRun();
        const heard = test.facts("event").map(({ data }) => {
            const { stage = "", action = "", state } = data["detail"] as JsonObject;
            return [stage, action, state].filter((part) => part !== "").join(" ");
        });
        test.remove();
        assert.deepEqual(heard, [
            "STARTED",
            "Source STARTED",
            "Source Source STARTED",
            "Source Source SUCCEEDED",
            "Source SUCCEEDED",
            "Build STARTED",
            "Build Compile STARTED",
            "Build Compile FAILED",
            "Build FAILED",
            "FAILED",
        ]);
    });

    // https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
    it("has the shape that AWS's page shows", async () => {
        const { test, run } = await failedRun();
        const events = test.facts("event").map(({ data }) => data);
        test.remove();
        const [started, stage, action] = events;
        const common = { pipeline: "p", "execution-id": run.id, version: 1, "pipeline-execution-attempt": 1 };
        assert.deepEqual(started?.["resources"], ["arn:aws:codepipeline:eu-west-1:111122223333:p"]);
        assert.deepEqual(started["detail"], {
            ...common,
            state: "STARTED",
            "execution-trigger": { "trigger-type": "StartPipelineExecution", "trigger-detail": "t" },
        });
        assert.equal(stage?.["detail-type"], "CodePipeline Stage Execution State Change");
        assert.deepEqual(stage["detail"], { ...common, stage: "Source", state: "STARTED" });
        assert.equal(action?.["detail-type"], "CodePipeline Action Execution State Change");
        assert.deepEqual(action["detail"], {
            ...common,
            stage: "Source",
            action: "Source",
            state: "STARTED",
            region: "eu-west-1",
            type: { owner: "AWS", provider: "S3", category: "Source", version: "1" },
        });
    });

    it("of an action that a change of its pipeline ended is CANCELED, in AWS's spelling", async () => {
        let end = () => {};
        const waits = () => new Promise<typeof green>((resolve) => (end = () => resolve(green)));
        const { test, start, update, states } = playing(pipelineOf({ Source: [source] }), waits);
        const run = start();
        await still();
        update();
        await test.account.quiet();
        end();
        assert.deepEqual(states(run, "Action"), ["STARTED", "CANCELED"]);
        assert.deepEqual(states(run, "Stage"), ["STARTED", "CANCELED"]);
        test.remove();
    });

    // https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
    it("of a deployment has the shape of CodeDeploy's, and comes once", () => {
        const test = accountOf([planWith([])]);
        const group = "arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/web";
        const said = { id: "d-123456789", application: "shop", group, status: "Failed" } as const;
        raiseDeploymentState(test.account, said);
        raiseDeploymentState(test.account, said);
        const [event, ...more] = test.facts("event").map(({ data }) => data);
        test.remove();
        assert.deepEqual(more, []);
        assert.equal(event?.["detail-type"], "CodeDeploy Deployment State-change Notification");
        assert.deepEqual(event["resources"], ["arn:aws:codedeploy:eu-west-1:111122223333:application:shop", group]);
        const { instanceGroupId, ...detail } = event["detail"] as JsonObject;
        assert.match(String(instanceGroupId), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.deepEqual(detail, {
            region: "eu-west-1",
            application: "shop",
            deploymentId: "d-123456789",
            state: "FAILURE",
            deploymentGroup: "web",
        });
    });

    it("mutant: a runner that keeps the end of a stage to itself", async () => {
        const file = "rehearsal/pipelines/runner";
        const broken = mutated<{ PipelineRunner: typeof PipelineRunner }>(file, "rehearsal/services/pipeline-states", [
            '"STARTED", "FAILED"]',
            '"STARTED"]',
        ]);
        const { test, run, states } = await failedRun(broken.PipelineRunner);
        assert.deepEqual(states(run, "Stage"), ["STARTED", "SUCCEEDED", "STARTED"]);
        test.remove();
    });
});
