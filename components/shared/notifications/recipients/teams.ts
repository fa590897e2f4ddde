import { TeamsChannelConfiguration } from "@pulumi/aws/chatbot";
import { z } from "zod";

import type { RecipientKind } from "../seams";
import { configurationName, GUARDRAILS, isServed, makeChannelRole } from "./chat";

const uuid = (description: string) =>
    z
        .string()
        .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        .meta({
            description,
            allowed: "an id such as 00000000-0000-0000-0000-000000000000, in lower case",
            examples: ["00000000-0000-0000-0000-000000000000"],
        });

const settings = z.strictObject({
    tenant: uuid("Tenant of Microsoft Teams, by its id."),
    team: uuid("Team, by its id."),
    channel: z
        .string()
        .regex(/^[\w%:@.-]{1,255}$/)
        .meta({
            description: "Channel, by the id in its link.",
            allowed:
                "the id of a channel as its link has it, such as 19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2",
            examples: ["19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2"],
        }),
});

/** A channel of Microsoft Teams, through Amazon Q Developer in chat applications. */
export const teams: RecipientKind<"teams", typeof settings> = {
    to: "teams",
    form: "chat",
    settings,
    rules: (_settings, about) => isServed("tenant", about),
    label: ({ channel }) =>
        channel
            .replace(/^19(%3a|:)/i, "")
            .replace(/\W.*$/, "")
            .slice(0, 12) || "channel",
    make({ own }, { tenant, team, channel }, topic, from, opts) {
        const role = makeChannelRole(own, from, opts);
        new TeamsChannelConfiguration(
            own,
            {
                configurationName: configurationName(own, from),
                tenantId: tenant,
                teamId: team,
                channelId: channel,
                iamRoleArn: role.arn,
                guardrailPolicyArns: GUARDRAILS,
                snsTopicArns: [topic.arn],
                loggingLevel: "ERROR",
            },
            { ...opts, dependsOn: [...role.ready, ...topic.ready] },
        );
    },
    // https://docs.aws.amazon.com/chatbot/latest/adminguide/teams-setup.html
    nextSteps: ({ team }) => [
        `add Amazon Q Developer to team ${team} and configure it once, in its console, before \`pulumi up\``,
    ],
};
