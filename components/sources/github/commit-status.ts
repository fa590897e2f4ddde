import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { makeEventRule } from "../../shared/event-rule";
import { makeFunctionAlarm } from "../../shared/function-alarm";
import { makeLoggedRole } from "../../shared/logged-role";
import type { RunsOfCommits } from "../../parts";

export interface CommitStatusArgs {
    readonly line: string;
    /** `owner/name` */
    readonly repository: string;
    /** ARN of the secret with a GitHub token that may set statuses there. */
    readonly tokenSecretArn: string;
    readonly runs: RunsOfCommits;
}

const ENDS = ["SUCCEEDED", "FAILED", "STOPPED", "SUPERSEDED", "CANCELED"];

// unverified: of a run that a pull request started, a revision is the commit that GitHub shows there, the head of its branch
// | fails as: a pull request shows no word of <line>/check, and a commit that is in no branch has one
// | settle: aws codepipeline get-pipeline-execution --pipeline-name <check> --pipeline-execution-id <id>, after a pull request
const SOURCE = readFileSync(join(__dirname, "status.cjs"), "utf8");

/**
 * Sets commit statuses on GitHub: how the runs went that read a commit, those that make releases and the tests of pull requests.
 * Only its function reads the token; no job of a pipeline does.
 */
export class CommitStatus extends pulumi.ComponentResource {
    public readonly functionName: pulumi.Output<string>;

    constructor(
        private readonly name: string,
        private readonly args: CommitStatusArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { line, repository, tokenSecretArn } = args;
        super("fairlead:index:CommitStatus", name, { repository, tokenSecretArn }, opts);
        const says = this.makeFunction();
        makeFunctionAlarm(
            name,
            {
                made: says,
                fives: 1,
                description: `GitHub does not hear how runs of ${line} end: its token may have expired; the log of ${name} says what GitHub answered`,
            },
            context,
            { parent: this },
        );
        this.hear(says);
        this.functionName = says.name;
        this.registerOutputs({ functionName: this.functionName });
    }

    private makeFunction(): lambda.Function {
        const { project, environment, partition, region, account } = this.context;
        const { line, repository, tokenSecretArn, runs } = this.args;
        const pipelines = Object.values(runs).map(
            (name) => pulumi.interpolate`arn:${partition}:codepipeline:${region}:${account}:${name}`,
        );
        const allow = [
            { actions: ["secretsmanager:GetSecretValue"], on: [tokenSecretArn] },
            { actions: ["codepipeline:GetPipelineExecution"], on: pipelines },
        ];
        const of = { service: "lambda.amazonaws.com", allow };
        const { log, role } = makeLoggedRole(this.name, of, this.context, { parent: this });
        const { make: MAKE, check: CHECK } = runs;
        const CONTEXT = `${project}/${environment}/${line}`;
        return new lambda.Function(
            this.name,
            {
                runtime: "nodejs22.x",
                handler: "index.said",
                code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(SOURCE) }),
                role: role.arn,
                timeout: 60,
                loggingConfig: { logFormat: "Text", logGroup: log.name },
                environment: {
                    variables: {
                        ...{ CONTEXT, MAKE, REPOSITORY: repository, TOKEN_SECRET_ARN: tokenSecretArn },
                        ...(CHECK ? { CHECK } : {}),
                    },
                },
            },
            { parent: this, dependsOn: [...role.ready] },
        );
    }

    /** https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
    private hear(says: lambda.Function): void {
        const { name, args, context } = this;
        const opts = { parent: this };
        makeEventRule(
            name,
            {
                description: `a run of ${args.line} has read a commit, or has ended: GitHub is told, beside it`,
                pattern: {
                    source: ["aws.codepipeline"],
                    "detail-type": [
                        "CodePipeline Pipeline Execution State Change",
                        "CodePipeline Stage Execution State Change",
                    ],
                    detail: {
                        pipeline: Object.values(args.runs),
                        $or: [
                            // A run that has just begun has read no commit yet; one whose red stage is retried has.
                            { stage: ["Source"], state: ["SUCCEEDED"] },
                            { stage: [{ exists: false }], state: ["RESUMED", ...ENDS] },
                        ],
                    },
                },
                target: { arn: says.arn },
                letIn: (rule) => [
                    new lambda.Permission(
                        name,
                        {
                            action: "lambda:InvokeFunction",
                            function: says.name,
                            principal: "events.amazonaws.com",
                            sourceArn: rule.arn,
                        },
                        opts,
                    ),
                ],
            },
            context,
            opts,
        );
    }
}
