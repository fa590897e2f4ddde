// The settings for jobs of a workflow that do not run on GitHub's own runners.
import { z } from "zod";

import { partitionOf } from "../../../text/partition";
import { number, tokenOfRunners } from "../../conductors/github-settings";
import type { Refusal, RuleContext } from "../../setting-rules";

/** The loosening that CodeBuild as a runner needs. */
const LOOSENED = "runner-holds-token";

const BY_LOGIN = "gh api users/{login} --jq .id";

export const runner = z
    .strictObject({
        codebuildTokenArn: z
            .string()
            .regex(/^arn:aws[\w-]*:codebuild:[\w-]+:\d{12}:token\/github$/)
            .meta({
                description: `Projects of CodeBuild work them, a container for each job, and sign in to GitHub by the token that CodeBuild holds in this account and region; where there is none, AWS refuses the webhook. It is imported once: aws codebuild import-source-credentials --server-type GITHUB --auth-type PERSONAL_ACCESS_TOKEN. Needs ${LOOSENED} in loosen: ${tokenOfRunners("this repository")}.`,
                allowed: "an ARN such as arn:aws:codebuild:eu-west-1:111122223333:token/github",
                examples: ["arn:aws:codebuild:eu-west-1:111122223333:token/github"],
            }),
        visibility: z.enum(["private", "internal", "public"]).meta({
            description:
                "Who sees that repository. Has to be private: whoever may open a pull request has jobs in this account, on its bill. Each job of this workflow asks GitHub whether it still is before it does anything; AWS asks nobody.",
            examples: ["private"],
        }),
        actorAccountIds: z
            .array(number("account of a person or a bot", BY_LOGIN))
            .min(1)
            .optional()
            .meta({
                description:
                    "GitHub's numbers of whose jobs CodeBuild works, as gh api users/<login> --jq .id tells them: of those who push, who start a run by hand or again, and who agree before a job begins. A job of anybody else waits for ever. Default: whoever may run a workflow there.",
                allowed: "a list of numbers in quotes",
                examples: [["1234567"]],
                lookUp: BY_LOGIN,
            }),
    })
    .optional()
    .meta({
        description:
            "Who works the jobs, but for those that build for linux/arm64 and those that ship. Default: runners that GitHub hosts.",
    });

/**
 * A fork's request brings a workflow of its own, with the name and the label that it likes, and in an internal repository everybody
 * of the company may open one. https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html#webhook-best-practices
 */
export function repositoryIsPrivate({ runner: chosen }: Chosen): readonly Refusal[] {
    if (!chosen || chosen.visibility === "private") return [];
    return [
        {
            at: ["runner", "visibility"],
            is: `is ${chosen.visibility}, and whoever opens a pull request there could have jobs in this account`,
            allowed: "private, if it is; for other repositories no runner, and jobs run on GitHub's own",
            change: { at: ["runner"] },
        },
    ];
}

type Chosen = { readonly runner?: z.infer<typeof runner> };

/**
 * Whoever may push a branch can run jobs there, where the token is in reach.
 * https://aws.amazon.com/security/security-bulletins/AWS-2025-016/
 */
export function tokenIsLoosenedByName(
    { runner: chosen }: Chosen,
    { loosen, project }: Pick<RuleContext<unknown>, "loosen" | "project">,
): readonly Refusal[] {
    if (!chosen || loosen.includes(LOOSENED)) return [];
    return [
        {
            at: ["runner"],
            is: "lets whoever may run a job in that repository get at the token of GitHub that CodeBuild holds",
            allowed: `nothing, and GitHub's own runners work the jobs; or ${LOOSENED} in ${project}:loosen, with a token that is good for this repository alone`,
            alsoStack: [["loosen"]],
        },
    ];
}

/** A project only finds the credential of its own account and region. */
export function tokenIsHere(
    { runner: chosen }: Chosen,
    { account, region }: Pick<RuleContext<unknown>, "account" | "region">,
): readonly Refusal[] {
    if (!chosen || region === undefined) return [];
    const here = `arn:${partitionOf(region)}:codebuild:${region}:${account}:token/github`;
    if (chosen.codebuildTokenArn === here) return [];
    return [
        {
            at: ["runner", "codebuildTokenArn"],
            allowed: `${here}, which CodeBuild holds where this stack is`,
            instead: here,
            alsoStack: [["account"]],
        },
    ];
}
