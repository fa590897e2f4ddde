import * as assert from "node:assert/strict";

import { ArtifactStore } from "../../../components/shared/artifact-store";
import { Notifications, type NotificationsArgs } from "../../../components/shared/notifications";
import { BY_DEFAULT } from "../../../components/shared/notifications/events";
import { record, type Recording } from "../../support/recorder";
import { below, out, ref, statements } from "../surroundings";

const TOPIC = "aws:sns/topic:Topic";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

async function notifying(recipients: NotificationsArgs["recipients"]): Promise<Recording> {
    return record(() => {
        const artifacts = new ArtifactStore("artifacts", { ref });
        new Notifications("notifications", { ref, artifacts, recipients });
    });
}

describe("Notifications", () => {
    it("without people is a topic that alarms of this account may write to", async () => {
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
        assert.deepEqual(recording.one("fairlead:index:Notifications").outputs, { alarmActions: [arn] });
    });

    it("mails each person, and keeps what is not delivered in a queue that tells so", async () => {
        const people = ["a@example.com", "b@example.com"].map((address) => ({
            to: "email",
            about: BY_DEFAULT,
            address,
        }));
        const recording = await notifying(people);
        const topic = out(recording, TOPIC, "notifications", "arn");
        const queue = out(recording, "aws:sqs/queue:Queue", "notifications-undelivered", "arn");
        const redrivePolicy = JSON.stringify({ deadLetterTargetArn: queue });
        assert.deepEqual(
            recording.all(SUBSCRIPTION).map(({ name, inputs }) => [name, inputs]),
            ["a@example.com", "b@example.com"].map((endpoint) => [
                `notifications-email-${endpoint}`,
                { endpoint, protocol: "email", topic, redrivePolicy },
            ]),
        );
        assert.deepEqual(statements(recording.one("aws:sqs/queuePolicy:QueuePolicy").inputs["policy"]), [
            {
                Action: ["sqs:SendMessage"],
                Condition: {
                    ArnLike: { "aws:SourceArn": ["arn:aws:sns:eu-west-1:111122223333:notifications-stack-???????"] },
                },
                Effect: "Allow",
                Principal: { Service: "sns.amazonaws.com" },
                Resource: [queue],
            },
        ]);
        assert.deepEqual(recording.one("aws:cloudwatch/metricAlarm:MetricAlarm").inputs["alarmActions"], [topic]);
    });

    it("makes a topic for each form and each choice of what is told, and none that has no reader", async () => {
        const recording = await notifying([
            { to: "slack", about: BY_DEFAULT, workspace: "T1", channel: "C1" },
            { to: "sqs", about: ["live"], name: "events" },
            { to: "https", about: ["live"], url: "https://hooks.example.com/a", confirms: false },
            { to: "sms", about: ["failed", "live"], number: "+4915112345678" },
        ]);
        assert.deepEqual(
            recording.all(TOPIC).map(({ name }) => name),
            ["notifications-cb143e", "notifications-chat", "notifications-events-live"],
        );
        const arn = (name: string): string => String(out(recording, TOPIC, name, "arn"));
        assert.deepEqual(
            recording.all(SUBSCRIPTION).map(({ name, inputs }) => [name.slice(0, 40), inputs["topic"]]),
            [
                ["notifications-cb143e-sms-+4915112345678", arn("notifications-cb143e")],
                ["notifications-events-live-https-hooks.ex", arn("notifications-events-live")],
                ["notifications-events-live-sqs-events", arn("notifications-events-live")],
            ],
        );
        // Alarms go where they are asked for, and services that act as themselves to no other topic.
        assert.deepEqual(recording.one("fairlead:index:Notifications").outputs, {
            alarmActions: [arn("notifications-chat")],
        });
        const policyOf = (name: string): unknown =>
            recording.all("aws:sns/topicPolicy:TopicPolicy").find((policy) => policy.name === name)?.inputs["policy"];
        assert.deepEqual(statements(policyOf("notifications-events-live")), [
            {
                Action: ["sns:Publish"],
                Condition: { Null: { "aws:PrincipalArn": "true" } },
                Effect: "Deny",
                Principal: "*",
                Resource: [arn("notifications-events-live")],
            },
        ]);
    });

    it("lets EventBridge itself in not at all", async () => {
        const recording = await notifying([]);
        for (const document of [
            recording.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"],
            recording.one("aws:kms/key:Key", "artifacts").inputs["policy"],
        ])
            assert.doesNotMatch(String(document), /events\.amazonaws\.com/);
    });
});
