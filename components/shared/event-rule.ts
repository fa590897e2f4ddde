import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { EventPattern } from "../starts";
import type { RoleInUse } from "./role";

export interface EventRuleArgs extends Pick<cloudwatch.EventRuleArgs, "name" | "description"> {
    /** The event pattern. @default - it is scheduled */
    readonly pattern?: EventPattern;
    /** `cron(…)` or `rate(…)`. @default - it has an event pattern */
    readonly schedule?: string;
    /** @default - the account's default bus, to which AWS's services write */
    readonly bus?: cloudwatch.EventBus;
    readonly target: Pick<cloudwatch.EventTargetArgs, "arn" | "input" | "inputTransformer"> & {
        /** The role under which EventBridge calls the target. @default - none: the target admits EventBridge */
        readonly role?: RoleInUse;
    };
    /** Makes the permission for EventBridge, on behalf of this rule only. @default - none: it uses a role */
    readonly letIn?: (rule: cloudwatch.EventRule) => readonly pulumi.Resource[];
    /** What must exist before the rule. */
    readonly before?: readonly pulumi.Resource[];
}

/** Makes a rule with one target of the same name. Events that cannot be delivered go to the dead letters. */
export function makeEventRule(
    name: string,
    { pattern, schedule, bus, target: { role, ...target }, letIn, before = [], ...args }: EventRuleArgs,
    { deadLetters }: Pick<EnvironmentContext, "deadLetters">,
    opts: pulumi.CustomResourceOptions,
): cloudwatch.EventTarget {
    const on = bus ? { eventBusName: bus.name } : {};
    const rule = new cloudwatch.EventRule(
        name,
        {
            ...args,
            ...on,
            ...(pattern ? { eventPattern: pulumi.jsonStringify(pattern) } : {}),
            ...(schedule === undefined ? {} : { scheduleExpression: schedule }),
        },
        { ...opts, dependsOn: [...before] },
    );
    return new cloudwatch.EventTarget(
        name,
        {
            ...target,
            ...on,
            rule: rule.name,
            ...(role ? { roleArn: role.arn } : {}),
            deadLetterConfig: { arn: deadLetters.queueArn },
        },
        // Without these policies EventBridge would lose the first events, without an error.
        { ...opts, dependsOn: [...before, ...(role?.ready ?? []), ...(letIn?.(rule) ?? []), ...deadLetters.ready] },
    );
}
