import * as pulumi from "@pulumi/pulumi";

import { autonamed, type EnvironmentRef } from "../environment-ref";
import type { Statement } from "../shell";
import type { ArtifactStore } from "./artifact-store";
import { makeRecipient, type Recipient } from "./notifications/groups";
import { makeTopic, type Topic, type Undelivered } from "./notifications/topic";

export interface ApprovalTopicArgs {
    readonly ref: EnvironmentRef;
    /** Whose key the topic shares. */
    readonly artifacts: ArtifactStore;
    /** Who is asked. */
    readonly people: readonly Recipient[];
    /** The queue of undelivered messages. */
    readonly undelivered?: Undelivered;
    /** Names, before autonaming, of the roles that ask. */
    readonly askers: readonly string[];
}

/**
 * The topic of approvals, and of nothing else, so that a mail which asks for production does come from one of these lines. A rule,
 * an alarm or another role of the account is refused, whatever its own policies say.
 */
export class ApprovalTopic extends pulumi.ComponentResource {
    public readonly topicArn: pulumi.Output<string>;
    private readonly topic: Topic;

    constructor(
        name: string,
        { ref, artifacts, people, undelivered, askers }: ApprovalTopicArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ApprovalTopic", name, { ref, people, askers }, opts);
        const { partition, account } = ref;

        const topic = makeTopic(
            name,
            {
                artifacts,
                undelivered,
                policy: (arn) => [
                    {
                        effect: "Deny",
                        to: "*",
                        actions: ["sns:Publish"],
                        on: [arn],
                        // A service that acts as itself has no PrincipalArn, and what is not there is not like any of these.
                        when: {
                            ArnNotLike: {
                                "aws:PrincipalArn": askers.map(
                                    (asker) => `arn:${partition}:iam::${account}:role/${autonamed(asker, ref)}`,
                                ),
                            },
                        },
                    },
                ],
            },
            { parent: this },
        );

        const from = { ...ref, destroyWithData: false };
        for (const person of people) makeRecipient(person, { name, prefix: name, topic }, from, { parent: this });
        this.topicArn = topic.arn;
        this.topic = topic;
        this.registerOutputs({ topicArn: this.topicArn });
    }

    /** Permission of an approval's role to ask. */
    public asks(): readonly Statement[] {
        return this.topic.publishes;
    }
}
