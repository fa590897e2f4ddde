import * as pulumi from "@pulumi/pulumi";
import type { infer as Settled } from "zod";

import type { EnvironmentRef } from "../../environment-ref";
import type { CloudStack } from "../../documents/pulumi-trust";
import { boundaryStep } from "../powers";
import { ASK_FOR_DOCKER, chooseRole, TOKEN_FILE } from "./commands";
import { pathsOf } from "./paths";
import { beginningOf } from "./review-stacks";
import { operationRoles, reviewRoles } from "./roles";
import type { DeployedStack, deploymentSettings } from "./settings";

/** Of the provider that knows Pulumi Cloud: https://www.pulumi.com/registry/packages/pulumiservice/ */
const VERSION = "1.3.0";

/**
 * A resource of Pulumi Cloud. Its npm package is not installed: the engine downloads the plugin of every package that it finds
 * in node_modules, for stacks that use none of it as well. By its type and version it comes where it is asked for.
 */
class CloudResource extends pulumi.CustomResource {
    constructor(type: string, name: string, args: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
        super(`pulumiservice:index:${type}`, name, args, pulumi.mergeOptions(opts, { version: VERSION }));
    }
}

/** The deployment settings of this account's stacks in Pulumi Cloud, and their roles in AWS. */
export function pulumiDeployments(
    name: string,
    {
        organization,
        providerArn,
        settings: { repository, branch, stacks },
    }: {
        readonly organization: string;
        readonly providerArn: pulumi.Input<string>;
        readonly settings: Settled<typeof deploymentSettings>;
    },
    ref: EnvironmentRef,
    opts: pulumi.CustomResourceOptions,
): string[] {
    const deployed = Object.entries(stacks);
    for (const [stack, settings] of deployed) {
        const cloud = { organization, project: ref.project, stack };
        // Pulumi Cloud answers 404 to settings of a stack that is not there: https://github.com/pulumi/pulumi-pulumiservice/issues/224
        // Reads the stack first, so that a preview already says if it is missing.
        const there = new pulumi.StackReference(
            `${name}-${stack}`,
            { name: `${organization}/${ref.project}/${stack}` },
            { parent: opts.parent },
        );
        const { reviewStacks } = settings;
        const wanted = { stack: cloud, ref, providerArn };
        const roles = reviewStacks
            ? reviewRoles(name, { ...wanted, begins: beginningOf(reviewStacks, ref.project) }, opts)
            : operationRoles(name, wanted, opts);
        const after = { ...opts, dependsOn: [there] };
        new CloudResource(
            "DeploymentSettings",
            `${name}-${stack}`,
            {
                ...cloud,
                sourceContext: { git: { branch: `refs/heads/${branch}` } },
                vcs: {
                    provider: "github",
                    repository,
                    deployCommits: settings.deployCommits,
                    previewPullRequests: settings.previewPullRequests,
                    pullRequestTemplate: reviewStacks !== undefined,
                    paths: pathsOf(stack, settings.paths),
                },
                operationContext: {
                    environmentVariables: { AWS_WEB_IDENTITY_TOKEN_FILE: TOKEN_FILE },
                    preRunCommands: [chooseRole(roles), ...(settings.docker ? [ASK_FOR_DOCKER] : [])],
                },
            },
            after,
        );
        if (settings.drift !== undefined) {
            const args = { ...cloud, scheduleCron: settings.drift, autoRemediate: false };
            new CloudResource("DriftSchedule", `${name}-${stack}`, args, after);
        }
    }
    return deployed.flatMap(([stack, settings]) =>
        nextSteps({ organization, project: ref.project, stack }, repository, settings).concat(boundaryStep(ref, stack)),
    );
}

function nextSteps(
    { organization, project, stack }: CloudStack,
    repository: string,
    settings: DeployedStack,
): string[] {
    if (settings.reviewStacks)
        return [
            `stacks of pull requests run their code, with nearly all rights in this account: let only people you trust push branches to ${repository}, keep deployments of forks off in Pulumi's GitHub App, and let a budget of AWS watch this account, for a pull request that stays open keeps its stack`,
        ];
    return [
        ...(settings.previewPullRequests
            ? [
                  `previews of ${stack} run the code of pull requests: let only people you trust push branches to ${repository}, and keep previews of forks off in Pulumi's GitHub App`,
              ]
            : []),
        ...(settings.deployCommits
            ? []
            : [
                  `${stack} is brought up when a person says so: pulumi deployment run update --stack ${organization}/${project}/${stack}`,
              ]),
    ];
}
