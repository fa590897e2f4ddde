import { SlackChannelConfiguration } from "@pulumi/aws/chatbot";
import { z } from "zod";

import type { RecipientKind } from "../seams";
import { configurationName, GUARDRAILS, isServed, makeChannelRole } from "./chat";

const settings = z.strictObject({
    workspace: z
        .string()
        .regex(/^[0-9A-Z]{1,255}$/)
        .meta({
            description: "Workspace of Slack, by its id.",
            allowed: "the id of a Slack workspace, such as T07EA123LEP",
            examples: ["T07EA123LEP"],
        }),
    channel: z
        .string()
        .regex(/^[A-Za-z0-9]{1,40}$/)
        .meta({
            description: "Channel, by its id: the end of the link that Slack copies.",
            allowed: "the id of a Slack channel, such as C07EZ1ABC23",
            examples: ["C07EZ1ABC23"],
        }),
});

/** A channel of Slack, through Amazon Q Developer in chat applications. */
export const slack: RecipientKind<"slack", typeof settings> = {
    to: "slack",
    form: "chat",
    settings,
    rules: (_settings, about) => isServed("workspace", about),
    label: ({ channel }) => channel.slice(-12),
    make({ own }, { workspace, channel }, topic, from, opts) {
        const role = makeChannelRole(own, from, opts);
        new SlackChannelConfiguration(
            own,
            {
                configurationName: configurationName(own, from),
                slackTeamId: workspace,
                slackChannelId: channel,
                iamRoleArn: role.arn,
                guardrailPolicyArns: GUARDRAILS,
                snsTopicArns: [topic.arn],
                loggingLevel: "ERROR",
            },
            { ...opts, dependsOn: [...role.ready, ...topic.ready] },
        );
    },
    // https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html
    nextSteps: ({ workspace, channel }) => [
        `authorize Slack workspace ${workspace} once, in the console of Amazon Q Developer in chat applications, before \`pulumi up\`; then /invite @Amazon Q in channel ${channel}, where that is private`,
    ],
};
