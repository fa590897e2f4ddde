// EventBridge, SNS and CloudWatch Logs.
import { arnIn } from "../../../plan/arn";
import { isRecord, records } from "../../../plan/plans";
import { ask, type AwsCommand, capitals, parameters, plainCall } from "./types";

export const messageCommands: Readonly<Record<string, AwsCommand>> = {
    "events put-events": {
        api: "PutEvents",
        options: { entries: "structures" },
        required: ["entries"],
        run: (given, site) => {
            const entries = records(given["entries"]);
            const named =
                entries.map(({ EventBusName: bus }) => (typeof bus === "string" ? bus : "default"))[0] ?? "default";
            const bus = named.startsWith("arn:") ? named : arnIn(site.place, "events", `event-bus/${named}`);
            const all = (key: string) => entries.map((entry) => String(entry[key] ?? ""));
            const context = { "events:source": all("Source"), "events:detail-type": all("DetailType") };
            const call = { action: "events:PutEvents", on: () => bus, context: () => context };
            return ask(call, capitals(parameters(given)), site);
        },
    },
    "logs filter-log-events": plainCall({
        action: "logs:FilterLogEvents",
        options: {
            "log-group-name": "text",
            "filter-pattern": "text",
            "start-time": "number",
            "end-time": "number",
            "log-stream-name-prefix": "text",
            limit: "number",
        },
        required: ["log-group-name"],
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html: "with :*"
        on: ({ logGroupName }, site) => arnIn(site.place, "logs", `log-group:${String(logGroupName)}:*`),
    }),
    "logs get-log-events": plainCall({
        action: "logs:GetLogEvents",
        options: { "log-group-name": "text", "log-stream-name": "text", limit: "number" },
        required: ["log-group-name", "log-stream-name"],
        on: ({ logGroupName, logStreamName }, site) =>
            arnIn(site.place, "logs", `log-group:${String(logGroupName)}:log-stream:${String(logStreamName)}`),
    }),
    "sns publish": {
        api: "Publish",
        options: { "topic-arn": "text", message: "text", subject: "text", "message-attributes": "document" },
        required: ["topic-arn", "message"],
        run: async (given, site) => {
            const call = { action: "sns:Publish", on: () => String(given["topic-arn"]) };
            const answer = await ask(call, capitals(parameters(given)), site);
            return isRecord(answer) && "MessageId" in answer ? answer : { MessageId: "rehearsed" };
        },
    },
};
