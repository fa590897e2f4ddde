import { z } from "zod";

import type { SourceKind } from "../kind";
import type { Awaited, Source } from "../parts";
import type { SettingRule } from "../setting-rules";
import { connected } from "./connected";
import { CommitStatus } from "./github/commit-status";

const house = connected({
    kind: "github",
    name: "GitHub",
    repository: {
        pattern: /^[A-Za-z0-9-]{1,39}\/[\w.-]{1,100}$/,
        allowed: "owner/name, as in the repository's address",
        example: "acme/web-shop",
    },
});

const settings = house.settings.extend({
    commitStatus: z
        .strictObject({
            tokenSecretArn: z
                .string()
                .regex(/^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/)
                .meta({
                    description:
                        "Secret of Secrets Manager, in this region, whose text is a token of GitHub's that may write commit statuses of the repository; encrypted by AWS's own key.",
                    allowed: "the whole ARN of a secret in Secrets Manager; never the token itself",
                    examples: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-status-AbCdEf"],
                }),
        })
        .optional()
        .meta({
            description:
                "Says at GitHub, beside each commit, how the runs that read it have ended, the tests of pull requests among them. Default: GitHub is told nothing.",
        }),
});

/** The function reads Secrets Manager in its own region, under a role of its own account. */
const secretIsHere: SettingRule<z.infer<typeof settings>> = ({ commitStatus }, { region, account }) => {
    if (commitStatus === undefined || region === undefined) return [];
    const parts = commitStatus.tokenSecretArn.split(":");
    if (parts[3] === region && parts[4] === account) return [];
    return [
        {
            at: ["commitStatus", "tokenSecretArn"],
            allowed: `a secret of region ${region} and account ${account}, where it is read`,
            instead: [...parts.slice(0, 3), region, account, "secret:…"].join(":"),
        },
    ];
};

/** GitHub, and GitHub Enterprise Cloud. */
export const github: SourceKind<"github", typeof settings, Source | Awaited> = {
    ...house,
    settings,
    rules: [...(house.rules ?? []), secretIsHere],
    checks: (asked) => house.checks?.(asked) ?? false,
    make(line, { commitStatus, ...asked }, from, context, opts) {
        const made = house.make(line, asked, from, context, opts);
        if (commitStatus === undefined || "awaits" in made) return made;
        const { repository } = asked;
        return {
            ...made,
            reports: (runs, below) =>
                void new CommitStatus(`${line}-status`, { line, repository, ...commitStatus, runs }, context, below),
            nextSteps: [
                ...made.nextSteps,
                `keep a token in the secret that commitStatus of ${line} names: a fine-grained one of GitHub's for ${repository} alone, with Commit statuses: read and write; and another there before it expires`,
            ],
        };
    },
};
