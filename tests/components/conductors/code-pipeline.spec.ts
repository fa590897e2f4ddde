import * as assert from "node:assert/strict";

import type { Recording } from "../../support/recorder";
import { allow, below, may, out, waits } from "../surroundings";
import { conducted, PIPELINE, settings, stages } from "./conducting";

describe("CodePipeline", () => {
    let recording: Recording;

    before(async () => {
        recording = await conducted(stages, [settings]);
    });

    it("makes one role for itself and one for each step", () => {
        assert.deepEqual(below(recording, "CodePipeline", "web-ship"), [
            "LogGroup web-ship",
            "Pipeline web-ship",
            "Project web-ship-rollit",
            "Role web-ship",
            "Role web-ship-ask",
            "Role web-ship-rollit",
            "Role web-ship-source",
            "RolePolicy web-ship",
            "RolePolicy web-ship-ask",
            "RolePolicy web-ship-rollit",
            "RolePolicy web-ship-source",
            "ShellJob web-ship-rollit",
        ]);
    });

    it("queues runs, and hands artifacts on under the environment's key", () => {
        const { stages: _stages, ...inputs } = recording.one(PIPELINE).inputs;
        assert.deepEqual(inputs, {
            artifactStores: [
                {
                    encryptionKey: { id: out(recording, "aws:kms/key:Key", "artifacts", "arn"), type: "KMS" },
                    location: out(recording, "aws:s3/bucket:Bucket", "artifacts", "bucket"),
                    type: "S3",
                },
            ],
            executionMode: "QUEUED",
            pipelineType: "V2",
            roleArn: out(recording, "aws:iam/role:Role", "web-ship", "arn"),
        });
    });

    it("lets its own role start jobs, become the other roles and carry artifacts", () => {
        const role = (name: string): string => out(recording, "aws:iam/role:Role", name, "arn");
        const own = may(recording, "web-ship") as unknown[];
        assert.deepEqual(own.slice(0, 3), [
            allow(["sts:AssumeRole"], [role("web-ship-source")]),
            allow(["sts:AssumeRole"], [role("web-ship-ask")]),
            allow(
                ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"],
                [out(recording, "aws:codebuild/project:Project", "web-ship-rollit", "arn")],
            ),
        ]);
        assert.equal(own.length, 6);
    });

    it("keeps what its jobs print in one log, where each may write its own streams alone", () => {
        const log = (property: string): string =>
            out(recording, "aws:cloudwatch/logGroup:LogGroup", "web-ship", property);
        assert.deepEqual((may(recording, "web-ship-rollit") as unknown[])[0], {
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Effect: "Allow",
            Resource: [`${log("arn")}:log-stream:rollit*`],
        });
        assert.deepEqual(recording.one("aws:codebuild/project:Project").inputs["logsConfig"], {
            cloudwatchLogs: { groupName: log("name"), streamName: "rollit" },
        });
    });

    it("waits for every policy, for its store and for what it was told to wait for", () => {
        assert.deepEqual(waits(recording, recording.one(PIPELINE)), [
            "Bucket artifacts",
            "BucketPolicy artifacts",
            "BucketPublicAccessBlock artifacts",
            "BucketServerSideEncryptionConfiguration artifacts",
            "BucketVersioning artifacts",
            "Key artifacts",
            "LogGroup seed",
            "Project web-ship-rollit",
            "Role web-ship",
            "Role web-ship-ask",
            "Role web-ship-source",
            "RolePolicy web-ship",
            "RolePolicy web-ship-ask",
            "RolePolicy web-ship-source",
        ]);
    });

    it("says in the state what its stages are, and publishes its name and address", () => {
        const { inputs, outputs } = recording.one("fairlead:index:CodePipeline");
        assert.deepEqual(inputs, {
            stages: [
                { name: "Source", steps: ["Source"] },
                { name: "Deploy", steps: ["Ask", "RollIt"] },
            ],
        });
        const { name, arn } = recording.one(PIPELINE).outputs;
        assert.deepEqual(outputs, { pipelineArn: arn, pipelineName: name });
    });
});
