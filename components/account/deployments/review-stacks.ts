// A stack for each pull request, made of a template by Pulumi Cloud and destroyed with the pull request.
// https://www.pulumi.com/docs/deployments/concepts/review-stacks/
import { z } from "zod";

/** What an account's stack has to allow by name: whoever may push a branch runs code in the account with it. */
export const LOOSENED = "review-stacks";

export const reviewStacks = z
    .strictObject({
        named: z
            .string()
            .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
            .max(30)
            .optional()
            .meta({
                description:
                    "How the names of the stacks begin that Pulumi Cloud makes; a dash and the number of the pull request end them. Its pages do not say how it names them: look at the first one. Default: pr-<project>.",
                allowed: "up to 30 lower-case letters, digits and single dashes",
                examples: ["pr-delivery"],
            }),
    })
    .meta({
        description:
            "This stack is a template and never brought up: each pull request against the branch gets a stack of its own with these settings, which is brought up with the pull request's code and destroyed when it is closed. In an account that has no other stacks, and with review-stacks in loosen: whoever may push a branch may do there what an update may.",
        examples: [{}],
    });

// unverified: Pulumi Cloud calls a review stack pr-<project>-<number> | fails as: the review stack ends with AccessDenied for sts:AssumeRoleWithWebIdentity, and nothing is made | settle: the first pull request; write how its stack is called, without the number, as reviewStacks.named
/** How the names of the stacks of a template begin, without the dash before their number. */
export function beginningOf({ named }: z.infer<typeof reviewStacks>, project: string): string {
    return named ?? `pr-${project}`;
}

/** As a policy names the environments that they make, which are called as the stacks are. */
export const namesOfReviewStacks = (begins: string): string => `${begins}-*`;
