import { any, type Subject } from "./types";

/** What people are told. */
export const notifications: Subject = {
    reasons: { "aws:sns/topicSubscription:TopicSubscription": [[any, "somebody who is told"]] },
    shared: {
        "aws:sns/topic:Topic": "tells people what they have to know",
        "aws:sns/topicPolicy:TopicPolicy": "lets AWS's services, and nobody else, publish there",
        "aws:cloudwatch/eventRule:EventRule": "hears of what a person has to know, a run that failed for one",
        "aws:cloudwatch/eventTarget:EventTarget": "passes on to the topic what its rule hears",
    },
    drawn: ["aws:sns/topic:Topic"],
};
