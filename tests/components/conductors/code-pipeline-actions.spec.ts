import * as assert from "node:assert/strict";

import type { Recording } from "../../support/recorder";
import { allow, may, out, statements } from "../surroundings";
import { conducted, job, PIPELINE, push, settings, source, stages } from "./conducting";

describe("the actions of a pipeline", () => {
    let recording: Recording;

    before(async () => {
        recording = await conducted(stages, [settings]);
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
                        configuration: { AllowOverrideForS3ObjectKey: "true", S3Bucket: "b" },
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
                        configuration: {
                            CustomData: "#{RollIt.SUMMARY} Well?",
                            ExternalEntityLink: "https://evidence/#{codepipeline.PipelineExecutionId}.md",
                            NotificationArn: "arn:topic",
                        },
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
                            EnvironmentVariables: JSON.stringify([
                                { name: "COMMIT", type: "PLAINTEXT", value: "#{Source.CommitId}" },
                                { name: "EXECUTION", type: "PLAINTEXT", value: "#{codepipeline.PipelineExecutionId}" },
                            ]),
                            PrimarySource: "Code",
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

    it("knows who pushed only where an event says it, and lets only the job that asks prove it", async () => {
        const pushed = await conducted(
            [
                { name: "Source", steps: [source] },
                { name: "Deploy", steps: [job] },
            ],
            [push],
        );
        const { variables, stages: made } = pushed.one(PIPELINE).inputs;
        assert.deepEqual(variables, [{ defaultValue: "unknown", name: "PUSHED_BY" }]);
        assert.match(
            JSON.stringify(made),
            /\\"name\\":\\"WHO\\",\\"type\\":\\"PLAINTEXT\\",\\"value\\":\\"#\{variables\.PUSHED_BY\}/,
        );
        const { environment } = pushed.one("aws:codebuild/project:Project").inputs;
        assert.deepEqual((environment as Record<string, unknown>)["environmentVariables"], [
            { name: "PUSH_RULE", value: "arn:aws:events:eu-west-1:111122223333:rule/project-stack-web-ship-push" },
        ]);
        assert.deepEqual(
            (may(pushed, "web-ship-rollit") as unknown[]).at(-1),
            allow(
                ["codepipeline:GetPipelineExecution"],
                ["arn:aws:codepipeline:eu-west-1:111122223333:web-ship-stack-???????"],
            ),
        );
    });

    it("asks for no variable that the pipeline does not declare", () => {
        const { variables } = recording.one(PIPELINE).inputs;
        assert.equal(variables, undefined);
        const project = recording.one("aws:codebuild/project:Project").inputs;
        assert.doesNotMatch(JSON.stringify(recording.one(PIPELINE).inputs), /#\{variables\./);
        assert.doesNotMatch(JSON.stringify(project), /PUSH_RULE/);
        assert.doesNotMatch(JSON.stringify(may(recording, "web-ship-rollit")), /GetPipelineExecution/);
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
});
