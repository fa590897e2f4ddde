import * as assert from "node:assert/strict";

import { Announcements } from "../../../components/shared/announcements";
import type { Recipient } from "../../../components/shared/notifications/groups";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, may, out, waits } from "../surroundings";

const TOPIC = "aws:sns/topic:Topic";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

const announcing = (
    pipelines: readonly string[],
    jobs: readonly string[],
    recipients: readonly Recipient[] = [],
): Promise<Recording> =>
    record(() => {
        const told = { pipelines, jobs, applications: ["web-1"], lines: ["web"] };
        const nothing = { scheduled: [], trainings: [], modelGroups: [] };
        return new Announcements("mails", { ...told, ...nothing }, makeContext({ recipients }));
    });

describe("Announcements", () => {
    it("by default tells of failed and of canceled runs in words of their own, and of stopped or superseded ones not at all", async () => {
        const recording = await announcing(["web-make-1", "web-ship-1"], []);
        const states = recording.all(RULE).map(({ name, inputs }) => {
            const { detail } = JSON.parse(String(inputs["eventPattern"])) as { detail: Record<string, string[]> };
            assert.deepEqual(detail["pipeline"], ["web-make-1", "web-ship-1"]);
            return [name, detail["state"]];
        });
        assert.deepEqual(states, [
            ["mails-canceled", ["CANCELED"]],
            ["mails-failed", ["FAILED"]],
            ["mails-rollback", ["STARTED"]],
        ]);
        const words = recording.all(TARGET).map(({ inputs }) => {
            const { inputTemplate } = inputs["inputTransformer"] as { inputTemplate: string };
            return inputTemplate.slice(0, 32);
        });
        assert.deepEqual(
            words,
            [
                '"A run of <pipeline> was canceled',
                '"<pipeline> failed. See what it ',
                '"<pipeline> is rolled back, what',
            ].map((text) => text.slice(0, 32)),
        );
    });

    it("tells of jobs outside of pipelines in a rule of their own", async () => {
        const recording = await announcing([], ["web-pull-1"]);
        assert.deepEqual(JSON.parse(String(recording.one(RULE).inputs["eventPattern"])), {
            source: ["aws.codebuild"],
            "detail-type": ["CodeBuild Build State Change"],
            detail: { "build-status": ["FAILED", "FAULT", "TIMED_OUT"], "project-name": ["web-pull-1"] },
        });
    });

    it("lets the rules write under a role of their own, with a queue for what is not delivered", async () => {
        const recording = await announcing(["web-make-1"], ["web-pull-1"]);
        assert.deepEqual(may(recording, "mails"), [
            allow(["sns:Publish"], [out(recording, TOPIC, "notifications", "arn")]),
            allow(["kms:Decrypt", "kms:GenerateDataKey*"], [out(recording, "aws:kms/key:Key", "artifacts", "arn")]),
        ]);
        const role = out(recording, "aws:iam/role:Role", "mails", "arn");
        const queue = out(recording, "aws:sqs/queue:Queue", "dead-letters", "arn");
        for (const target of recording.all(TARGET)) {
            assert.equal(target.inputs["roleArn"], role);
            assert.deepEqual(target.inputs["deadLetterConfig"], { arn: queue });
            for (const policy of ["RolePolicy mails", "TopicPolicy notifications", "QueuePolicy dead-letters"])
                assert.ok(waits(recording, target).includes(policy), policy);
        }
        assert.equal(recording.all(TARGET).length, 4);
    });

    it("hands machines the event as it is, chat a message of its own, and each topic its own rules", async () => {
        const queue = { to: "sqs", about: ["live", "failed"], name: "events" };
        const chat = { to: "slack", about: ["alarm", "failed"], workspace: "T1", channel: "C1" };
        const recording = await announcing(["web-ship-1"], [], [queue, chat]);
        assert.deepEqual(
            recording.all(RULE).map(({ name }) => name),
            ["mails-chat-da30a4-failed", "mails-events-cb143e-failed", "mails-events-cb143e-live"],
        );
        const [said, failed, live] = recording.all(TARGET);
        assert.equal(failed?.inputs["inputTransformer"], undefined);
        assert.equal(live?.inputs["inputTransformer"], undefined);
        assert.equal(live?.inputs["arn"], out(recording, TOPIC, "notifications-events-cb143e", "arn"));
        const { inputTemplate } = said?.inputs["inputTransformer"] as { inputTemplate: string };
        assert.deepEqual(JSON.parse(inputTemplate), {
            version: "1.0",
            source: "custom",
            id: "<id>",
            content: {
                textType: "client-markdown",
                title: "<pipeline> failed",
                description: "<pipeline> failed.",
                nextSteps: [
                    "See what it says: https://<region>.console.aws.amazon.com/codesuite/codepipeline/pipelines/<pipeline>/executions/<run>",
                ],
            },
            metadata: { threadId: "<run>", summary: "<pipeline> failed", eventType: "failed" },
        });
        assert.deepEqual(may(recording, "mails"), [
            allow(
                ["sns:Publish"],
                ["notifications-events-cb143e", "notifications-chat-da30a4"].map((name) =>
                    out(recording, TOPIC, name, "arn"),
                ),
            ),
            allow(["kms:Decrypt", "kms:GenerateDataKey*"], [out(recording, "aws:kms/key:Key", "artifacts", "arn")]),
        ]);
    });
});
