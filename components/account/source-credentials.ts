import * as codebuild from "@pulumi/aws/codebuild";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { arnOf } from "./arn";
import type { OncePerAccount } from "./once";

/** CodeBuild's word for each host, by ours. */
const SERVERS = {
    github: "GITHUB",
    githubEnterprise: "GITHUB_ENTERPRISE",
    gitlab: "GITLAB",
    gitlabSelfManaged: "GITLAB_SELF_MANAGED",
    bitbucket: "BITBUCKET",
} as const;
type Host = keyof typeof SERVERS;

const TYPES = { connection: "CODECONNECTIONS", secret: "SECRETS_MANAGER" } as const;

const credential = z.discriminatedUnion("by", [
    z.strictObject({
        by: z.literal("connection"),
        arn: arnOf(
            "(codeconnections|codestar-connections)",
            "connection/",
            "arn:aws:codeconnections:eu-west-1:111122223333:connection/00000000-0000-0000-0000-000000000000",
            "A connection that a person has authorised.",
        ),
    }),
    z.strictObject({
        by: z.literal("secret"),
        arn: arnOf(
            "secretsmanager",
            "secret:",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-token-a1b2c3",
            "A secret that holds a token.",
        ),
    }),
    z.strictObject({
        by: z.literal("existing"),
        arn: arnOf(
            "codebuild",
            "token/",
            "arn:aws:codebuild:eu-west-1:111122223333:token/github",
            "The credential that the account has in this region.",
        ),
    }),
]);

const settings = z
    .strictObject(
        Object.fromEntries(
            Object.keys(SERVERS).map((host) => [
                host,
                credential.optional().meta({ description: `What every project of CodeBuild signs in to ${host} by.` }),
            ]),
        ) as Record<Host, z.ZodOptional<typeof credential>>,
    )
    .meta({ description: "CodeBuild's source credentials: one for each host, account and region." });

/**
 * Always a reference: a token itself would stand in Pulumi's state.
 * https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ImportSourceCredentials.html
 */
export const sourceCredentials: OncePerAccount<"sourceCredentials", typeof settings> = {
    key: "sourceCredentials",
    settings,
    make(name, hosts, _ref, opts) {
        const made = (Object.keys(SERVERS) as Host[]).flatMap((host): [string, pulumi.Input<string>][] => {
            const given = hosts[host];
            return given ? [[`${host}SourceCredentialArn`, credentialOf(name, host, given, opts)]] : [];
        });
        return { arns: Object.fromEntries(made) };
    },
};

function credentialOf(
    name: string,
    host: Host,
    { by, arn }: z.infer<typeof credential>,
    opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
    if (by === "existing") return arn;
    return new codebuild.SourceCredential(
        `${name}-source-${host.toLowerCase()}`,
        { authType: TYPES[by], serverType: SERVERS[host], token: arn },
        opts,
    ).arn;
}
