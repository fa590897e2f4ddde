// What Slack and Teams share: AWS's chat service, which subscribes by itself to the topics that a channel names.
import type * as pulumi from "@pulumi/pulumi";

import { trustService } from "../../../documents/policy";
import { makeRole, type RoleInUse } from "../../role";
import type { Refusal } from "../../../setting-rules";
import type { RecipientContext, RecipientFrom } from "../seams";

/**
 * The channel only listens. Who writes in it gets the rights of its role within these guardrails, and without any AWS puts
 * AdministratorAccess there: https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
 */
export const GUARDRAILS = ["arn:aws:iam::aws:policy/AWSDenyAll"];

/** A role without a right; each channel must have one. */
export function makeChannelRole(
    name: string,
    { account }: RecipientFrom,
    opts: pulumi.CustomResourceOptions,
): RoleInUse {
    return makeRole(name, { trust: trustService("chatbot.amazonaws.com", account), allow: [] }, opts);
}

/** Names are of letters, digits, `-` and `_`, and one of each in an account. */
export function configurationName(own: string, { project, environment }: RecipientFrom): string {
    return `${project}-${environment}-${own}`;
}

/** The service's ARNs know no other partition, by the pages of its API. */
export function isServed(at: string, { region }: RecipientContext): readonly Refusal[] {
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
