import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { renderResourcePolicy } from "../documents/policy";
import type { Statement } from "../parts";
import type { Retention, EnvironmentRef } from "../context";

/**
 * Every push to the environment's repositories, as EventBridge told it. A pipeline never learns who pushed; this is
 * the only place that says it, and the approval check needs it.
 */
export class PushLog extends pulumi.ComponentResource {
    public readonly logGroupName: pulumi.Output<string>;
    public readonly logGroupArn: pulumi.Output<string>;
    /** A rule that writes here depends on this, or its first events are dropped. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(
        name: string,
        { ref, retention }: { ref: EnvironmentRef; retention: Retention },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:PushLog", name, { ref, retention }, opts);

        const log = new cloudwatch.LogGroup(
            name,
            {
                // EventBridge writes only to groups below this prefix.
                name: `/aws/events/${ref.project}-${ref.environment}/pushes`,
                retentionInDays: retention.logRetentionDays,
            },
            { parent: this },
        );
        const to = { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] };
        const on = [pulumi.interpolate`${log.arn}:*`];
        const policy = new cloudwatch.LogResourcePolicy(
            name,
            {
                policyName: `${ref.project}-${ref.environment}-pushes`,
                // In two statements, as AWS documents them: a stream is created without word of the rule it is for.
                policyDocument: renderResourcePolicy([
                    { to, actions: ["logs:CreateLogStream"], on },
                    {
                        to,
                        actions: ["logs:PutLogEvents"],
                        on,
                        when: {
                            ArnLike: {
                                "aws:SourceArn": `arn:${ref.partition}:events:${ref.region}:${ref.account}:rule/*`,
                            },
                        },
                    },
                ]),
            },
            { parent: this },
        );

        this.logGroupName = log.name;
        this.logGroupArn = log.arn;
        this.ready = [policy];
        this.registerOutputs({ logGroupName: this.logGroupName, logGroupArn: this.logGroupArn });
    }

    /** What a role needs to look up who pushed. */
    public reads(): Statement {
        return { actions: ["logs:FilterLogEvents"], on: [pulumi.interpolate`${this.logGroupArn}:*`] };
    }
}
