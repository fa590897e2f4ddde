import * as assert from "node:assert/strict";

import { FailureMails } from "../../../components/shared/failure-mails";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, may, out, waits } from "../surroundings";

const TOPIC = "aws:sns/topic:Topic";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

const mailing = (pipelines: readonly string[], jobs: readonly string[]): Promise<Recording> =>
    record(() => new FailureMails("mails", { pipelines, jobs }, makeContext()));

describe("FailureMails", () => {
    it("tells of failed and of canceled runs in words of their own, and of stopped or superseded ones not at all", async () => {
        const recording = await mailing(["web-make-1", "web-ship-1"], []);
        const states = recording.all(RULE).map(({ name, inputs }) => {
            const { detail } = JSON.parse(String(inputs["eventPattern"])) as { detail: Record<string, string[]> };
            assert.deepEqual(detail["pipeline"], ["web-make-1", "web-ship-1"]);
            return [name, detail["state"]];
        });
        assert.deepEqual(states, [
            ["mails-canceled", ["CANCELED"]],
            ["mails-failed", ["FAILED"]],
        ]);
        const words = recording.all(TARGET).map(({ inputs }) => {
            const { inputTemplate } = inputs["inputTransformer"] as { inputTemplate: string };
            return inputTemplate.slice(0, 32);
        });
        assert.deepEqual(
            words,
            ['"A run of <pipeline> was canceled', '"<pipeline> failed. See what it '].map((text) => text.slice(0, 32)),
        );
    });

    it("tells of jobs outside of pipelines in a rule of their own", async () => {
        const recording = await mailing([], ["web-pull-1"]);
        assert.deepEqual(JSON.parse(String(recording.one(RULE).inputs["eventPattern"])), {
            source: ["aws.codebuild"],
            "detail-type": ["CodeBuild Build State Change"],
            detail: { "build-status": ["FAILED", "FAULT", "TIMED_OUT"], "project-name": ["web-pull-1"] },
        });
    });

    it("lets the rules write under a role of their own, with a queue for what is not delivered", async () => {
        const recording = await mailing(["web-make-1"], ["web-pull-1"]);
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
        assert.equal(recording.all(TARGET).length, 3);
    });
});
