import * as pulumi from "@pulumi/pulumi";
import type { infer as Settled } from "zod";

import { howToLookUp } from "../../conductors/github-settings";
import type { EnvironmentRef } from "../../environment-ref";
import { trustGithub } from "../../documents/github-trust";
import { reviewBoundary } from "../boundaries";
import { beginningOf, namesOfReviewStacks } from "../deployments/review-stacks";
import { boundaryStep, type PowerOf, powersOver } from "../powers";
import type { infrastructureSettings } from "./settings";
import { readsState, stateStays } from "./state";

/** What `fairlead workflow --infrastructure` renders; a test holds its jobs against these roles. */
const WORKFLOW = "infrastructure.yml";

/** The environment on GitHub that a stack is previewed in: its name is in the token, and a pull request's is not. */
export const previewIn = (stack: string): string => `${stack}-preview`;

/**
 * The roles that the workflow takes on, each for one environment on GitHub. A preview is let in whatever the workflow's file says, as
 * a pull request brings its own, and so is what makes its stack; an update of any other stack by the branch's file alone.
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
    const setRole = (environment: string | undefined, arn: pulumi.Input<string> | undefined) =>
        pulumi.interpolate`gh variable set FAIRLEAD_INFRASTRUCTURE_ROLE --repo ${repository} --env ${environment} --body ${arn}`;
    const steps = Object.entries(stacks).flatMap(([stack, { previewPullRequests, reviewStacks }]) => {
        if (reviewStacks) {
            const names = namesOfReviewStacks(beginningOf(reviewStacks, ref.project));
            const boundary = reviewBoundary(ref, names, stateStays(state, ref, stack));
            const powers = [{ power: "update", trust: trusts(stack) }] as const;
            const [arn] = powersOver(`${name}-${stack}`, { stack, names, ref, boundary, powers }, opts);
            return [
                `in ${repository}, under Settings, Environments, make ${stack}, for any branch; stacks of pull requests run their code, with nearly all rights in this account: let only people you trust push branches there, or give it required reviewers, and let a budget of AWS watch this account`,
                setRole(stack, arn),
                `gh variable set FAIRLEAD_STATE --repo ${repository} --env ${stack} --body 's3://${state.bucket}?region=${ref.region}'`,
                `npx fairlead workflow --review-stacks --write . renders .github/workflows/review-stacks.yml, to be committed in ${repository}`,
            ];
        }
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
            ...arns.map((arn, at) => setRole(environments[at], arn)),
            boundaryStep(ref, stack),
        ];
    });
    return [...(ids ? [] : [howToLookUp(repository, "githubOidc.infrastructure.ids")]), ...steps];
}
