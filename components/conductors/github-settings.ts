// Settings of whatever a workflow of GitHub Actions does for a line: whose tokens are believed.
import { z } from "zod";

/** @param lookUp the command that tells it. @default - nothing does */
export const number = (whose: string, lookUp?: string) =>
    z
        .string()
        .regex(/^[1-9]\d*$/)
        .meta({
            description: `GitHub's number of the ${whose}, in quotes.`,
            allowed: "a number in quotes",
            examples: ["123456"],
            ...(lookUp === undefined ? {} : { lookUp }),
        });

/** What comes of runners of CodeBuild: said where the token is set, and to the person who imports it. */
export const tokenOfRunners = (repository: string): string =>
    `a job there may get at the token of GitHub that CodeBuild holds: let that be a fine-grained one of ${repository} alone, with an end`;

/** https://docs.github.com/en/rest/repos/repos#get-a-repository */
const idsOf = (repository: string): string => `gh api repos/${repository} --jq '{owner: .owner.id, repository: .id}'`;

/** The repository, and the one workflow of it that is let in. */
export const atGithub = {
    repository: z
        .string()
        .regex(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\/(?!\.{1,2}$)[\w.-]{1,100}$/)
        .meta({
            description: "Repository on GitHub whose workflow makes releases, in GitHub's own spelling.",
            allowed: "owner/name, as GitHub spells it",
            examples: ["acme/student"],
        }),
    ids: z
        .strictObject({
            owner: number("owner", "gh api repos/{repository} --jq .owner.id"),
            repository: number("repository", "gh api repos/{repository} --jq .id"),
        })
        .optional()
        .meta({
            lookUp: idsOf("{repository}"),
            description:
                "GitHub's numbers of owner and repository: tokens of repositories that were made, renamed or transferred since 15 July 2026 have them. Default: they are not let in.",
        }),
    branch: z
        .string()
        .regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/)
        .default("main")
        .meta({
            description: "Branch whose pushes are released.",
            allowed: "a branch's name of letters, digits and . _ - /",
            examples: ["main"],
        }),
    file: z
        .string()
        .regex(/^[\w-][\w.-]*\.ya?ml$/)
        .default("deliver.yml")
        .meta({
            description: "Name of the workflow's file below .github/workflows; no other workflow gets the role.",
            allowed: "a file's name that ends in .yml",
            examples: ["deliver.yml"],
        }),
    accessKeys: z
        .array(
            z
                .string()
                .regex(/^[a-z0-9](-?[a-z0-9]){0,19}$/)
                .meta({ allowed: "a name of small letters, digits and -, at most 20 characters long" }),
        )
        .min(1)
        // As many as a user may have: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        .max(2)
        .optional()
        .meta({
            description:
                "Names of access keys of a user of IAM that the workflow signs in by; it is told the last one, and a second name stands here while one is changed for another. Needs access-keys in loosen. Default: none, and it signs in by a token.",
            allowed: "one name, or two that differ",
            examples: [["first"]],
        }),
};

export type GithubSettings = z.infer<z.ZodObject<typeof atGithub>>;

/** Name of an environment on GitHub. */
export const environmentName = z
    .string()
    .regex(/^[A-Za-z0-9][\w-]{0,254}$/)
    .meta({ allowed: "an environment's name of letters, digits, _ and -" });

/** What a line says where its workflow on GitHub takes releases out. */
export const shipSettings = z.strictObject({
    ...atGithub,
    environment: environmentName.meta({
        description:
            "Environment on GitHub that releases are taken out behind: its rules say who agrees, and its name is in the token. Where releases are promoted to, it has to have required reviewers, prevent self-review, and let no administrator bypass them.",
        examples: ["production"],
    }),
    waitMinutes: z.int().min(5).max(50).default(45).meta({
        description: "Minutes that the job waits until the release is live; its credentials are good for an hour.",
    }),
});

export type ShipSettings = z.infer<typeof shipSettings>;

export function howToLookUp(repository: string, where: string): string {
    return `look up the numbers of ${repository} and write them below ${where}: ${idsOf(repository)}; until then its jobs are refused where it was made, renamed or transferred since 15 July 2026`;
}
