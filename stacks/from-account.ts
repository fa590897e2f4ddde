import * as pulumi from "@pulumi/pulumi";

import { GITHUB } from "../components/documents/github-trust";
import { oidcArn } from "../components/account/oidc";
import type { EnvironmentContext } from "../components/context";
import type { EnvironmentRef } from "../components/environment-ref";
import type { FromAccountArgs } from "./args";

/**
 * What an environment knows of what its account has once. By the settings or by computed names, because a program that runs in
 * Pulumi Deployments may not read other stacks; by the account's stack only where the settings name it.
 * https://www.pulumi.com/docs/deployments/deployments/concepts/permissions/
 */
export function fromAccount(
    { githubOidcArn, stack }: FromAccountArgs,
    ref: EnvironmentRef,
    opts: pulumi.CustomResourceOptions,
): EnvironmentContext["fromAccount"] {
    if (stack === undefined) return { githubOidcArn: githubOidcArn ?? oidcArn(GITHUB, ref) };
    const arns = new pulumi.StackReference("account", { name: stack }, opts).requireOutput("arns");
    return { githubOidcArn: arns.apply((known) => githubOidcIn(known, stack)) };
}

function githubOidcIn(arns: unknown, stack: string): string {
    const { githubOidcArn } = (arns ?? {}) as { readonly githubOidcArn?: string };
    if (githubOidcArn !== undefined) return githubOidcArn;
    throw new Error(
        `stack ${stack} has no githubOidc; write it below oncePerAccount there, and bring that stack up first`,
    );
}
