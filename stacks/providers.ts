import * as aws from "@pulumi/aws/provider";

import type { EnvironmentRef } from "../components/environment-ref";

/** The provider of everything: with the wrong profile it refuses to work, and what it makes says where it comes from. */
export function tagging(ref: EnvironmentRef): aws.Provider {
    const { project, environment } = ref;
    return new aws.Provider("aws", {
        ...guarded(ref),
        defaultTags: { tags: { "fairlead:project": project, "fairlead:environment": environment } },
    });
}

/**
 * The provider of what jobs write after it. An object's own `overrideProvider.defaultTags` is ignored, with a difference at
 * every update: https://github.com/hashicorp/terraform-provider-aws/issues/45381
 */
export function untagged(ref: EnvironmentRef): aws.Provider {
    return new aws.Provider("aws-untagged", guarded(ref));
}

function guarded({ account, region }: EnvironmentRef): aws.ProviderArgs {
    return { region, allowedAccountIds: [account] };
}
