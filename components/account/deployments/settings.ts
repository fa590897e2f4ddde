// The settings of deployments that git starts, and the rules of Pulumi Cloud for them.
import { z } from "zod";

import { PATH_FILTER } from "../../../text/path-filter";
import { stackName } from "../stack-name";
import { reviewStacks } from "./review-stacks";

const stack = z.strictObject({
    previewPullRequests: z.boolean().default(false).meta({
        description:
            "A pull request against the branch is previewed. The preview runs the pull request's code, with a token of Pulumi's that may write this stack's state: for the first environment alone, and where only people you trust push branches.",
    }),
    deployCommits: z.boolean().default(false).meta({
        description:
            "What is merged into the branch is brought up. Default: a person starts it, by a click or by Pulumi's API.",
    }),
    drift: z
        .string()
        .regex(/^[\d*/,-]+( [\d*/,-]+){4}$/)
        .optional()
        .meta({
            description:
                "When it is asked what somebody changed by hand, as a cron expression in UTC. Nothing is put right by itself. Default: never.",
            allowed: 'five fields of a cron expression, such as "0 6 * * *"',
            examples: ["0 6 * * *"],
        }),
    docker: z.boolean().default(false).meta({
        description:
            "A line of this stack has a build of kind docker, so a deployment begins by asking whether there is a docker daemon.",
    }),
    reviewStacks: reviewStacks.optional(),
    paths: z
        .array(
            z
                .string()
                .regex(PATH_FILTER)
                .meta({
                    allowed:
                        "a path from the repository's root, with * within a name, ** for any folders, and ! in front to leave out",
                    examples: ["examples/blue-green-web/**"],
                }),
        )
        .default([])
        .meta({
            description:
                "Path filters beside the program's own: what an image of this stack is built of. A path with ! in front never starts anything, whatever else names it.",
            examples: [["examples/blue-green-web/**"]],
        }),
});
export type DeployedStack = z.infer<typeof stack>;

export const deploymentSettings = z
    .strictObject({
        repository: z
            .string()
            .regex(/^[A-Za-z0-9-]{1,39}\/[\w.-]{1,100}$/)
            .meta({
                description:
                    "The repository on GitHub that holds this program. Pulumi's GitHub App is installed there.",
                allowed: "owner/name",
                examples: ["acme/delivery"],
            }),
        branch: z
            .string()
            .regex(/^[\w.][\w./-]*$/)
            .default("main")
            .meta({ description: "The branch that is deployed.", allowed: "a branch's name" }),
        stacks: z
            .record(stackName, stack)
            .meta({ description: "The stacks of this project that lie in this account, by name." }),
    })
    .meta({
        description: "Pulumi Deployments: stacks of this program are previewed and brought up from git, without keys.",
    });
