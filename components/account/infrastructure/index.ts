import * as pulumi from "@pulumi/pulumi";
import type { infer as Settled } from "zod";

import { howToLookUp } from "../../conductors/github-settings";
import type { EnvironmentRef } from "../../environment-ref";
import { trustGithub } from "../../documents/github-trust";
import { boundaryStep, type PowerOf, powersOver } from "../powers";
import type { infrastructureSettings } from "./settings";
import { readsState } from "./state";

/** What `fairlead workflow --infrastructure` renders; a test holds its jobs against these roles. */
const WORKFLOW = "infrastructure.yml";

/** The environment on GitHub that a stack is previewed in: its name is in the token, and a pull request's is not. */
export const previewIn = (stack: string): string => `${stack}-preview`;

/**
 * The roles that the workflow takes on, each for one environment on GitHub. A preview is let in whatever the workflow's file says, as
 * a pull request brings its own; an update by the branch's file alone.
 */
export function githubInfrastructure(
    name: string,
    {
        providerArn,
        settings: { repository, ids, branch, state, stacks },
    }: { readonly providerArn: pulumi.Input<string>; readonly settings: Settled<typeof infrastructureSettings> },
    ref: EnvironmentRef,
    opts: pulumi.CustomResourceOptions,
): pulumi.Input<string>[] {
    const believed = { repository, ...(ids ? { ids } : {}) };
    const trusts = (environment: string, file?: { readonly workflow: string; readonly branch: string }) =>
        pulumi.output(providerArn).apply((arn) => trustGithub(arn, believed, { job: { environment }, file }));
    const steps = Object.entries(stacks).flatMap(([stack, { previewPullRequests }]) => {
        const up = { power: "update", trust: trusts(stack, { workflow: WORKFLOW, branch }) } as const;
        const preview: PowerOf = {
            power: "preview",
            trust: trusts(previewIn(stack)),
            allow: readsState(state, ref, stack),
        };
        const environments = [stack, ...(previewPullRequests ? [previewIn(stack)] : [])];
        const powers = [up, ...(previewPullRequests ? [preview] : [])];
        const arns = powersOver(`${name}-${stack}`, { stack, ref, powers }, opts);
        return [
            `in ${repository}, under Settings, Environments, make ${stack} with the branch ${branch} alone; where it is production, with required reviewers, prevent self-review and no bypass by administrators as well`,
            ...(previewPullRequests
                ? [
                      `previews of ${stack} run the code of pull requests, and decrypt its state: let only people you trust push branches to ${repository}`,
                  ]
                : []),
            ...arns.map(
                (arn, at) =>
                    pulumi.interpolate`gh variable set FAIRLEAD_INFRASTRUCTURE_ROLE --repo ${repository} --env ${environments[at]} --body ${arn}`,
            ),
            boundaryStep(ref, stack),
        ];
    });
    return [...(ids ? [] : [howToLookUp(repository, "githubOidc.infrastructure.ids")]), ...steps];
}
