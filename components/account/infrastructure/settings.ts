// The settings of the GitHub Actions workflow that brings stacks up without Pulumi Cloud.
import { z } from "zod";

import { atGithub } from "../../conductors/github-settings";
import { arnOf } from "../arn";
import { stackName } from "../stack-name";

const stack = z.strictObject({
    reviewStacks: z
        .strictObject({})
        .optional()
        .meta({
            description:
                "This stack is a template and never brought up: each pull request against the branch gets a stack of its own with these settings, called pr-<project>-<number>, which is brought up with the pull request's code and destroyed when it is closed. In an account that has no other stacks, and with review-stacks in loosen: whoever may push a branch may do there what an update may.",
            examples: [{}],
        }),
    previewPullRequests: z.boolean().default(false).meta({
        description:
            "A pull request of the repository itself is previewed. The preview runs the pull request's code, which may read this stack's state and decrypt it: for the first environment alone, and where only people you trust push branches.",
    }),
});

export const infrastructureSettings = z
    .strictObject({
        repository: atGithub.repository.meta({
            description: "Repository on GitHub that holds this program, in GitHub's own spelling.",
            examples: ["acme/delivery"],
        }),
        ids: atGithub.ids,
        branch: atGithub.branch.meta({ description: "Branch that is brought up." }),
        state: z
            .strictObject({
                bucket: z
                    .string()
                    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
                    .meta({
                        description: "Bucket in which Pulumi keeps the state of these stacks.",
                        allowed: "the bucket's name, without s3://",
                        examples: ["acme-pulumi-111122223333-eu-west-1"],
                    }),
                keyArn: arnOf(
                    "kms",
                    "key/",
                    "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000",
                    "Key that the secrets in it are encrypted under.",
                ),
            })
            .meta({ description: "Where the state lies; tools/bootstrap-backend.sh makes both and prints them." }),
        stacks: z
            .record(stackName, stack)
            .meta({ description: "The stacks of this project that lie in this account, by name." }),
    })
    .meta({
        description:
            "Stacks of this program are previewed and brought up by a workflow of GitHub Actions, without Pulumi Cloud: `npx fairlead workflow --infrastructure` renders it.",
    });
