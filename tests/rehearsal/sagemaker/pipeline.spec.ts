import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { Objects } from "../../../rehearsal/services/objects";
import { Registry } from "../../../rehearsal/sagemaker/registry";
import type { TrainingRun } from "../../../rehearsal/sagemaker/runs";
import { abalone, BUCKET, GROUP, TrainingFixture } from "./fixture";

const ended = ({ steps, end }: TrainingRun) => [
    end?.status,
    ...[...steps.values()].map((step) => `${step.name} ${step.end?.status ?? ""}`),
];

describe("a pipeline of SageMaker in the shape of AWS's abalone example", () => {
    let fixture: TrainingFixture;
    let run: TrainingRun;
    before(async () => {
        fixture = await new TrainingFixture(abalone()).up();
        run = await fixture.start();
    });
    after(() => fixture.test.remove());

    it("runs step after step, and registers what is good enough", () => {
        assert.deepEqual(ended(run), [
            "Succeeded",
            "Preprocess Succeeded",
            "Train Succeeded",
            "Evaluate Succeeded",
            "Gate Succeeded",
            "Register Succeeded",
        ]);
        const [registered, ...more] = fixture.account.part(Registry).of(GROUP);
        assert.deepEqual(more, []);
        assert.equal(registered?.arn, `arn:aws:sagemaker:eu-west-1:111122223333:model-package/${GROUP}/1`);
        assert.equal(registered.described["ModelApprovalStatus"], "PendingManualApproval");
    });
    it("keeps the model and what else training left, an archive each", () => {
        const keys = fixture.account
            .part(Objects)
            .below(BUCKET, "digits/models/")
            .map(({ key }) => key.replace(/pipelines-[^/]+/, "JOB"));
        assert.deepEqual(keys, ["digits/models/JOB/output/model.tar.gz", "digits/models/JOB/output/output.tar.gz"]);
        const properties = run.steps.get("Train")?.end?.properties as JsonObject;
        assert.deepEqual(properties["FinalMetricDataList"], [{ MetricName: "loss", Value: 0.55 }]);
    });
    it("tells of every state, in AWS's shapes", () => {
        const steps = fixture.events(/Step Status Change/).map(({ detail }) => detail as JsonObject);
        assert.deepEqual(
            steps.slice(0, 2).map((step) => [step["stepName"], step["currentStepStatus"], step["previousStepStatus"]]),
            [
                ["Preprocess", "Executing", "Starting"],
                ["Preprocess", "Succeeded", "Executing"],
            ],
        );
        assert.match(JSON.stringify(steps[1]?.["metadata"]), /^\{"processingJob":\{"arn":"arn:aws:sagemaker/);
        const whole = fixture.events(/Pipeline Execution Status Change/).map(({ detail }) => detail as JsonObject);
        assert.deepEqual(
            whole.map((state) => state["currentPipelineExecutionStatus"]),
            ["Executing", "Succeeded"],
        );
        const [model] = fixture.events(/Model Package State Change/);
        const detail = model?.["detail"] as JsonObject;
        assert.equal(detail["ModelPackageVersion"], 1);
        assert.equal(detail["ModelApprovalStatus"], "PendingManualApproval");
    });
});
