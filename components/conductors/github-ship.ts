import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { renderScript } from "../documents/buildspec";
import { renderShipJob } from "../documents/workflow-ship";
import type { SignIn } from "../documents/workflow-steps";
import { RELEASE_KEYS } from "../shared/release-store";
import { GATE } from "./github-actions-steps";
import { type GithubRole, makeGithubRole, signInBy } from "./github-role";
import type { ShipSettings } from "./github-settings";

export interface GithubShipArgs {
    readonly line: string;
    readonly settings: ShipSettings;
    /** The pipeline that ships, and its step that takes the candidate. */
    readonly ship: { readonly name: pulumi.Output<string>; readonly arn: pulumi.Output<string> };
    readonly source: string;
    /** The environment that releases come from; where there is one, the environment on GitHub must ask somebody. */
    readonly after?: string;
}

/**
 * A job of the line's workflow that takes its release out here, behind an environment on GitHub: it may say which of
 * the line's releases, and when. What is done is the line's own pipeline's, with its lock, its checks and its rollback, and one role a step.
 */
export class GithubShip extends pulumi.ComponentResource {
    /** ARNs of the roles, by the variable of the repository that holds each. */
    public readonly roleArns: Readonly<Record<string, pulumi.Output<string>>>;
    /** Variables of the repository, by name. None is a secret. */
    public readonly variables: Readonly<Record<string, pulumi.Output<string>>>;
    /** The job's text, below `jobs` of the line's workflow. */
    public readonly job: string;
    /** What a person has to do once. */
    public readonly nextSteps: readonly pulumi.Input<string>[];

    constructor(
        name: string,
        { line, settings, ship, source, after }: GithubShipArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { repository, branch, file, environment: behind, waitMinutes } = settings;
        const { environment, region, releases } = context;
        const prefix = `FAIRLEAD_${line}_${environment}`.toUpperCase().replace(/\W/g, "_");
        const signIn = signInBy(`${prefix}_SHIP_ROLE`, settings.accessKeys);
        const decided = { RELEASES_BUCKET: releases.bucketName, PIPELINE: ship.name };
        const env = { LINE: line, SOURCE: source, WAIT_MINUTES: String(waitMinutes) };
        const script = renderScript(["ship-start"]);
        const jobs = [{ name: "Ship", script, env: { ...env, ...decided }, ...signIn, environment: behind }];
        super("fairlead:index:GithubShip", name, { repository, branch, file, environment, after, jobs }, opts);
        const role = this.role(name, { line, settings, ship, signIn });
        this.roleArns = { [signIn.role]: role.arn };
        this.variables = {
            ...role.variables,
            ...Object.fromEntries(Object.entries(decided).map(([key, value]) => [`${prefix}_${key}`, value])),
        };
        const variables = Object.fromEntries(Object.keys(decided).map((key) => [key, `${prefix}_${key}`]));
        this.job = renderShipJob({
            ...{ line, environment, region, behind, signIn, waitMinutes },
            ...(after === undefined ? {} : { gate: { environment: behind, script: renderScript(GATE) } }),
            ship: { script, env, variables },
        });
        this.nextSteps = [
            howToMakeIt(settings, after !== undefined),
            ...Object.entries(this.variables).map(
                ([key, value]) => pulumi.interpolate`gh variable set ${key} --repo ${repository} --body ${value}`,
            ),
            ...role.nextSteps,
            `render the workflow of ${line} again, of the stacks of all its environments: npx fairlead workflow --line ${line} --write <checkout>`,
        ];
        const { roleArns, nextSteps, job } = this;
        this.registerOutputs({ roleArns, variables: this.variables, job, nextSteps });
    }

    private role(
        name: string,
        {
            line,
            settings,
            ship,
            signIn,
        }: Pick<GithubShipArgs, "line" | "settings" | "ship"> & { readonly signIn: SignIn },
    ): GithubRole {
        const { releases } = this.context;
        const allow = [
            ...releases.reads(RELEASE_KEYS.candidate(line), RELEASE_KEYS.live(line)),
            {
                actions: [
                    ...["codepipeline:StartPipelineExecution", "codepipeline:GetPipelineExecution"],
                    "codepipeline:ListPipelineExecutions",
                ],
                on: [ship.arn],
            },
        ];
        const job = { environment: settings.environment };
        return makeGithubRole(name, { line, settings, job, signIn, allow }, this.context, { parent: this });
    }
}

/** https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments */
function howToMakeIt({ repository, environment, branch }: ShipSettings, asks: boolean): string {
    const rules = asks ? "required reviewers, prevent self-review, no bypass by administrators, and " : "";
    const until = asks ? ": until it asks somebody, nothing is taken out" : "";
    return `in ${repository}, under Settings, Environments, make ${environment} with ${rules}the branch ${branch} alone${until}`;
}
