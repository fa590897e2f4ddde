import * as sns from "@pulumi/aws/sns";
import { z } from "zod";

import { arnOf } from "./arn";
import type { OncePerAccount } from "./once";

const settings = z
    .strictObject({
        monthlySpendLimitDollars: z.int().min(1).default(1).meta({
            description: "What text messages may cost in a month, in US dollars; AWS stops them at the limit.",
        }),
        defaultSmsType: z.enum(["Transactional", "Promotional"]).default("Transactional").meta({
            description: "Transactional messages are sent by the most reliable way, promotional ones by the cheapest.",
        }),
        defaultSenderId: z
            .string()
            .regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/)
            .optional()
            .meta({
                description: "Who a message says it comes from, where the country allows that.",
                allowed: "1 to 11 letters and digits, at least one letter",
                examples: ["Acme"],
            }),
        deliveryStatusRoleArn: arnOf(
            "iam",
            "role/",
            "arn:aws:iam::111122223333:role/sns-delivery-status",
            "A role by which SNS writes to CloudWatch which messages arrived. Default: nothing is written.",
        ).optional(),
    })
    .meta({ description: "How SNS sends text messages in this account and region. Default: what is set there stays." });

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html */
export const smsPreferences: OncePerAccount<"smsPreferences", typeof settings> = {
    key: "smsPreferences",
    settings,
    make(name, { monthlySpendLimitDollars, defaultSmsType, defaultSenderId, deliveryStatusRoleArn }, _ref, opts) {
        new sns.SmsPreferences(
            `${name}-sms`,
            {
                monthlySpendLimit: monthlySpendLimitDollars,
                defaultSmsType,
                ...(defaultSenderId === undefined ? {} : { defaultSenderId }),
                ...(deliveryStatusRoleArn === undefined ? {} : { deliveryStatusIamRoleArn: deliveryStatusRoleArn }),
            },
            opts,
        );
        // https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-spend-threshold.html
        return monthlySpendLimitDollars === 1
            ? {}
            : {
                  nextSteps: [
                      `ask AWS Support for a monthly SMS spend of ${monthlySpendLimitDollars} US dollars: an account begins with 1, and a higher limit is refused until they agree`,
                  ],
              };
    },
};
