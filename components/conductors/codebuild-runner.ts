import * as codebuild from "@pulumi/aws/codebuild";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { workflowName } from "../documents/workflow";
import { makeLog, makeLoggedRole } from "../shared/logged-role";
import { tokenOfRunners } from "./github-settings";

/**
 * Ubuntu, as GitHub's own runners are: actions that bring a version of Python know no other of CodeBuild's systems.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/sample-github-action-runners-update-yaml.images.html
 */
// unverified: that image has docker with buildx, jq and the AWS command line, as GitHub's own have | fails as: the job build is red with "command not found", or "docker: unknown command: docker buildx" | settle: one push
const IMAGE = "aws/codebuild/standard:7.0";

/** CodeBuild puts its own commands in place of these, but for a job with the label `buildspec-override:true`. */
const NO_BUILD = `version: 0.2
phases:
  build:
    commands:
      - |
        # calls: nothing
        echo "this project works jobs of GitHub Actions and builds nothing by itself" >&2
        exit 1
`;

interface CodebuildRunnersArgs {
    readonly line: string;
    readonly repository: string;
    /** Numbers at GitHub of whose jobs are worked; none for anybody's. */
    readonly actorAccountIds: readonly string[];
    /** Whether a job of the workflow talks to docker. */
    readonly docker: boolean;
}

/** Names of the projects: of what works jobs, and of what works those that talk to docker. */
export interface CodebuildRunners {
    readonly plain: pulumi.Output<string>;
    readonly docker?: pulumi.Output<string>;
}

/**
 * Projects that work the jobs of one line's workflow, each in a container of its own, and whose name stands in their label.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/action-runner.html
 *
 * Only what talks to docker runs privileged, in a project of its own: what the tests and the training bring in from elsewhere does not.
 * https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html
 *
 * What a job runs has the project's role as well, so it may write its own part of a log and no more: what jobs do in AWS they do under the role
 * that their token is let in for, as on any other runner. A credential that the role would have to fetch, of a connection or a
 * secret, each job could fetch too; so it is the one that CodeBuild holds itself.
 *
 * Which is no wall: CodeBuild brings that credential to the machine that a job runs on, one was read from its memory before, and who
 * writes a workflow writes the label of either project. So the token is asked to be good for one repository, and settings allow this by name.
 * https://aws.amazon.com/security/security-bulletins/AWS-2025-016/
 */
// unverified: CodeBuild registers a runner by the token that it holds, under no right of the project's role | fails as: a job of the workflow stays queued, and the build's log ends in DOWNLOAD_SOURCE | settle: one push, and `aws codebuild list-builds-for-project`
export function makeCodebuildRunners(
    name: string,
    args: CodebuildRunnersArgs,
    context: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): CodebuildRunners {
    const log = makeLog(name, context, opts);
    const filters = filtersOf(args);
    const runner = (called: string, stream: string, privilegedMode: boolean): pulumi.Output<string> => {
        const of = { service: "codebuild.amazonaws.com", allow: [], shares: { log, stream } };
        const { role } = makeLoggedRole(called, of, context, opts);
        const project = new codebuild.Project(
            called,
            {
                serviceRole: role.arn,
                environment: {
                    type: "LINUX_CONTAINER",
                    image: IMAGE,
                    computeType: "BUILD_GENERAL1_SMALL",
                    privilegedMode,
                },
                source: { type: "GITHUB", location: `https://github.com/${args.repository}.git`, buildspec: NO_BUILD },
                artifacts: { type: "NO_ARTIFACTS" },
                encryptionKey: context.artifacts.keyArn,
                logsConfig: { cloudwatchLogs: { groupName: log.name, streamName: stream } },
                // Longer than any job of the workflow, which ends by its own time.
                buildTimeout: 75,
            },
            { ...opts, dependsOn: [...role.ready] },
        );
        const told = { projectName: project.name, buildType: "BUILD", filterGroups: [{ filters }] };
        new codebuild.Webhook(called, told, opts);
        return project.name;
    };
    return {
        plain: runner(name, "plain", false),
        ...(args.docker ? { docker: runner(`${name}-docker`, "with-docker", true) } : {}),
    };
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_WebhookFilter.html */
// unverified: of two projects that hear of a job, the one whose name stands in its label works it | fails as: a job runs where docker is not, or a build of the other project ends at once | settle: one push, and `aws codebuild list-builds-for-project` for both
// unverified: the actor of a job that waits is who pushed, started the run, or agreed to it | fails as: a job of somebody who is listed stays queued | settle: one push with actorAccountIds, and the deliveries of the webhook at GitHub
function filtersOf({ line, actorAccountIds }: CodebuildRunnersArgs): { type: string; pattern: string }[] {
    return [
        { type: "EVENT", pattern: "WORKFLOW_JOB_QUEUED" },
        { type: "WORKFLOW_NAME", pattern: `^${workflowName(line)}$` },
        ...(actorAccountIds.length > 0
            ? [{ type: "ACTOR_ACCOUNT_ID", pattern: `^(${actorAccountIds.join("|")})$` }]
            : []),
    ];
}

/**
 * Run and attempt are in the label, so that a runner takes a job of its own run and of no other.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/sample-github-action-runners-update-labels.html
 */
export const labelOf = (variable: string): string =>
    `codebuild-\${{ vars.${variable} }}-\${{ github.run_id }}-\${{ github.run_attempt }}`;

/** A fork's request, and any branch, runs its own workflow, with whatever label and name it writes. */
export function whoRunsThere(line: string, repository: string, actorAccountIds: readonly string[]): readonly string[] {
    return [
        `jobs of ${repository} run in this account, in a container, as root of one with docker where the label asks for that, with no right there but to write their log: keep the repository private, and let GitHub ask before it runs requests of anybody outside, under Settings, Actions, General; ${tokenOfRunners(repository)}`,
        ...(actorAccountIds.length > 0
            ? []
            : [
                  `say whose jobs CodeBuild works, below build.runner.actorAccountIds of ${line}, by GitHub's number of each: gh api users/<login> --jq .id; until then it works those of whoever may run a workflow in ${repository}`,
              ]),
    ];
}
