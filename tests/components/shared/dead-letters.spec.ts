import * as assert from "node:assert/strict";

import { record } from "../../support/recorder";
import { below, makeContext, out, statements } from "../surroundings";

describe("DeadLetters", () => {
    it("is an encrypted queue for rules of this account, kept for two weeks, and an alarm that mails", async () => {
        const recording = await record(() => void makeContext());
        assert.deepEqual(below(recording, "DeadLetters", "dead-letters"), [
            "MetricAlarm dead-letters",
            "Queue dead-letters",
            "QueuePolicy dead-letters",
        ]);
        assert.deepEqual(recording.one("aws:sqs/queue:Queue").inputs, {
            messageRetentionSeconds: 1_209_600,
            sqsManagedSseEnabled: true,
        });
        const arn = out(recording, "aws:sqs/queue:Queue", "dead-letters", "arn");
        assert.deepEqual(statements(recording.one("aws:sqs/queuePolicy:QueuePolicy").inputs["policy"]), [
            {
                Action: ["sqs:SendMessage"],
                Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/*" } },
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Resource: [arn],
            },
        ]);
        const { inputs } = recording.one("aws:cloudwatch/metricAlarm:MetricAlarm");
        assert.equal(inputs["metricName"], "ApproximateNumberOfMessagesVisible");
        assert.deepEqual(inputs["dimensions"], {
            QueueName: out(recording, "aws:sqs/queue:Queue", "dead-letters", "name"),
        });
        assert.deepEqual(inputs["alarmActions"], [out(recording, "aws:sns/topic:Topic", "notifications", "arn")]);
    });
});
