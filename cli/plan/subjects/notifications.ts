import { any, type Subject } from "./types";

/** What people are told. */
export const notifications: Subject = {
    reasons: { "aws:sns/topicSubscription:TopicSubscription": [[any, "a person who is told"]] },
    shared: {
        "aws:sns/topic:Topic": "tells people what they have to know",
        "aws:sns/topicPolicy:TopicPolicy": "says what may be published there: alarms, or approvals and nothing else",
        "aws:iam/role:Role": "lets EventBridge write to the topic, and do nothing else",
        "aws:iam/rolePolicy:RolePolicy": "lets EventBridge write to the topic, and do nothing else",
        "aws:cloudwatch/eventRule:EventRule": "hears of what a person has to know, a run that failed for one",
        "aws:cloudwatch/eventTarget:EventTarget": "passes on to the topic what its rule hears",
        "aws:sqs/queue:Queue": "keeps every event that its target did not take, for two weeks",
        "aws:sqs/queuePolicy:QueuePolicy": "lets EventBridge put such events there",
        "aws:cloudwatch/metricAlarm:MetricAlarm": "rings when an event was not delivered",
    },
    drawn: ["aws:sns/topic:Topic"],
};
