import { z } from "zod";

import { arnOf } from "./arn";
import { oidcProvider } from "./oidc";
import type { OncePerAccount } from "./once";

const settings = z
    .strictObject({
        organization: z
            .string()
            .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/)
            .meta({
                description: "Organization in Pulumi Cloud: the audience of its tokens.",
                allowed: "the organization's name in lower case, as its tokens have it",
                examples: ["acme"],
            }),
        arn: arnOf(
            "iam",
            "oidc-provider/",
            "arn:aws:iam::111122223333:oidc-provider/api.pulumi.com/oidc",
            "The provider that the account has already. Default: one is made.",
        ).optional(),
    })
    .meta({ description: "Pulumi Cloud as an OIDC provider of IAM: Pulumi Deployments takes on roles." });

/** https://www.pulumi.com/docs/deployments/deployments/oidc/aws/ */
export const pulumiOidc: OncePerAccount<"pulumiOidc", typeof settings> = {
    key: "pulumiOidc",
    settings,
    make: (name, { organization, arn }, _ref, opts) => ({
        arns: {
            pulumiOidcArn: oidcProvider(
                `${name}-pulumi-oidc`,
                { host: "api.pulumi.com/oidc", audience: organization },
                arn,
                opts,
            ),
        },
    }),
};
