import * as pulumi from "@pulumi/pulumi";

import { arnIn, autonamed, type EnvironmentRef } from "../environment-ref";
import type { ResourceStatement } from "../documents/policy";
import type { Statement } from "../shell";
import type { ArtifactStore } from "./artifact-store";
import { makeDeadLetterQueue } from "./dead-letter-queue";
import { hearsAlarms } from "./notifications/events";
import { type Group, groupsOf, kindOf, makeRecipient, ownOf, type Recipient } from "./notifications/groups";
import { makeTopic, publishing, type Topic, type Undelivered } from "./notifications/topic";

export interface NotificationsArgs {
    /** The environment whose alarms may write to the topics. */
    readonly ref: EnvironmentRef;
    /** The store whose key the topics share, because CloudWatch may use it. */
    readonly artifacts: ArtifactStore;
    /** Who is notified of what. */
    readonly recipients: readonly Recipient[];
    /** Names of further topics whose undelivered messages go to the same queue. */
    readonly besides?: readonly string[];
    /** Lets `destroy` delete what was sent. @default false */
    readonly destroyWithData?: boolean;
}

/** A topic, with what it carries and to whom. */
export interface Channel extends Group {
    readonly topic: Topic;
}

/** The topics of notifications, one for all who hear the same in the same form. Questions go to the ApprovalTopic instead. */
export class Notifications extends pulumi.ComponentResource {
    /** Actions of an alarm. */
    public readonly alarmActions: readonly pulumi.Output<string>[];
    /** The queue of undelivered messages; undefined if nobody is notified. */
    public readonly undelivered?: Undelivered;
    /** The topics, for the rules that write to them. */
    public readonly channels: readonly Channel[];
    private readonly artifacts: ArtifactStore;

    constructor(name: string, args: NotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
        const { ref, artifacts, recipients, besides = [], destroyWithData = false } = args;
        super("fairlead:index:Notifications", name, { ref, recipients, besides, destroyWithData }, opts);

        const groups = groupsOf(recipients);
        const topics = needed(groups).map((group) => ({ ...group, topic: this.topic(name, group, args) }));
        this.alarmActions = topics.filter(({ about }) => hearsAlarms(about)).map(({ topic }) => topic.arn);
        const names = [...topics.map(({ suffix }) => `${name}${suffix}`), ...besides];
        this.undelivered = recipients.length === 0 ? undefined : this.letterBox(name, names, ref);
        this.channels = topics.map((channel) => ({
            ...channel,
            topic: { ...channel.topic, undelivered: this.undelivered },
        }));
        for (const { suffix, recipients: told, topic } of this.channels)
            for (const recipient of told)
                makeRecipient(
                    recipient,
                    { name: `${name}${suffix}`, prefix: name, topic },
                    { ...ref, destroyWithData },
                    { parent: this },
                );
        this.artifacts = artifacts;
        this.registerOutputs({ alarmActions: this.alarmActions });
    }

    /** Permission to write to every topic. */
    public publishes(): readonly Statement[] {
        return publishing(
            this.channels.map(({ topic }) => topic.arn),
            this.artifacts,
        );
    }

    private topic(name: string, { suffix, about }: Group, { ref, artifacts }: NotificationsArgs): Topic {
        // EventBridge is not let in here: AWS takes no condition for it, so every rule there is could write. Our
        // rules write under a role of their own (docs/decisions/0016-who-may-mail.md).
        const alarms = (arn: pulumi.Output<string>): ResourceStatement => ({
            to: { Service: "cloudwatch.amazonaws.com" },
            actions: ["sns:Publish"],
            on: [arn],
            when: { ArnLike: { "aws:SourceArn": arnIn(ref, "cloudwatch", "alarm:*") } },
        });
        return makeTopic(
            `${name}${suffix}`,
            { artifacts, policy: (arn) => [hearsAlarms(about) ? alarms(arn) : onlyRoles(arn)] },
            { parent: this },
        );
    }

    private letterBox(name: string, topics: readonly string[], ref: EnvironmentRef): Undelivered {
        return makeDeadLetterQueue(
            `${name}-undelivered`,
            {
                writer: {
                    to: { Service: "sns.amazonaws.com" },
                    when: {
                        ArnLike: { "aws:SourceArn": topics.map((topic) => arnIn(ref, "sns", autonamed(topic, ref))) },
                    },
                },
                alarmDescription:
                    "a notification was not delivered; see docs/runbook.md, Mail: a notification was not delivered",
                alarmActions: this.alarmActions,
            },
            { parent: this },
        );
    }
}

/** What a person must do for each recipient. `asked` tells whether an approval asks one. */
export function nextStepsOf(recipients: readonly Recipient[], isAsked: (recipient: Recipient) => boolean): string[] {
    return recipients.flatMap((recipient) => kindOf(recipient).nextSteps(ownOf(recipient), isAsked(recipient) ? 2 : 1));
}

/** A topic is made if it has readers; but alarms always need one. */
function needed([words, ...others]: readonly Group[]): readonly Group[] {
    if (!words) return others;
    return words.recipients.length > 0 || !others.some(({ about }) => hearsAlarms(about)) ? [words, ...others] : others;
}

/** A service that acts as itself has no PrincipalArn; without a policy of ours, AWS's own would let each of them in. */
function onlyRoles(arn: pulumi.Output<string>): ResourceStatement {
    return {
        effect: "Deny",
        to: "*",
        actions: ["sns:Publish"],
        on: [arn],
        when: { Null: { "aws:PrincipalArn": "true" } },
    };
}
