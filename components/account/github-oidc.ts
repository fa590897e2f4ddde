import { z } from "zod";

import { arnOf } from "./arn";
import { type Issuer, oidcProvider } from "./oidc";
import type { OncePerAccount } from "./once";

/** https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
export const GITHUB: Issuer = { host: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" };

const settings = z
    .strictObject({
        arn: arnOf(
            "iam",
            "oidc-provider/",
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
            "The provider that the account has already. Default: one is made.",
        ).optional(),
    })
    .meta({
        description: "GitHub as an OIDC provider of IAM: jobs of GitHub Actions take on roles, without access keys.",
    });

/** Jobs of GitHub Actions prove by a token who they are; which of them takes on which role, each role's trust says. */
export const githubOidc: OncePerAccount<"githubOidc", typeof settings> = {
    key: "githubOidc",
    settings,
    make: (name, { arn }, _ref, opts) => ({
        arns: { githubOidcArn: oidcProvider(`${name}-github-oidc`, GITHUB, arn, opts) },
    }),
};
