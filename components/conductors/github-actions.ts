import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { type GithubJob, trustGithub } from "../documents/github-trust";
import type { Step } from "../parts";
import { makeRole } from "../shared/role";
import { howToLookUp } from "./github-settings";
import { isDecided, render, stepsOfWorkflow, withoutRepeats } from "./github-actions-steps";
import type { Workflow } from "./workflow";

export interface GithubActionsArgs {
    readonly line: string;
    readonly workflow: Workflow;
    /** In their order: what builds, what looks at it, what publishes. */
    readonly steps: readonly Step[];
}

/** A step's name in the make half, after which the record is written. */
const PUBLISH = "Publish";

const is =
    (name: string) =>
    (step: Step): boolean =>
        step.name === name;
const not =
    (name: string) =>
    (step: Step): boolean =>
        step.name !== name;

/**
 * The make half as a workflow of GitHub Actions: its text, and the roles that its jobs take on. A token does not say which job
 * of a workflow it is for, so jobs of one branch share a role; one that names an environment has another.
 */
export class GithubActions extends pulumi.ComponentResource {
    /** ARNs of the roles, by the variable of the repository that holds each. */
    public readonly roleArns: Readonly<Record<string, pulumi.Output<string>>>;
    /** Variables of the repository, by name. None is a secret. */
    public readonly variables: Readonly<Record<string, pulumi.Output<string>>>;
    /** The workflow's text, for the repository. */
    public readonly workflow: string;
    /** What a person has to do once. */
    public readonly nextSteps: readonly pulumi.Input<string>[];

    constructor(
        name: string,
        private readonly args: GithubActionsArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { line, workflow } = args;
        const { repository, ids, branch, file, environment } = workflow;
        const prefix = `FAIRLEAD_${line}_${context.environment}`.toUpperCase().replace(/\W/g, "_");
        const roles = {
            build: `${prefix}_ROLE`,
            publish: `${prefix}_${environment === undefined ? "" : "PUBLISH_"}ROLE`,
        };
        const steps = args.steps.flatMap(stepsOfWorkflow);
        const jobs = steps.map(({ name: step, script, job }) => ({
            ...{ name: step, script, env: { ...job.env } },
            role: step === PUBLISH ? roles.publish : roles.build,
            ...(step === PUBLISH && environment !== undefined ? { environment } : {}),
        }));
        super("fairlead:index:GithubActions", name, { repository, branch, file, environment, jobs }, opts);
        this.roleArns =
            environment === undefined
                ? { [roles.build]: this.role(name, { branch }, args.steps) }
                : {
                      [roles.build]: this.role(name, { branch }, args.steps.filter(not(PUBLISH))),
                      [roles.publish]: this.role(`${name}-publish`, { environment }, args.steps.filter(is(PUBLISH))),
                  };

        const decided = steps.flatMap(({ job }) => Object.entries(job.env ?? {}).filter(isDecided));
        this.variables = {
            ...this.roleArns,
            ...Object.fromEntries(decided.map(([key, value]) => [`${prefix}_${key}`, pulumi.output(value)])),
        };
        this.workflow = render(args, context, { prefix, roles, steps });
        this.nextSteps = [
            ...(ids ? [] : [howToLookUp(repository, `build.ids of ${line}`)]),
            ...(environment === undefined ? [] : [howToGate(repository, environment, branch)]),
            ...Object.entries(this.variables).map(
                ([key, value]) => pulumi.interpolate`gh variable set ${key} --repo ${repository} --body ${value}`,
            ),
            `put the workflow of ${line} into a checkout of ${repository}, and push it: npx fairlead workflow --line ${line} --write <checkout>`,
        ];
        const { roleArns, variables, nextSteps } = this;
        this.registerOutputs({ roleArns, variables, workflow: this.workflow, nextSteps });
    }

    private role(name: string, job: GithubJob, steps: readonly Step[]): pulumi.Output<string> {
        const { repository, ids, branch, file } = this.args.workflow;
        const trust = pulumi
            .output(this.context.fromAccount.githubOidcArn)
            .apply((arn) =>
                trustGithub(arn, { repository, ...(ids ? { ids } : {}) }, { job, file: { workflow: file, branch } }),
            );
        const allow = withoutRepeats(steps.flatMap((step) => step.allow));
        return makeRole(name, { trust, allow }, { parent: this }).arn;
    }
}

/** https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments */
function howToGate(repository: string, environment: string, branch: string): string {
    return `in ${repository}, under Settings, Environments, make ${environment} with required reviewers, prevent self-review, no bypass by administrators, and the branch ${branch} alone: until it asks somebody, nothing is published`;
}
