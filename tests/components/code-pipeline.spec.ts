import * as assert from "node:assert/strict";

import * as cloudwatch from "@pulumi/aws/cloudwatch";

import { CodePipeline } from "../../components/conductors/code-pipeline";
import type { Stage, Step } from "../../components/parts";
import { record, type Recording } from "../support/recorder";
import { allow, below, makeContext, may, out, statements, waits } from "./surroundings";

const PIPELINE = "aws:codepipeline/pipeline:Pipeline";

const source: Step = {
    name: "Source",
    gives: "Code",
    run: { action: { category: "Source", provider: "S3", configuration: { S3Bucket: "b" } } },
    allow: [{ actions: ["s3:GetObject"], on: ["arn:aws:s3:::b/k"] }],
};
const job: Step = {
    name: "RollIt",
    takes: ["Code", "More"],
    gives: "Result",
    run: {
        job: {
            run: { script: "check" },
            runEnv: { COMMIT: "#{Source.CommitId}" },
            exports: ["SUMMARY"],
        },
    },
    allow: [],
};
const question: Step = {
    name: "Ask",
    run: {
        action: { category: "Approval", provider: "Manual", configuration: { CustomData: "?" }, timeoutMinutes: 60 },
    },
    allow: [{ actions: ["sns:Publish"], on: ["arn:topic"] }],
};

async function conducted(stages: readonly Stage[]): Promise<Recording> {
    return record(() => {
        const before = new cloudwatch.LogGroup("seed");
        new CodePipeline("web-ship", { stages, before: [before] }, makeContext());
    });
}

describe("CodePipeline", () => {
    let recording: Recording;

    before(async () => {
        recording = await conducted([
            { name: "Source", steps: [source] },
            { name: "Deploy", steps: [question, job] },
        ]);
    });

    it("makes one role for itself and one for each step", () => {
        assert.deepEqual(below(recording, "CodePipeline", "web-ship"), [
            "LogGroup web-ship-rollit",
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

    it("turns steps into actions, in their order", () => {
        const { stages } = recording.one(PIPELINE).inputs;
        const native = { owner: "AWS", version: "1" };
        assert.deepEqual(stages, [
            {
                actions: [
                    {
                        ...native,
                        category: "Source",
                        configuration: { S3Bucket: "b" },
                        inputArtifacts: [],
                        name: "Source",
                        namespace: "Source",
                        outputArtifacts: ["Code"],
                        provider: "S3",
                        roleArn: out(recording, "aws:iam/role:Role", "web-ship-source", "arn"),
                        runOrder: 1,
                    },
                ],
                name: "Source",
            },
            {
                actions: [
                    {
                        ...native,
                        category: "Approval",
                        configuration: { CustomData: "?" },
                        inputArtifacts: [],
                        name: "Ask",
                        outputArtifacts: [],
                        provider: "Manual",
                        roleArn: out(recording, "aws:iam/role:Role", "web-ship-ask", "arn"),
                        runOrder: 1,
                        timeoutInMinutes: 60,
                    },
                    {
                        ...native,
                        category: "Build",
                        configuration: {
                            EnvironmentVariables: '[{"name":"COMMIT","type":"PLAINTEXT","value":"#{Source.CommitId}"}]',
                            ProjectName: out(recording, "aws:codebuild/project:Project", "web-ship-rollit", "name"),
                        },
                        inputArtifacts: ["Code", "More"],
                        name: "RollIt",
                        namespace: "RollIt",
                        outputArtifacts: ["Result"],
                        provider: "CodeBuild",
                        runOrder: 2,
                    },
                ],
                name: "Deploy",
            },
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

    it("lets a step's role do what the step asks, and touch artifacts only as far as the step does", () => {
        const bucket = out(recording, "aws:s3/bucket:Bucket", "artifacts", "arn");
        const [put, , , read] = may(recording, "web-ship-source") as unknown[];
        assert.deepEqual(
            put,
            allow(["s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"], [`${bucket}/web-ship-*`]),
        );
        assert.deepEqual(read, allow(["s3:GetObject"], ["arn:aws:s3:::b/k"]));
        assert.deepEqual(may(recording, "web-ship-ask"), [allow(["sns:Publish"], ["arn:topic"])]);
    });

    it("makes the step's role trust the pipeline's role, and that one trust the service", () => {
        const trust = (name: string): unknown =>
            statements(recording.one("aws:iam/role:Role", name).inputs["assumeRolePolicy"]);
        assert.deepEqual(trust("web-ship-ask"), [
            {
                Action: "sts:AssumeRole",
                Effect: "Allow",
                Principal: { AWS: out(recording, "aws:iam/role:Role", "web-ship", "arn") },
            },
        ]);
        assert.match(JSON.stringify(trust("web-ship")), /"codepipeline\.amazonaws\.com"/);
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
