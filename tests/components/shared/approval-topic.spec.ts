import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { askerOf } from "../../../components/line/approval";
import { ApprovalTopic } from "../../../components/shared/approval-topic";
import { ArtifactStore } from "../../../components/shared/artifact-store";
import { record } from "../../support/recorder";
import { allow, out, ref, statements } from "../surroundings";

const TOPIC = "aws:sns/topic:Topic";

describe("ApprovalTopic", () => {
    it("is an encrypted topic that mails each person, and refuses whatever is not an approval of its lines", async () => {
        const people = [{ to: "email", about: ["approval"], address: "a@example.com" }];
        const recording = await record(() => {
            const artifacts = new ArtifactStore("artifacts", { ref });
            const askers = ["web", "orders"].map((line) => askerOf(line));
            const topic = new ApprovalTopic("approvals", { ref, artifacts, people, askers });
            return { asks: renderPolicy(topic.asks()) };
        });
        const arn = out(recording, TOPIC, "approvals", "arn");
        const key = out(recording, "aws:kms/key:Key", "artifacts", "arn");
        assert.deepEqual(recording.one(TOPIC).inputs, { kmsMasterKeyId: key });
        assert.deepEqual(statements(recording.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"]), [
            {
                Action: ["sns:Publish"],
                Condition: {
                    ArnNotLike: {
                        "aws:PrincipalArn": ["web", "orders"].map(
                            (line) => `arn:aws:iam::111122223333:role/${line}-ship-approve-stack-???????`,
                        ),
                    },
                },
                Effect: "Deny",
                Principal: "*",
                Resource: [arn],
            },
        ]);
        assert.deepEqual(recording.one("aws:sns/topicSubscription:TopicSubscription").inputs, {
            endpoint: "a@example.com",
            protocol: "email",
            topic: arn,
        });
        assert.deepEqual(statements(recording.outputs["asks"]), [
            allow(["sns:Publish"], [arn]),
            allow(["kms:Decrypt", "kms:GenerateDataKey*"], [key]),
        ]);
        assert.deepEqual(recording.one("fairlead:index:ApprovalTopic").outputs, { topicArn: arn });
    });
});
