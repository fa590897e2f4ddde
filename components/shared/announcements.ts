import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { trustService } from "../documents/policy";
import { makeEventRule } from "./event-rule";
import type { Channel } from "./notifications";
import { factsOf } from "./notifications/events";
import { transformerOf } from "./notifications/forms";
import type { Fact, Watched } from "./notifications/seams";
import { makeRole, type RoleInUse } from "./role";

export type AnnouncementsArgs = Omit<Watched, "environment">;

/** Tells of what happens to the lines: on each topic, a rule for each fact that its readers asked for. */
export class Announcements extends pulumi.ComponentResource {
    /** The role under which rules write to the topics. */
    public readonly roleArn: pulumi.Output<string>;

    constructor(
        private readonly name: string,
        args: AnnouncementsArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:Announcements", name, { ...args }, opts);
        const { notifications, environment, account } = context;
        const role = makeRole(
            name,
            { trust: trustService("events.amazonaws.com", account), allow: notifications.publishes() },
            { parent: this },
        );
        for (const channel of notifications.channels)
            for (const { kind, fact } of factsOf(channel.about, { ...args, environment }, channel.form))
                this.announce(fact, kind, channel, role);

        this.roleArn = role.arn;
        this.registerOutputs({ roleArn: this.roleArn });
    }

    private announce(fact: Fact, kind: string, { suffix, form, topic }: Channel, role: RoleInUse): void {
        const { description, pattern } = fact;
        const inputTransformer = transformerOf(fact, kind, form);
        makeEventRule(
            `${this.name}${suffix}-${fact.name}`,
            {
                description,
                pattern,
                // unverified: EventBridge publishes to an encrypted topic under a role | fails as: the rule counts FailedInvocations, no mail comes of a failed run | settle: aws cloudwatch get-metric-statistics --namespace AWS/Events --metric-name FailedInvocations --dimensions Name=RuleName,Value=<rule> --statistics Sum --period 3600 --start-time <then> --end-time <now>
                target: { arn: topic.arn, role, ...(inputTransformer ? { inputTransformer } : {}) },
                before: topic.ready,
            },
            this.context,
            { parent: this },
        );
    }
}
