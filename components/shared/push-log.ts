import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { renderResourcePolicy } from "../documents/policy";
import type { Statement } from "../parts";
import type { HouseRules, Whereabouts } from "../context";

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
        { where, rules }: { where: Whereabouts; rules: HouseRules },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:PushLog", name, { where, rules }, opts);

        const log = new cloudwatch.LogGroup(
            name,
            {
                // EventBridge writes only to groups below this prefix.
                name: `/aws/events/${where.project}-${where.environment}/pushes`,
                retentionInDays: rules.logRetentionDays,
            },
            { parent: this },
        );
        const to = { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] };
        const on = [pulumi.interpolate`${log.arn}:*`];
        const policy = new cloudwatch.LogResourcePolicy(
            name,
            {
                policyName: `${where.project}-${where.environment}-pushes`,
                // In two statements, as AWS documents them: a stream is created without word of the rule it is for.
                policyDocument: renderResourcePolicy([
                    { to, actions: ["logs:CreateLogStream"], on },
                    {
                        to,
                        actions: ["logs:PutLogEvents"],
                        on,
                        when: {
                            ArnLike: {
                                "aws:SourceArn": `arn:${where.partition}:events:${where.region}:${where.account}:rule/*`,
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
