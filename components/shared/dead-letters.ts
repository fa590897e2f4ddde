import * as pulumi from "@pulumi/pulumi";

import { arnIn, type EnvironmentRef } from "../environment-ref";
import { makeDeadLetterQueue } from "./dead-letter-queue";

export interface DeadLettersArgs {
    /** The environment whose rules may write to the queue. */
    readonly ref: EnvironmentRef;
    /** Topics that hear when the queue holds something. */
    readonly alarmActions: readonly pulumi.Input<string>[];
}

/** Keeps every event that a rule could not deliver, and raises an alarm, so that no event is lost in silence. */
export class DeadLetters extends pulumi.ComponentResource {
    /** For the `deadLetterConfig` of a rule's target. */
    public readonly queueArn: pulumi.Output<string>;
    /** For `dependsOn`: without the queue's policy EventBridge drops what it cannot deliver. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, { ref, alarmActions }: DeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:DeadLetters", name, { ref }, opts);

        const { queueArn, ready } = makeDeadLetterQueue(
            name,
            {
                writer: {
                    to: { Service: "events.amazonaws.com" },
                    when: { ArnLike: { "aws:SourceArn": arnIn(ref, "events", "rule/*") } },
                },
                alarmDescription:
                    "an event that was to start something was not delivered; see docs/runbook.md, Mail: an event was not delivered",
                alarmActions,
            },
            { parent: this },
        );

        this.queueArn = queueArn;
        this.ready = ready;
        this.registerOutputs({ queueArn: this.queueArn });
    }
}
