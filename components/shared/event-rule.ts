import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { EventPattern } from "../starts";
import type { RoleInUse } from "./role";

export interface EventRuleArgs extends Pick<cloudwatch.EventRuleArgs, "name" | "description"> {
    /** What it hears; absent where it follows the clock. */
    readonly pattern?: EventPattern;
    /** `cron(…)` or `rate(…)`, where it follows the clock. */
    readonly schedule?: string;
    /** @default - the account's own bus, on which AWS's services write */
    readonly bus?: cloudwatch.EventBus;
    readonly target: Pick<cloudwatch.EventTargetArgs, "arn" | "input" | "inputTransformer"> & {
        /** Under which EventBridge reaches it. @default - as itself, where the target lets it in */
        readonly role?: RoleInUse;
    };
    /** Makes what lets EventBridge in, on behalf of this rule alone. @default - nothing: it comes under a role */
    readonly letIn?: (rule: cloudwatch.EventRule) => readonly pulumi.Resource[];
    /** What must exist before it hears of anything. */
    readonly before?: readonly pulumi.Resource[];
}

/** Makes a rule with one target of the same name. An event that the target does not take is kept among the dead letters. */
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
        // Without these policies EventBridge loses its first events without an error.
        { ...opts, dependsOn: [...before, ...(role?.ready ?? []), ...(letIn?.(rule) ?? []), ...deadLetters.ready] },
    );
}
