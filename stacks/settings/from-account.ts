// The shape of `fairlead:fromAccount`: what the account has once, for an environment that cannot compute its name.
import { z } from "zod";

import { GITHUB } from "../../components/documents/github-trust";
import { arnOf } from "../../components/account/arn";

export const fromAccount = z.strictObject({
    githubOidcArn: arnOf(
        "iam",
        "oidc-provider/",
        `arn:aws:iam::111122223333:oidc-provider/${GITHUB.host}`,
        "GitHub's OIDC provider in this account.",
    ).optional(),
    stack: z
        .string()
        .regex(/^[\w.-]+\/[\w.-]+\/[\w.-]+$/)
        .optional()
        .meta({
            description: "The account's stack, whose outputs have the ARNs.",
            allowed: "a stack's whole name, organization/project/stack",
            examples: ["acme/fairlead/account"],
        }),
});
