// AWS's chat service, Amazon Q Developer in chat applications: what it shows in Slack and Teams, and what it drops.
// https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
import { isRecord, parsed, texts } from "../../../plan/plans";
import { Refused } from "../../account/gateway";
import type { Protocol } from "./index";

/** Services whose events it knows by themselves: https://docs.aws.amazon.com/chatbot/latest/adminguide/related-services.html */
const KNOWN =
    /^aws\.(codepipeline|codebuild|codedeploy|codecommit|cloudwatch|cloudformation|ecr|health|securityhub|guardduty)$/;

const channelOf = (protocol: "slack" | "teams"): Protocol => ({
    protocol,
    stoodIn: "the channel, and the marks of client-markdown",
    deliver: ({ message, keep }) => keep("md", shown(message.textFor(protocol))),
});

export const slack = channelOf("slack");
export const teams = channelOf("teams");

/** What stands in the channel. Whatever it does not know it drops, and tells nobody; here it is told. */
export function shown(text: string): string {
    const document = parsed(text);
    if (!isRecord(document)) throw dropped("is no JSON");
    const { version, source, content, metadata, "detail-type": type, detail, AlarmName: alarm } = document;
    if (typeof alarm === "string")
        return `**${alarm}**: ${String(document["NewStateValue"])}\n\n${String(document["NewStateReason"])}\n`;
    if (typeof source === "string" && KNOWN.test(source))
        return `**${String(type)}**\n\n\`\`\`json\n${JSON.stringify(detail, null, 2)}\n\`\`\`\n`;
    if (version !== "1.0" || source !== "custom")
        throw dropped(`says version ${String(version)} and source ${String(source)}, wanted are 1.0 and custom`);
    const { title, description, nextSteps } = isRecord(content) ? content : {};
    if (typeof description !== "string" || description === "") throw dropped("has no content.description");
    const { summary, threadId } = isRecord(metadata) ? metadata : {};
    return [
        ...(typeof title === "string" ? [`**${title}**`, ""] : []),
        description,
        ...(texts(nextSteps).length > 0 ? ["", "Next steps", ...texts(nextSteps).map((step) => `- ${step}`)] : []),
        ...(typeof threadId === "string"
            ? ["", `thread ${threadId}: ${typeof summary === "string" ? summary : ""}`]
            : []),
        "",
    ].join("\n");
}

function dropped(why: string): Refused {
    return new Refused("Dropped", `the chat service drops a message that ${why}`);
}
