import * as pulumi from "@pulumi/pulumi";

import { arnIn, type EnvironmentRef } from "../context";
import type { Statement } from "../parts";
import type { ArtifactStore } from "./artifact-store";
import { type MailTopic, makeMailTopic, type Recipients } from "./mail-topic";

export interface NotificationsArgs {
    /** Whose alarms may write to the topic. */
    readonly ref: EnvironmentRef;
    /** Whose key the topic shares: CloudWatch may use it. */
    readonly artifacts: ArtifactStore;
    /** Who hears of it. */
    readonly people: Recipients;
}

/** Mails what went wrong: alarms, failed runs and fetches. What asks for an answer comes by the ApprovalTopic instead. */
export class Notifications extends pulumi.ComponentResource {
    public readonly topicArn: pulumi.Output<string>;
    /** Without its policy the topic takes no alarm. */
    public readonly ready: readonly pulumi.Resource[];
    private readonly topic: MailTopic;

    constructor(name: string, { ref, artifacts, people }: NotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:Notifications", name, { ref, people }, opts);

        const topic = makeMailTopic(
            name,
            {
                artifacts,
                recipients: people,
                // EventBridge is not let in here: AWS takes no condition for it, so every rule there is could write. Our
                // rules write under a role of their own (docs/decisions/0016-who-may-mail.md).
                policy: (arn) => [
                    {
                        to: { Service: "cloudwatch.amazonaws.com" },
                        actions: ["sns:Publish"],
                        on: [arn],
                        when: {
                            ArnLike: { "aws:SourceArn": arnIn(ref, "cloudwatch", "alarm:*") },
                        },
                    },
                ],
            },
            { parent: this },
        );

        this.topicArn = topic.arn;
        this.ready = topic.ready;
        this.topic = topic;
        this.registerOutputs({ topicArn: this.topicArn });
    }

    /** What a role needs to write to the topic. */
    public publishes(): readonly Statement[] {
        return this.topic.publishes;
    }
}
