import { any, type Subject } from "./types";

/** What people are told. */
export const notifications: Subject = {
    reasons: { "aws:sns/topicSubscription:TopicSubscription": [[any, "somebody who is told"]] },
    shared: {
        "aws:sns/topic:Topic": "tells people what they have to know",
        "aws:sns/topicPolicy:TopicPolicy": "says what may be published there: alarms, or approvals and nothing else",
        "aws:iam/role:Role": "lets EventBridge write to the topic, and do nothing else",
        "aws:iam/rolePolicy:RolePolicy": "lets EventBridge write to the topic, and do nothing else",
        "aws:cloudwatch/eventRule:EventRule": "hears of what a person has to know, a run that failed for one",
        "aws:cloudwatch/eventTarget:EventTarget": "passes on to the topic what its rule hears",
        "aws:sqs/queue:Queue": "keeps what its receiver has not taken, for two weeks",
        "aws:sqs/queuePolicy:QueuePolicy": "lets EventBridge or SNS put it there",
        "aws:cloudwatch/metricAlarm:MetricAlarm": "rings when something was not delivered",
        "aws:lambda/permission:Permission": "lets the topic invoke a function of yours",
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "writes what is told into a bucket that keeps it",
        "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "a channel of Slack that is told",
        "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": "a channel of Teams that is told",
    },
    drawn: ["aws:sns/topic:Topic"],
};
