// Slack and Teams, through AWS's chat service, which subscribes by itself to the topics that a channel names.
import { SlackChannelConfiguration, TeamsChannelConfiguration } from "@pulumi/aws/chatbot";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { trustService } from "../../../documents/policy";
import type { Refusal } from "../../../setting-rules";
import { makeRole, type RoleInUse } from "../../role";
import type { RecipientContext, RecipientFrom, RecipientKind } from "../seams";

/**
 * The channel only listens. Who writes in it gets the rights of its role within these guardrails, and without any AWS puts
 * AdministratorAccess there: https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
 */
const GUARDRAILS = ["arn:aws:iam::aws:policy/AWSDenyAll"];

/** A role without a right; each channel must have one. */
function makeChannelRole(name: string, { account }: RecipientFrom, opts: pulumi.CustomResourceOptions): RoleInUse {
    return makeRole(name, { trust: trustService("chatbot.amazonaws.com", account), allow: [] }, opts);
}

/** Names are of letters, digits, `-` and `_`, and one of each in an account. */
function configurationName(own: string, { project, environment }: RecipientFrom): string {
    return `${project}-${environment}-${own}`;
}

/** The service's ARNs know no other partition, by the pages of its API. */
function isServed(at: string, { region }: RecipientContext): readonly Refusal[] {
    if (region === undefined || !/^(cn|us-gov)-/.test(region)) return [];
    return [
        {
            at: [at],
            is: `is a channel of AWS's chat service, which ${region} does not have`,
            allowed: "a region of the partition aws",
            fix: "take this recipient out",
        },
    ];
}

const slackSettings = z.strictObject({
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
export const slack: RecipientKind<"slack", typeof slackSettings> = {
    to: "slack",
    form: "chat",
    settings: slackSettings,
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

const uuid = (description: string) =>
    z
        .string()
        .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        .meta({
            description,
            allowed: "an id such as 00000000-0000-0000-0000-000000000000, in lower case",
            examples: ["00000000-0000-0000-0000-000000000000"],
        });

const teamsSettings = z.strictObject({
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
export const teams: RecipientKind<"teams", typeof teamsSettings> = {
    to: "teams",
    form: "chat",
    settings: teamsSettings,
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
