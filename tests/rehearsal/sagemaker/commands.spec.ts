import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import type { Call, Judge } from "../../../rehearsal/account/gateway";
import { aws } from "../../../rehearsal/jobs/commands/aws";
import type { JobSite } from "../../../rehearsal/jobs/commands/types";
import { abalone, GROUP, PIPELINE, ROLE, TrainingFixture } from "./fixture";

const PACKAGE = `arn:aws:sagemaker:eu-west-1:111122223333:model-package/${GROUP}/1`;

describe("aws sagemaker in a job", () => {
    let fixture: TrainingFixture;
    const calls: Call[] = [];
    /** As a training's own role should be: anything but to approve. */
    const judge: Judge = (call) => {
        calls.push(call);
        return call.context?.["sagemaker:ModelApprovalStatus"] === "Approved"
            ? { allowed: false, where: "identity", missing: "sagemaker:UpdateModelPackage" }
            : { allowed: true };
    };
    const run = async (...argv: string[]): Promise<JsonObject> => {
        const site = {
            account: fixture.account,
            by: { role: ROLE, as: "a job" },
            place: { region: "eu-west-1", account: "111122223333" },
        };
        const { code, out, err } = await aws(["sagemaker", ...argv], site as unknown as JobSite);
        if (code !== 0) throw new Error(String(err).trim());
        return JSON.parse(String(out)) as JsonObject;
    };

    before(async () => {
        fixture = await new TrainingFixture(abalone(), { judge }).up();
    });
    after(() => fixture.test.remove());

    it("starts a pipeline by name, once for a token, and tells what becomes of it", async () => {
        const start = () =>
            run(
                "start-pipeline-execution",
                "--pipeline-name",
                "shop-digits",
                "--client-request-token",
                "one",
                "--pipeline-parameters",
                `Name=Image,Value=${fixture.image}`,
            );
        const { PipelineExecutionArn: arn } = await start();
        assert.equal((await start())["PipelineExecutionArn"], arn);
        const describe_ = ["describe-pipeline-execution", "--pipeline-execution-arn", String(arn)];
        assert.equal((await run(...describe_))["PipelineExecutionStatus"], "Executing");
        await fixture.account.quiet();
        const described = await run(...describe_);
        assert.equal(described["PipelineExecutionStatus"], "Succeeded");
        assert.equal(described["PipelineArn"], PIPELINE);
        const { PipelineExecutionSteps: steps } = await run(
            "list-pipeline-execution-steps",
            "--pipeline-execution-arn",
            String(arn),
        );
        assert.deepEqual(
            (steps as readonly JsonObject[]).map(
                ({ StepName: name, StepStatus: status }) => `${String(name)} ${String(status)}`,
            ),
            ["Register", "Gate", "Evaluate", "Train", "Preprocess"].map((name) => `${name} Succeeded`),
        );
    });
    it("reads the registry", async () => {
        const { ModelApprovalStatus: status, ModelPackageVersion: version } = await run(
            "describe-model-package",
            "--model-package-name",
            PACKAGE,
        );
        assert.deepEqual([status, version], ["PendingManualApproval", 1]);
        const { ModelPackageSummaryList: list } = await run(
            "list-model-packages",
            "--model-package-group-name",
            GROUP,
            "--model-approval-status",
            "Approved",
        );
        assert.deepEqual(list, []);
    });
    it("changes what is known of a model, in the job's name; to approve it is another question to IAM", async () => {
        const update = (...more: string[]) => run("update-model-package", "--model-package-arn", PACKAGE, ...more);
        await update("--model-approval-status", "Rejected", "--approval-description", "no");
        await update("--model-life-cycle", "Stage=Development,StageStatus=Waiting");
        const { LastModifiedBy: by, ModelLifeCycle: stage } = await run(
            "describe-model-package",
            "--model-package-name",
            PACKAGE,
        );
        assert.deepEqual(stage, { Stage: "Development", StageStatus: "Waiting" });
        assert.match(JSON.stringify(by), /assumed-role\/trains\/AWSCodeBuild/);
        assert.deepEqual(calls.at(-2)?.context, {
            "sagemaker:ModelLifeCycle:Stage": "Development",
            "sagemaker:ModelLifeCycle:StageStatus": "Waiting",
        });
        await assert.rejects(
            update("--model-approval-status", "Approved"),
            /AccessDeniedException.* sagemaker:UpdateModelPackage/,
        );
        assert.equal(
            (await run("describe-model-package", "--model-package-name", PACKAGE))["ModelApprovalStatus"],
            "Rejected",
        );
    });
    it("refuses what is not there, and what is not rehearsed, by name", async () => {
        await assert.rejects(
            run("describe-model-package", "--model-package-name", `${PACKAGE}7`),
            /ValidationException/,
        );
        await assert.rejects(run("start-pipeline-execution", "--pipeline-name", "other"), /ResourceNotFound/);
        await assert.rejects(
            run("create-edge-packaging-job", "--output-config", "x"),
            /not rehearsed: aws sagemaker create-edge-packaging-job/,
        );
        await assert.rejects(run("start-pipeline-execution"), /the following arguments are required: --pipeline-name/);
    });
});
