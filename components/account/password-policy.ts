import * as iam from "@pulumi/aws/iam";
import { z } from "zod";

import type { OncePerAccount } from "./once";

/** Bounds of https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
const settings = z
    .strictObject({
        minimumPasswordLength: z
            .int()
            .min(8)
            .max(128)
            .default(14)
            .meta({ description: "Characters that a password has at least." }),
        passwordReusePrevention: z
            .int()
            .min(1)
            .max(24)
            .default(24)
            .meta({ description: "Earlier passwords that may not be used again." }),
        maxPasswordAgeDays: z
            .int()
            .min(1)
            .max(1095)
            .optional()
            .meta({ description: "Days after which a password is changed. Default: never." }),
    })
    .meta({ description: "What passwords of IAM users must be like. Default: what is set in the account stays." });

/** Upper and lower case, digits and symbols are always asked for, and people change their own passwords. */
export const passwordPolicy: OncePerAccount<"passwordPolicy", typeof settings> = {
    key: "passwordPolicy",
    settings,
    make(name, { minimumPasswordLength, passwordReusePrevention, maxPasswordAgeDays }, _ref, opts) {
        new iam.AccountPasswordPolicy(
            `${name}-passwords`,
            {
                minimumPasswordLength,
                passwordReusePrevention,
                ...(maxPasswordAgeDays === undefined ? {} : { maxPasswordAge: maxPasswordAgeDays }),
                requireLowercaseCharacters: true,
                requireUppercaseCharacters: true,
                requireNumbers: true,
                requireSymbols: true,
                allowUsersToChangePassword: true,
            },
            opts,
        );
        return {};
    },
};
