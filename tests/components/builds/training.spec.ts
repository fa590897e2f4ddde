import * as assert from "node:assert/strict";

import { training } from "../../../components/builds/training";
import { model } from "../../../components/carries/model";
import { renderPolicy } from "../../../components/documents/policy";
import type { Retention } from "../../../components/environment-ref";
import { ecr } from "../../../components/registries/ecr";
import { codeCommit } from "../../../components/sources/codecommit";
import { type Definition, problemsOf } from "../../support/definition";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, statements } from "../surroundings";

const GATE = { gate: { metric: "accuracy", atLeast: 0.95 } };
const PACKAGES = "arn:aws:sagemaker:eu-west-1:111122223333:model-package/project-stack-digits/*";
const PIPELINE = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/project-stack-digits";

async function made(settings: object, retention?: Retention): Promise<Recording> {
    return record(() => {
        const context = makeContext(retention ? { retention } : {});
        const source = codeCommit.make("digits", { branch: "main" }, {}, context, {});
        const store = model.makeStore("digits", { registry: ecr.make("digits", {}, {}, context, {}) }, context, {});
        const build = training.make("digits", training.settings.parse(settings), { source, store }, context, {});
        const [image, train] = build.steps;
        assert.ok(image && train && build.given && build.people);
        return {
            steps: build.steps.map(({ name, takes, gives }) => ({ name, takes, gives })),
            job: "job" in train.run ? train.run.job : {},
            allow: renderPolicy(train.allow),
            event: build.given.event,
            says: build.given.says,
            take: renderPolicy(build.given.take.allow),
            approve: renderPolicy(build.people.approve ?? []),
            starts: build.starts,
        };
    });
}

const job = ({ outputs }: Recording): { env: object; run: object } => outputs["job"] as never;
type Rendered = readonly { readonly Action: readonly string[] }[];
const rendered = (policy: unknown): Rendered => statements(policy) as Rendered;
const policyOf = (recording: Recording, name: string): Rendered =>
    rendered(recording.one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]);

describe("training", () => {
    it("builds the image, then starts the training and ends; by what is approved alone, something is released", async () => {
        const { outputs, ...recording } = await made(GATE);
        assert.deepEqual(outputs["steps"], [
            { name: "Build", takes: ["Source"], gives: "Image" },
            { name: "Train", takes: ["Image", "Source"] },
        ]);
        assert.deepEqual(job({ outputs, ...recording }).run, {
            scripts: ["source-commit", "start-training"],
        });
        assert.deepEqual(outputs["event"], {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Model Package State Change"],
            detail: { ModelPackageGroupName: ["project-stack-digits"], ModelApprovalStatus: ["Approved"] },
        });
        assert.deepEqual(outputs["says"], { PACKAGE: "$.detail.ModelPackageArn", APPROVED_AT: "$.time" });
    });

    it("defines a pipeline that AWS takes, of the line's own folder, group and role", async () => {
        const recording = await made({
            ...GATE,
            hyperparameters: { C: "10" },
            contentTypes: ["image/png"],
            minutes: 5,
        });
        const { inputs } = recording.one("aws:sagemaker/pipeline:Pipeline");
        const definition = JSON.parse(String(inputs["pipelineDefinition"])) as Definition;
        assert.deepEqual(problemsOf(definition), []);
        assert.equal(inputs["pipelineName"], "project-stack-digits");
        const text = JSON.stringify(definition);
        assert.ok(text.includes(`"RoleArn":"${String(inputs["roleArn"])}"`));
        assert.match(text, /"Values":\["s3:\/\/models-[^"]+\/digits","data",\{"Get":"Parameters\.DataVersion"\},""\]/);
    });

    it("trains under a role that registers what waits, and approves nothing", async () => {
        const policy = policyOf(await made(GATE), "digits-make-training");
        const actions = policy.flatMap(({ Action }) => Action);
        assert.ok(
            !actions.includes("sagemaker:UpdateModelPackage") &&
                !actions.some((action) => action.includes("*") && !action.startsWith("kms:")),
        );
        const registers = policy.find(({ Action }) => Action.includes("sagemaker:CreateModelPackage"));
        assert.deepEqual(registers, {
            Action: ["sagemaker:CreateModelPackage"],
            Condition: { StringEquals: { "sagemaker:ModelApprovalStatus": "PendingManualApproval" } },
            Effect: "Allow",
            Resource: [PACKAGES],
        });
    });

    it("lets the make pipeline start exactly this training, and approvers alone set a status", async () => {
        const { outputs } = await made(GATE);
        const starts = rendered(outputs["allow"]).filter(({ Action: [first = ""] }) => first.startsWith("sagemaker:"));
        assert.deepEqual(starts, [allow(["sagemaker:StartPipelineExecution"], [PIPELINE])]);
        assert.deepEqual(statements(outputs["approve"]), [allow(["sagemaker:UpdateModelPackage"], [PACKAGES])]);
    });

    it("with every setting hands over what was given, and follows a schedule", async () => {
        const recording = await made({
            ...GATE,
            ...{ context: "app", dataVersion: "2026-11", golden: "asked.json", champion: false, every: "rate(7 days)" },
        });
        const { env } = job(recording) as { env: Record<string, string> };
        assert.deepEqual(
            [env["DATA_VERSION"], env["GOLDEN_FILE"], env["CHAMPION"]],
            ["2026-11", "app/asked.json", undefined],
        );
        assert.deepEqual((recording.outputs["starts"] as object[]).at(-1), { name: "again", every: "rate(7 days)" });
    });

    it("empties the group before destroy deletes it, where destroy may take data along, and protects it elsewhere", async () => {
        const kept = await made(GATE);
        // There as well: were it made elsewhere alone, to take the setting back would delete it, and with that every model.
        assert.equal(kept.one("aws:lambda/invocation:Invocation").inputs["input"], '{"empties":false}');
        assert.equal(kept.one("aws:sagemaker/modelPackageGroup:ModelPackageGroup").options.protect, true);
        const gone = await made(GATE, { destroyWithData: true, logRetentionDays: 90 });
        const group = gone.one("aws:sagemaker/modelPackageGroup:ModelPackageGroup");
        const invocation = gone.one("aws:lambda/invocation:Invocation");
        assert.notEqual(group.options.protect, true);
        assert.equal(invocation.inputs["lifecycleScope"], "CRUD");
        assert.equal(invocation.inputs["input"], '{"empties":true}');
        assert.ok(invocation.options.dependsOn?.includes(group.urn));
    });
});
