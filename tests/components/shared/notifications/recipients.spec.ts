import * as assert from "node:assert/strict";

import { ArtifactStore } from "../../../../components/shared/artifact-store";
import { nextStepsOf, Notifications } from "../../../../components/shared/notifications";
import type { Recipient } from "../../../../components/shared/notifications/groups";
import { recipients } from "../../../../components/shared/notifications/recipients";
import { record, type Recording } from "../../../support/recorder";
import { allow, below, may, out, ref, statements, waits } from "../../surroundings";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:tell";
const DEVICE = "arn:aws:sns:eu-west-1:111122223333:endpoint/GCM/pipelines/00000000-0000-0000-0000-000000000000";
const UUID = "00000000-0000-0000-0000-000000000000";

interface Case {
    readonly settings: Readonly<Record<string, unknown>>;
    /** What is made beside the topic, its policy and the queue of what is not delivered. */
    readonly makes: readonly string[];
    readonly subscription?: Readonly<Record<string, unknown>>;
    readonly step?: RegExp;
}

const subscribed = (ending: string) => `TopicSubscription notifications${ending}`;
const CASES: Readonly<Record<(typeof recipients)[number]["to"], Case>> = {
    email: {
        settings: { address: "a@example.com" },
        makes: [subscribed("-failed-email-a@example.com")],
        subscription: { protocol: "email", endpoint: "a@example.com" },
        step: /^confirm the subscription that AWS mails to a@example.com$/,
    },
    "email-json": {
        settings: { address: "a@example.com" },
        makes: [subscribed("-events-failed-email-json-a@example.com")],
        subscription: { protocol: "email-json", endpoint: "a@example.com" },
        step: /^confirm the subscription/,
    },
    https: {
        settings: { url: "https://hooks.example.com/a", confirms: true },
        makes: [subscribed("-events-failed-https-hooks.example.com-878390")],
        subscription: { protocol: "https", endpoint: "https://hooks.example.com/a", endpointAutoConfirms: true },
    },
    http: {
        settings: { url: "http://hooks.example.com/a", confirms: false },
        makes: [subscribed("-events-failed-http-hooks.example.com-7b1296")],
        subscription: { protocol: "http", endpoint: "http://hooks.example.com/a", endpointAutoConfirms: false },
        step: /^confirm the subscription of http:\/\/hooks.example.com\/a: visit the SubscribeURL/,
    },
    sqs: {
        settings: { name: "events" },
        makes: [
            "Queue notifications-events",
            "QueuePolicy notifications-events",
            subscribed("-events-failed-sqs-events"),
        ],
        step: /^let a program read the queue notifications-events-…/,
    },
    lambda: {
        settings: { functionArn: FUNCTION },
        makes: ["Permission notifications-events-failed-lambda-tell", subscribed("-events-failed-lambda-tell")],
        subscription: { protocol: "lambda", endpoint: FUNCTION },
    },
    firehose: {
        settings: { name: "archive", days: 30 },
        makes: [
            "Bucket notifications-archive",
            "BucketLifecycleConfiguration notifications-archive",
            "BucketPolicy notifications-archive",
            "BucketPublicAccessBlock notifications-archive",
            "BucketServerSideEncryptionConfiguration notifications-archive",
            "BucketVersioning notifications-archive",
            "FirehoseDeliveryStream notifications-archive",
            "Key notifications-archive",
            "Role notifications-archive-in",
            "Role notifications-archive-out",
            "RolePolicy notifications-archive-in",
            "RolePolicy notifications-archive-out",
            subscribed("-events-failed-firehose-archive"),
        ],
    },
    application: {
        settings: { endpointArn: DEVICE },
        makes: [subscribed(`-failed-application-pipelines-${UUID}`)],
        subscription: { protocol: "application", endpoint: DEVICE },
    },
    sms: {
        settings: { number: "+4915112345678" },
        makes: [subscribed("-failed-sms-+4915112345678")],
        subscription: { protocol: "sms", endpoint: "+4915112345678" },
        step: /^verify \+4915112345678 in the SMS sandbox/,
    },
    slack: {
        settings: { workspace: "T07EA123LEP", channel: "C07EZ1ABC23" },
        makes: ["Role notifications-C07EZ1ABC23", "SlackChannelConfiguration notifications-C07EZ1ABC23"],
        step: /^authorize Slack workspace T07EA123LEP once/,
    },
    teams: {
        settings: { tenant: UUID, team: UUID, channel: "19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2" },
        makes: ["Role notifications-b6ef35dc342d", "TeamsChannelConfiguration notifications-b6ef35dc342d"],
        step: /^add Amazon Q Developer to team/,
    },
};

