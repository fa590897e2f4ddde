import * as assert from "node:assert/strict";

import { ArtifactStore } from "../../../components/shared/artifact-store";
import { Notifications, type NotificationsArgs } from "../../../components/shared/notifications";
import { record, type Recording } from "../../support/recorder";
import { allow, below, may, out, statements, waits, ref } from "../surroundings";

const TOPIC = "aws:sns/topic:Topic";

async function notifying(
    people: NotificationsArgs["people"],
    pipelines: readonly string[] = [],
    jobs: readonly string[] = [],
): Promise<Recording> {
    return record(() => {
        const artifacts = new ArtifactStore("artifacts", { ref });
        const notifications = new Notifications("notifications", { ref, artifacts, people });
        notifications.tellAboutFailures({ pipelines, jobs });
    });
}

describe("Notifications", () => {
    it("without people or pipelines is a topic that alarms of this account may write to", async () => {
        const recording = await notifying([]);
        assert.deepEqual(below(recording, "Notifications", "notifications"), [
            "Topic notifications",
            "TopicPolicy notifications",
        ]);
        assert.deepEqual(recording.one(TOPIC).inputs, {
            kmsMasterKeyId: out(recording, "aws:kms/key:Key", "artifacts", "arn"),
        });
        const arn = out(recording, TOPIC, "notifications", "arn");
        const { policy, ...inputs } = recording.one("aws:sns/topicPolicy:TopicPolicy").inputs;
        assert.deepEqual(inputs, { arn });
        assert.deepEqual(statements(policy), [
            {
                Action: ["sns:Publish"],
                Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*" } },
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Resource: [arn],
            },
        ]);
        assert.deepEqual(recording.one("fairlead:index:Notifications").outputs, { topicArn: arn });
    });

    it("mails each person, and tells of every pipeline in one rule", async () => {
        const people = ["a@example.com", "b@example.com"].map((address) => ({ to: "email" as const, address }));
        const recording = await notifying(people, ["web-make-1", "web-ship-1"]);
        const topic = out(recording, TOPIC, "notifications", "arn");
        assert.deepEqual(
            recording.all("aws:sns/topicSubscription:TopicSubscription").map(({ name, inputs }) => [name, inputs]),
            [
                ["notifications-email-a@example.com", { endpoint: "a@example.com", protocol: "email", topic }],
                ["notifications-email-b@example.com", { endpoint: "b@example.com", protocol: "email", topic }],
            ],
        );
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule");
        assert.deepEqual(JSON.parse(String(rule.inputs["eventPattern"])), {
            source: ["aws.codepipeline"],
            "detail-type": ["CodePipeline Pipeline Execution State Change"],
            detail: { pipeline: ["web-make-1", "web-ship-1"], state: ["FAILED"] },
        });
        const target = recording.one("aws:cloudwatch/eventTarget:EventTarget");
        assert.deepEqual(target.inputs, {
            arn: topic,
            inputTransformer: {
                inputPaths: { pipeline: "$.detail.pipeline", region: "$.region", run: "$.detail.execution-id" },
                inputTemplate:
                    '"<pipeline> failed. See what it says: https://<region>.console.aws.amazon.com/codesuite/codepipeline/pipelines/<pipeline>/executions/<run>"',
            },
            roleArn: out(recording, "aws:iam/role:Role", "notifications-mail", "arn"),
            rule: rule.outputs["name"],
        });
        assert.deepEqual(waits(recording, target), [
            "EventRule notifications-failed",
            "Role notifications-mail",
            "RolePolicy notifications-mail",
            "Topic notifications",
            "TopicPolicy notifications",
        ]);
    });

    it("tells of jobs outside of pipelines in a rule of their own", async () => {
        const recording = await notifying([], [], ["web-pull-1"]);
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule", "notifications-not-fetched");
        assert.deepEqual(JSON.parse(String(rule.inputs["eventPattern"])), {
            source: ["aws.codebuild"],
            "detail-type": ["CodeBuild Build State Change"],
            detail: { "build-status": ["FAILED", "FAULT", "TIMED_OUT"], "project-name": ["web-pull-1"] },
        });
        const target = recording.one("aws:cloudwatch/eventTarget:EventTarget", "notifications-not-fetched");
        assert.deepEqual(target.inputs, {
            arn: out(recording, TOPIC, "notifications", "arn"),
            inputTransformer: {
                inputPaths: { job: "$.detail.project-name", region: "$.region" },
                inputTemplate:
                    '"<job> could not fetch a release. See what it says: https://<region>.console.aws.amazon.com/codesuite/codebuild/projects/<job>/history"',
            },
            roleArn: out(recording, "aws:iam/role:Role", "notifications-mail", "arn"),
            rule: rule.outputs["name"],
        });
        assert.ok(waits(recording, target).includes("TopicPolicy notifications"));
    });

    it("lets the rules write under a role of their own, and EventBridge itself not at all", async () => {
        const recording = await notifying([], ["web-make-1"], ["web-pull-1"]);
        assert.deepEqual(may(recording, "notifications-mail"), [
            allow(["sns:Publish"], [out(recording, TOPIC, "notifications", "arn")]),
            allow(["kms:Decrypt", "kms:GenerateDataKey*"], [out(recording, "aws:kms/key:Key", "artifacts", "arn")]),
        ]);
        const role = recording.one("aws:iam/role:Role", "notifications-mail");
        assert.deepEqual(
            recording.all("aws:cloudwatch/eventTarget:EventTarget").map(({ inputs }) => inputs["roleArn"]),
            [role.outputs["arn"], role.outputs["arn"]],
        );
        for (const document of [
            recording.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"],
            recording.one("aws:kms/key:Key", "artifacts").inputs["policy"],
        ])
            assert.doesNotMatch(String(document), /events\.amazonaws\.com/);
    });
});
