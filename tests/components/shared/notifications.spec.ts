import * as assert from "node:assert/strict";

import { ArtifactStore } from "../../../components/shared/artifact-store";
import { Notifications, type NotificationsArgs } from "../../../components/shared/notifications";
import { record, type Recording } from "../../support/recorder";
import { below, out, ref, statements } from "../surroundings";

const TOPIC = "aws:sns/topic:Topic";

async function notifying(people: NotificationsArgs["people"]): Promise<Recording> {
    return record(() => {
        const artifacts = new ArtifactStore("artifacts", { ref });
        new Notifications("notifications", { ref, artifacts, people });
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
        assert.deepEqual(recording.one("fairlead:index:Notifications").outputs, { topicArn: arn });
    });

    it("mails each person", async () => {
        const people = ["a@example.com", "b@example.com"].map((address) => ({ to: "email" as const, address }));
        const recording = await notifying(people);
        const topic = out(recording, TOPIC, "notifications", "arn");
        assert.deepEqual(
            recording.all("aws:sns/topicSubscription:TopicSubscription").map(({ name, inputs }) => [name, inputs]),
            [
                ["notifications-email-a@example.com", { endpoint: "a@example.com", protocol: "email", topic }],
                ["notifications-email-b@example.com", { endpoint: "b@example.com", protocol: "email", topic }],
            ],
        );
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
