import { byArn, byName, lastPart, type StandIn, type StandInTable } from "./types";

/** CloudWatch, EventBridge and SNS: what sees things happen and tells others. */
export const watching: StandInTable = {
    "aws:cloudwatch/logGroup:LogGroup": byName("logs", "log-group:"),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (it) => {
        const name = it.named("policyName");
        return { id: name, outputs: { name, policyName: name } };
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": byName("cloudwatch", "alarm:"),
    "aws:cloudwatch/eventBus:EventBus": byName("events", "event-bus/"),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": (it) => ({ id: it.text("eventBusName") || "default", outputs: {} }),
    "aws:cloudwatch/eventRule:EventRule": (it) => {
        const name = it.named();
        // A rule of the default bus is named without it, in ARN and id alike.
        const bus = lastPart(it.text("eventBusName"));
        const path = bus === "" || bus === "default" ? name : `${bus}/${name}`;
        return { id: path, outputs: { arn: it.arn("events", `rule/${path}`), name } };
    },
    "aws:cloudwatch/eventTarget:EventTarget": (it) => {
        const targetId = it.named("targetId");
        return { id: `${it.text("rule")}-${targetId}`, outputs: { name: targetId, targetId } };
    },
    "aws:sns/topic:Topic": byArn("sns", "", (it) => ({ owner: it.account })),
    "aws:sns/topicPolicy:TopicPolicy": (it) => ({ id: it.text("arn"), outputs: { owner: it.account } }),
    "aws:sns/topicSubscription:TopicSubscription": (it) => {
        const arn = `${it.text("topic")}:${it.uuid()}`;
        return {
            id: arn,
            outputs: { arn, ownerId: it.account, pendingConfirmation: it.text("protocol").startsWith("email") },
        };
    },
    "aws:sns/smsPreferences:SmsPreferences": () => ({ id: "aws_sns_sms_id", outputs: {} }),
    "aws:lambda/function:Function": byName("lambda", "function:"),
    "aws:lambda/permission:Permission": (it) => {
        const statementId = it.named("statementId");
        return { id: statementId, outputs: { statementId } };
    },
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": byArn("firehose", "deliverystream/"),
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": inChat("slack-channel"),
    "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": inChat("microsoft-teams-channel"),
    "aws:sqs/queue:Queue": (it) => {
        const name = it.named();
        const url = `https://sqs.${it.region}.amazonaws.com/${it.account}/${name}`;
        return { id: url, outputs: { arn: it.arn("sqs", name), name, url } };
    },
    "aws:sqs/queuePolicy:QueuePolicy": (it) => ({ id: it.text("queueUrl"), outputs: {} }),
};

/** A channel is of the whole account: https://docs.aws.amazon.com/chatbot/latest/APIReference/API_SlackChannelConfiguration.html */
function inChat(kind: string): StandIn {
    return (it) => {
        const arn = it.globalArn("chatbot", `chat-configuration/${kind}/${it.text("configurationName")}`);
        return { id: arn, outputs: { chatConfigurationArn: arn } };
    };
}