const telling = (told: readonly Recipient[]): Promise<Recording> =>
    record(() => {
        const artifacts = new ArtifactStore("artifacts", { ref });
        new Notifications("notifications", { ref, artifacts, recipients: told });
    });
const AROUND = /^(Topic|TopicPolicy) |notifications-undelivered$/;

describe("a recipient", () => {
    for (const { to } of recipients) {
        const { settings, makes, subscription, step } = CASES[to];
        it(`of kind ${to} is made with all it needs, and says what is left to do`, async () => {
            const recipient = { to, about: ["failed"], ...settings };
            const recording = await telling([recipient]);
            const made = below(recording, "Notifications", "notifications").filter((label) => !AROUND.test(label));
            // The words that alarms go to stay, since this recipient does not ask for alarms.
            assert.deepEqual(made, [...makes].sort());
            const steps = nextStepsOf([recipient], () => false);
            assert.equal(steps.length, step === undefined ? 0 : 1);
            if (step !== undefined) assert.match(steps[0] ?? "", step);
            if (subscription === undefined) return;
            const { topic, redrivePolicy, ...inputs } = recording.one(SUBSCRIPTION).inputs;
            assert.deepEqual(inputs, subscription);
            assert.match(String(topic), /notifications-(events-)?failed-/);
            const queue = out(recording, "aws:sqs/queue:Queue", "notifications-undelivered", "arn");
            assert.deepEqual(JSON.parse(String(redrivePolicy)), { deadLetterTargetArn: queue });
        });
    }

    it("that is a queue lets SNS write on behalf of its topic alone", async () => {
        const recording = await telling([{ to: "sqs", about: ["failed"], name: "events" }]);
        const queue = out(recording, "aws:sqs/queue:Queue", "notifications-events", "arn");
        const topic = out(recording, "aws:sns/topic:Topic", "notifications-events-failed", "arn");
        const [policy] = recording
            .all("aws:sqs/queuePolicy:QueuePolicy")
            .filter(({ name }) => name === "notifications-events");
        assert.deepEqual(statements(policy?.inputs["policy"]), [
            {
                Action: ["sqs:SendMessage"],
                Condition: { ArnEquals: { "aws:SourceArn": topic } },
                Effect: "Allow",
                Principal: { Service: "sns.amazonaws.com" },
                Resource: [queue],
            },
        ]);
        assert.ok(waits(recording, recording.one(SUBSCRIPTION)).includes("QueuePolicy notifications-events"));
    });

    it("that is a function may be invoked by its topic alone", async () => {
        const recording = await telling([{ to: "lambda", about: ["failed"], functionArn: FUNCTION }]);
        assert.deepEqual(recording.one("aws:lambda/permission:Permission").inputs, {
            action: "lambda:InvokeFunction",
            function: FUNCTION,
            principal: "sns.amazonaws.com",
            sourceArn: out(recording, "aws:sns/topic:Topic", "notifications-events-failed", "arn"),
        });
    });

    it("that is a stream has a role for SNS and another for its bucket", async () => {
        const recording = await telling([{ to: "firehose", about: ["failed"], name: "archive", days: 30 }]);
        const stream = out(
            recording,
            "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
            "notifications-archive",
            "arn",
        );
        assert.deepEqual(may(recording, "notifications-archive-in"), [
            allow(
                [
                    "firehose:DescribeDeliveryStream",
                    "firehose:ListDeliveryStreams",
                    "firehose:ListTagsForDeliveryStream",
                    "firehose:PutRecord",
                    "firehose:PutRecordBatch",
                ],
                [stream],
            ),
        ]);
        const { inputs } = recording.one(SUBSCRIPTION);
        assert.equal(
            inputs["subscriptionRoleArn"],
            out(recording, "aws:iam/role:Role", "notifications-archive-in", "arn"),
        );
        const needed = waits(recording, recording.one(SUBSCRIPTION));
        assert.ok(needed.includes("RolePolicy notifications-archive-in"));
    });

    it("that is a channel has no right, and guardrails that allow none", async () => {
        const recording = await telling([{ to: "slack", about: ["failed"], workspace: "T1", channel: "C1" }]);
        assert.deepEqual(recording.one("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration").inputs, {
            configurationName: "project-stack-notifications-C1",
            guardrailPolicyArns: ["arn:aws:iam::aws:policy/AWSDenyAll"],
            iamRoleArn: out(recording, "aws:iam/role:Role", "notifications-C1", "arn"),
            loggingLevel: "ERROR",
            slackChannelId: "C1",
            slackTeamId: "T1",
            snsTopicArns: [out(recording, "aws:sns/topic:Topic", "notifications-chat-failed", "arn")],
        });
        assert.deepEqual(recording.all("aws:iam/rolePolicy:RolePolicy"), []);
    });
});
