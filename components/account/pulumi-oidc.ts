import { z } from "zod";

import { PULUMI_HOST } from "../documents/pulumi-trust";
import { arnOf } from "./arn";
import { pulumiDeployments } from "./deployments";
import { deploymentSettings } from "./deployments/settings";
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
        deployments: deploymentSettings.optional(),
    })
    .meta({ description: "Pulumi Cloud as an OIDC provider of IAM: Pulumi Deployments takes on roles." });

/** https://www.pulumi.com/docs/deployments/deployments/oidc/aws/ */
export const pulumiOidc: OncePerAccount<"pulumiOidc", typeof settings> = {
    key: "pulumiOidc",
    settings,
    make(name, { organization, arn, deployments: settings }, ref, opts) {
        const issuer = { host: PULUMI_HOST, audience: organization };
        const providerArn = oidcProvider(`${name}-pulumi-oidc`, issuer, arn, opts);
        const nextSteps = settings
            ? pulumiDeployments(`${name}-deploy`, { organization, providerArn, settings }, ref, opts)
            : [];
        return { arns: { pulumiOidcArn: providerArn }, nextSteps };
    },
};
