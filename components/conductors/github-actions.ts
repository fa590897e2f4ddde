import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { renderScript } from "../documents/buildspec";
import type { GithubJob } from "../documents/github-trust";
import type { SignIn } from "../documents/workflow-steps";
import type { Step } from "../parts";
import { labelOf, makeCodebuildRunners, whoRunsThere } from "./codebuild-runner";
import { type GithubRole, makeGithubRole, signInBy } from "./github-role";
import { howToLookUp } from "./github-settings";
import {
    isDecided,
    render,
    STILL_PRIVATE,
    stepsOfWorkflow,
    talksToDocker,
    withoutRepeats,
} from "./github-actions-steps";
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
        const { repository, ids, branch, file, environment, accessKeys, codebuild } = workflow;
        const prefix = `FAIRLEAD_${line}_${context.environment}`.toUpperCase().replace(/\W/g, "_");
        const roles = {
            build: signInBy(`${prefix}_ROLE`, accessKeys),
            publish: signInBy(`${prefix}_${environment === undefined ? "" : "PUBLISH_"}ROLE`, accessKeys),
        };
        const steps = args.steps.flatMap(stepsOfWorkflow);
        const jobs = steps.map(({ name: step, script, job }) => ({
            ...{ name: step, script, env: { ...job.env } },
            ...(step === PUBLISH ? roles.publish : roles.build),
            ...(step === PUBLISH && environment !== undefined ? { environment } : {}),
        }));
        super("fairlead:index:GithubActions", name, { repository, branch, file, environment, jobs }, opts);
        const made =
            environment === undefined
                ? { [roles.build.role]: this.role(name, { branch }, roles.build, args.steps) }
                : {
                      [roles.build.role]: this.role(name, { branch }, roles.build, args.steps.filter(not(PUBLISH))),
                      [roles.publish.role]: this.role(
                          `${name}-publish`,
                          { environment },
                          roles.publish,
                          args.steps.filter(is(PUBLISH)),
                      ),
                  };
        const ofRoles = Object.values(made);
        this.roleArns = Object.fromEntries(Object.entries(made).map(([variable, { arn }]) => [variable, arn]));

        const runners = codebuild
            ? makeCodebuildRunners(
                  `${name}-runner`,
                  { line, repository, ...codebuild, docker: talksToDocker(workflow, steps) },
                  context,
                  { parent: this },
              )
            : undefined;
        const first = renderScript(STILL_PRIVATE);
        const workers = { plain: `${prefix}_RUNNER`, docker: `${prefix}_RUNNER_DOCKER` };
        const decided = steps.flatMap(({ job }) => Object.entries(job.env ?? {}).filter(isDecided));
        this.variables = {
            ...(Object.assign({}, ...ofRoles.map(({ variables }) => variables)) as GithubRole["variables"]),
            ...Object.fromEntries(decided.map(([key, value]) => [`${prefix}_${key}`, pulumi.output(value)])),
            ...(runners ? { [workers.plain]: runners.plain } : {}),
            ...(runners?.docker ? { [workers.docker]: runners.docker } : {}),
        };
        this.workflow = render(args, context, {
            ...{ prefix, roles, steps },
            ...(runners ? { runners: { plain: labelOf(workers.plain), docker: labelOf(workers.docker), first } } : {}),
        });
        this.nextSteps = [
            ...(accessKeys
                ? []
                : [
                      pulumi.interpolate`have ${context.fromAccount.githubOidcArn} before a job of ${line} signs in by it: githubOidc in the stack of the account makes it; aws iam list-open-id-connect-providers says whether it is there`,
                  ]),
            ...(ids || accessKeys ? [] : [howToLookUp(repository, `build.ids of ${line}`)]),
            ...(codebuild ? whoRunsThere(line, repository, codebuild.actorAccountIds) : []),
            ...(environment === undefined ? [] : [howToGate(repository, environment, branch)]),
            ...Object.entries(this.variables).map(
                ([key, value]) => pulumi.interpolate`gh variable set ${key} --repo ${repository} --body ${value}`,
            ),
            ...ofRoles.flatMap((role) => role.nextSteps),
            `put the workflow of ${line} into a checkout of ${repository}, and push it: npx fairlead workflow --line ${line} --write <checkout>`,
        ];
        const { roleArns, variables, nextSteps } = this;
        this.registerOutputs({ roleArns, variables, workflow: this.workflow, nextSteps });
    }

    private role(name: string, job: GithubJob, signIn: SignIn, steps: readonly Step[]): GithubRole {
        const { line, workflow: settings } = this.args;
        const allow = withoutRepeats(steps.flatMap((step) => step.allow));
        return makeGithubRole(name, { line, settings, job, signIn, allow }, this.context, { parent: this });
    }
}

/** https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments */
function howToGate(repository: string, environment: string, branch: string): string {
    return `in ${repository}, under Settings, Environments, make ${environment} with required reviewers, prevent self-review, no bypass by administrators, and the branch ${branch} alone: until it asks somebody, nothing is published`;
}
