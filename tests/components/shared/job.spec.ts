import * as assert from "node:assert/strict";

import { renderBuildspec } from "../../../components/documents/buildspec";
import { ShellJob, type ShellJobArgs } from "../../../components/shared/job";
import { record, type Recording } from "../../support/recorder";
import { allow, below, loose, makeContext, may, out, statements, waits } from "../surroundings";

const PROJECT = "aws:codebuild/project:Project";

async function made(args: ShellJobArgs, retention = loose): Promise<Recording> {
    return record(() => {
        new ShellJob("web-pull", args, makeContext({ retention }));
    });
}

describe("ShellJob", () => {
    it("with a script alone may write its log, and nothing else", async () => {
        const recording = await made({ job: { run: { scripts: ["check"] } }, allow: [], within: "nothing" });
        assert.deepEqual(below(recording, "ShellJob", "web-pull"), [
            "LogGroup web-pull",
            "Project web-pull",
            "Role web-pull",
            "RolePolicy web-pull",
        ]);
        const log = out(recording, "aws:cloudwatch/logGroup:LogGroup", "web-pull", "arn");
        assert.deepEqual(may(recording, "web-pull"), [
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], [`${log}:*`]),
        ]);
        assert.deepEqual(recording.one("aws:cloudwatch/logGroup:LogGroup").inputs, { retentionInDays: 7 });
        assert.deepEqual(recording.one(PROJECT).inputs, {
            artifacts: { type: "NO_ARTIFACTS" },
            buildTimeout: 30,
            encryptionKey: out(recording, "aws:kms/key:Key", "artifacts", "arn"),
            environment: {
                computeType: "BUILD_GENERAL1_SMALL",
                environmentVariables: [],
                image: "aws/codebuild/amazonlinux-x86_64-standard:6.0",
                privilegedMode: false,
                type: "LINUX_CONTAINER",
            },
            logsConfig: {
                cloudwatchLogs: { groupName: out(recording, "aws:cloudwatch/logGroup:LogGroup", "web-pull", "name") },
            },
            serviceRole: out(recording, "aws:iam/role:Role", "web-pull", "arn"),
            source: { buildspec: renderBuildspec(["check"], { gives: false }), type: "NO_SOURCE" },
        });
    });

    it("with everything takes from its pipeline and hands on", async () => {
        const job = {
            run: { scripts: ["evidence"] },
            env: { LINE: "web", BUCKET: "b" },
            exports: ["SUMMARY"],
            docker: true,
            timeoutMinutes: 60,
        };
        const granted = { actions: ["s3:ListAllMyBuckets"], on: "*", because: "a test" } as const;
        const within = { pipeline: "web-ship", takes: true, gives: true };
        const recording = await made({ job, allow: [granted], within });
        const { inputs } = recording.one(PROJECT);
        assert.deepEqual(inputs["artifacts"], { type: "CODEPIPELINE" });
        assert.deepEqual(inputs["source"], {
            buildspec: renderBuildspec(["evidence"], { exports: ["SUMMARY"], gives: true }),
            type: "CODEPIPELINE",
        });
        assert.equal(inputs["buildTimeout"], 60);
        const environment = inputs["environment"] as Record<string, unknown>;
        assert.equal(environment["privilegedMode"], true);
        assert.deepEqual(environment["environmentVariables"], [
            { name: "LINE", value: "web" },
            { name: "BUCKET", value: "b" },
        ]);
        const actions = (may(recording, "web-pull") as { Action: string[] }[]).map(({ Action }) => Action[0]);
        assert.deepEqual(actions, [
            "logs:CreateLogStream",
            "s3:GetObject",
            "s3:GetBucketAcl",
            "kms:Decrypt",
            "s3:ListAllMyBuckets",
        ]);
    });

    it("runs on the processor it is asked to run on", async () => {
        const job = { run: { scripts: ["check"] }, platform: "linux/arm64" } as const;
        const { environment } = (await made({ job, allow: [], within: "nothing" })).one(PROJECT).inputs;
        const { type, image } = environment as Record<string, unknown>;
        assert.deepEqual([type, image], ["ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:4.0"]);
    });

    it("may only read artifacts where it hands nothing on", async () => {
        const within = { pipeline: "web-ship", takes: true, gives: false };
        const recording = await made({ job: { run: { scripts: ["check"] } }, allow: [], within });
        assert.doesNotMatch(JSON.stringify(may(recording, "web-pull")), /s3:PutObject|kms:Encrypt/);
    });

    it("runs the repository's own buildspec by its path", async () => {
        const within = { pipeline: "web-make", takes: true, gives: true };
        const recording = await made({ job: { run: { buildspec: "ci/build.yml" } }, allow: [], within });
        assert.deepEqual(recording.one(PROJECT).inputs["source"], { buildspec: "ci/build.yml", type: "CODEPIPELINE" });
    });

    it("waits for its policy, trusts CodeBuild for this account, and publishes how to start it", async () => {
        const recording = await made({ job: { run: { scripts: ["check"] } }, allow: [], within: "nothing" });
        const project = recording.one(PROJECT);
        assert.deepEqual(waits(recording, project), [
            "Key artifacts",
            "LogGroup web-pull",
            "Role web-pull",
            "RolePolicy web-pull",
        ]);
        assert.deepEqual(statements(recording.one("aws:iam/role:Role").inputs["assumeRolePolicy"]), [
            {
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                Effect: "Allow",
                Principal: { Service: "codebuild.amazonaws.com" },
            },
        ]);
        assert.deepEqual(recording.one("fairlead:index:ShellJob").outputs, {
            projectArn: project.outputs["arn"],
            projectName: project.outputs["name"],
        });
    });

    it("refuses a script that does not exist", async () => {
        const nothing = made({ job: { run: { scripts: ["nothing"] } }, allow: [], within: "nothing" });
        await assert.rejects(nothing, /nothing\.sh/);
    });
});
