import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as codebuild from "@pulumi/aws/codebuild";
import * as pulumi from "@pulumi/pulumi";

import { renderBuildspec } from "../documents/buildspec";
import type { Given } from "../parts";
import type { Job, Platform, Statement } from "../shell";
import type { EnvironmentContext } from "../context";
import { arnIn, autonamed } from "../environment-ref";
import { makeEventRule } from "./event-rule";
import { makeLoggedRole, type SharedLog } from "./logged-role";
import type { RoleInUse } from "./role";

/** AWS's image with docker, jq and the AWS command line, for each processor; a job needs nothing else. */
const CONTAINER: Record<Platform, { readonly type: string; readonly image: string }> = {
    "linux/amd64": { type: "LINUX_CONTAINER", image: "aws/codebuild/amazonlinux-x86_64-standard:6.0" },
    "linux/arm64": { type: "ARM_CONTAINER", image: "aws/codebuild/amazonlinux-aarch64-standard:4.0" },
};

export interface ShellJobArgs {
    /** What to run. */
    readonly job: Job;
    /** Permissions of its own role, in addition to its log and its artifacts. */
    readonly allow: readonly Statement[];
    /** Where input and output are: in a pipeline's artifacts, or nowhere. */
    readonly within: { readonly pipeline: string; readonly takes: boolean; readonly gives: boolean } | "nothing";
    /** @default - a log group of its own */
    readonly shares?: SharedLog;
}

/** A CodeBuild project that runs a script under a role of its own. A conductor decides when it runs. */
export class ShellJob extends pulumi.ComponentResource {
    /** Name by which the job is started. */
    public readonly projectName: pulumi.Output<string>;
    public readonly projectArn: pulumi.Output<string>;

    constructor(name: string, args: ShellJobArgs, context: EnvironmentContext, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:ShellJob", name, { run: args.job.run }, opts);
        const { job, allow, within, shares } = args;

        const { log, role } = makeLoggedRole(
            name,
            {
                service: "codebuild.amazonaws.com",
                ...(shares ? { shares } : {}),
                allow: [
                    ...(within === "nothing"
                        ? []
                        : context.artifacts.exchanges(within.pipeline, { ...within, by: "CodeBuild" })),
                    ...allow,
                ],
            },
            context,
            { parent: this },
        );
        const project = new codebuild.Project(
            name,
            {
                serviceRole: role.arn,
                environment: {
                    ...CONTAINER[job.platform ?? "linux/amd64"],
                    computeType: "BUILD_GENERAL1_SMALL",
                    privilegedMode: job.docker ?? false,
                    environmentVariables: Object.entries(job.env ?? {}).map(([key, value]) => ({ name: key, value })),
                },
                source: { type: within === "nothing" ? "NO_SOURCE" : "CODEPIPELINE", buildspec: buildspecOf(args) },
                artifacts: { type: within === "nothing" ? "NO_ARTIFACTS" : "CODEPIPELINE" },
                // Otherwise CodeBuild encrypts with the account's S3 key, which no later step may use.
                encryptionKey: context.artifacts.keyArn,
                logsConfig: {
                    cloudwatchLogs: { groupName: log.name, ...(shares ? { streamName: shares.stream } : {}) },
                },
                buildTimeout: job.timeoutMinutes ?? 30,
            },
            // A build may start the moment its project exists, and Pulumi does not see that it needs the policy.
            { parent: this, dependsOn: [...role.ready] },
        );

        this.projectName = project.name;
        this.projectArn = project.arn;
        this.registerOutputs({ projectName: this.projectName, projectArn: this.projectArn });
    }

    /** Permission to start it. */
    public start(): Statement {
        return { actions: ["codebuild:StartBuild"], on: [this.projectArn] };
    }
}

export interface JobStart extends Omit<Given, "take"> {
    /** The role under which EventBridge starts it. */
    readonly role: RoleInUse;
    /** @default - the account's own bus */
    readonly bus?: cloudwatch.EventBus;
    /** What must exist before it is started. */
    readonly before: readonly pulumi.Resource[];
}

/** Starts a job by an event, with values of the event as the job's variables. */
export function startsJob(
    name: string,
    job: ShellJob,
    { event, says, role, bus, before }: JobStart,
    context: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): void {
    makeEventRule(
        name,
        {
            ...(bus ? { bus } : {}),
            pattern: event,
            target: { arn: job.projectArn, role, inputTransformer: variablesOf(says) },
            before,
        },
        context,
        opts,
    );
}

/** What an event says stands unquoted, so that it is one value and never another member of the request. */
function variablesOf(says: Given["says"]): { inputPaths: Record<string, string>; inputTemplate: string } {
    const variables = Object.keys(says).map(
        (name) => `{"name":"${name}","type":"PLAINTEXT","value":<${name.toLowerCase()}>}`,
    );
    return {
        inputPaths: Object.fromEntries(Object.entries(says).map(([name, path]) => [name.toLowerCase(), path])),
        inputTemplate: `{"environmentVariablesOverride":[${variables.join(",")}]}`,
    };
}

/**
 * What the console reads on the pages of a build and of its log.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeBuildReadOnlyAccess.html
 */
const PAGES = ["codebuild:BatchGetBuilds", "codebuild:BatchGetProjects", "codebuild:ListBuildsForProject"] as const;
const LOG = ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"] as const;

/**
 * For people: to see jobs of these logical names, which may contain a `*`, and their logs. With one ARN per job a policy
 * would have room for three lines only. The star also matches jobs of an environment `eu-prod` beside `prod`, for reading.
 */
export function seesJobs(
    names: readonly string[],
    context: EnvironmentContext,
    logs: readonly string[] = names,
): Statement[] {
    return [
        { actions: [...PAGES], on: names.map((name) => projectsNamed(name, context)) },
        {
            actions: [...LOG],
            on: logs.map((name) => arnIn(context, "logs", `log-group:${autonamed(name, context)}:*`)),
        },
    ];
}

/** ARN pattern of the jobs of this logical name, which may contain a `*`. */
export function projectsNamed(name: string, context: EnvironmentContext): string {
    const { partition, region, account } = context;
    return `arn:${partition}:codebuild:${region}:${account}:project/${autonamed(name, context)}`;
}

function buildspecOf({ job, within }: ShellJobArgs): string {
    if ("buildspec" in job.run) return job.run.buildspec;
    return renderBuildspec(job.run.scripts, { exports: job.exports, gives: within !== "nothing" && within.gives });
}
