import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Handover } from "../../../components/conductors/code-pipeline-handover";
import type { Writers } from "../../../components/conductors/conductor";
import { renderBuildspec } from "../../../components/documents/buildspec";
import { makeStarter } from "../../../components/shared/role";
import { record, type Recording } from "../../support/recorder";
import { allow, below, makeContext, may, out, waits } from "../surroundings";

const ARN = "arn:aws:codepipeline:eu-west-1:111122223333:web-ship-stack-1234567";

async function handedOver(writers: Record<keyof Writers, readonly string[]>): Promise<Recording> {
    return record(() => {
        const outputs = (names: readonly string[]): pulumi.Output<string>[] => names.map((name) => pulumi.output(name));
        const ship = { name: pulumi.output("web-ship-stack-1234567"), arn: pulumi.output(ARN) };
        const from = { pipelines: outputs(writers.pipelines), jobs: outputs(writers.jobs) };
        const context = makeContext();
        const handover = new Handover("web-handover", { line: "web", source: "Release", ship }, context);
        handover.listen(from, makeStarter("web-start", [handover.start()], context, {}));
    });
}
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const patterns = (recording: Recording): Record<string, unknown> =>
    Object.fromEntries(
        recording.all(RULE).map(({ name, inputs }) => [name, JSON.parse(String(inputs["eventPattern"]))]),
    );
const runs = (pipeline: string, ...state: string[]): object => ({
    source: ["aws.codepipeline"],
    "detail-type": ["CodePipeline Pipeline Execution State Change"],
    detail: { pipeline: [pipeline], state },
});

describe("Handover", () => {
    let recording: Recording;
    before(async () => {
        recording = await handedOver({ pipelines: ["web-make-1"], jobs: [] });
    });

    it("is a job, and one rule that starts it", () => {
        assert.deepEqual(below(recording, "Handover", "web-handover"), [
            "EventRule web-handover",
            "EventTarget web-handover",
            "LogGroup web-handover",
            "Project web-handover",
            "Role web-handover",
            "RolePolicy web-handover",
            "ShellJob web-handover",
        ]);
        assert.deepEqual(recording.one("fairlead:index:Handover").outputs, {
            projectName: out(recording, "aws:codebuild/project:Project", "web-handover", "name"),
        });
    });

    it("may start this ship and list its runs, by its whole ARN, and read what is candidate and live", () => {
        const log = out(recording, "aws:cloudwatch/logGroup:LogGroup", "web-handover", "arn");
        const store = "arn:aws:s3:::project-stack-releases-111122223333/releases/web";
        assert.deepEqual(may(recording, "web-handover"), [
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], [`${log}:*`]),
            allow(["s3:GetObject"], [`${store}/candidate.zip`, `${store}/live.zip`]),
            allow(["kms:Decrypt", "kms:DescribeKey"], [out(recording, "aws:kms/key:Key", "releases", "arn")]),
            allow(["codepipeline:ListPipelineExecutions", "codepipeline:StartPipelineExecution"], [ARN]),
        ]);
    });

    it("tells its script which pipeline, and which source of it takes the candidate", () => {
        const { environment, source } = recording.one("aws:codebuild/project:Project").inputs;
        assert.deepEqual((environment as Record<string, unknown>)["environmentVariables"], [
            { name: "LINE", value: "web" },
            { name: "RELEASES_BUCKET", value: "project-stack-releases-111122223333" },
            { name: "PIPELINE", value: "web-ship-stack-1234567" },
            { name: "SOURCE", value: "Release" },
        ]);
        assert.deepEqual(source, { buildspec: renderBuildspec(["handover"], { gives: false }), type: "NO_SOURCE" });
    });

    it("looks after each run that may have written a candidate, and after each end of ship that stands", async () => {
        const ended = runs("web-ship-stack-1234567", "SUCCEEDED", "FAILED", "STOPPED", "CANCELED");
        const fetched = {
            source: ["aws.codebuild"],
            "detail-type": ["CodeBuild Build State Change"],
            detail: { "project-name": ["web-pull-1"], "build-status": ["SUCCEEDED"] },
        };
        const made = runs("web-make-1", "SUCCEEDED");
        const heard = async (pipelines: readonly string[], jobs: readonly string[]) =>
            patterns(await handedOver({ pipelines, jobs }))["web-handover"];
        assert.deepEqual(patterns(recording), { "web-handover": { $or: [ended, made] } });
        assert.deepEqual(await heard([], ["web-pull-1"]), { $or: [ended, fetched] });
        assert.deepEqual(await heard(["web-make-1"], ["web-pull-1"]), { $or: [ended, made, fetched] });
        assert.deepEqual(await heard([], []), ended);
    });

    it("is started with nothing of the event, under the role that it is given", () => {
        const project = out(recording, "aws:codebuild/project:Project", "web-handover", "arn");
        for (const target of recording.all(TARGET)) {
            const { input, inputTransformer, arn, roleArn, deadLetterConfig } = target.inputs;
            assert.deepEqual([input, inputTransformer, arn], ["{}", undefined, project]);
            assert.equal(roleArn, out(recording, "aws:iam/role:Role", "web-start", "arn"));
            assert.deepEqual(deadLetterConfig, { arn: out(recording, "aws:sqs/queue:Queue", "dead-letters", "arn") });
            for (const policy of ["RolePolicy web-start", "QueuePolicy dead-letters"])
                assert.ok(waits(recording, target).includes(policy), policy);
        }
        assert.deepEqual(may(recording, "web-start"), [allow(["codebuild:StartBuild"], [project])]);
    });
});
