import { z } from "zod";

import { GITHUB } from "../documents/github-trust";
import { arnOf } from "./arn";
import { githubInfrastructure } from "./infrastructure";
import { infrastructureSettings } from "./infrastructure/settings";
import { oidcProvider } from "./oidc";
import type { OncePerAccount } from "./once";

const settings = z
    .strictObject({
        arn: arnOf(
            "iam",
            "oidc-provider/",
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
            "The provider that the account has already. Default: one is made.",
        ).optional(),
        infrastructure: infrastructureSettings.optional(),
    })
    .meta({
        description: "GitHub as an OIDC provider of IAM: jobs of GitHub Actions take on roles, without access keys.",
    });

/** Lets jobs of GitHub Actions prove by a token who they are; each role's trust says which of them may assume it. */
export const githubOidc: OncePerAccount<"githubOidc", typeof settings> = {
    key: "githubOidc",
    settings,
    make(name, { arn, infrastructure }, ref, opts) {
        const providerArn = oidcProvider(`${name}-github-oidc`, GITHUB, arn, opts);
        const nextSteps = infrastructure
            ? githubInfrastructure(`${name}-github`, { providerArn, settings: infrastructure }, ref, opts)
            : [];
        return { arns: { githubOidcArn: providerArn }, nextSteps };
    },
};
