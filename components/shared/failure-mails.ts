import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { trustService } from "../documents/policy";
import { makeEventRule } from "./event-rule";
import { makeRole, type RoleInUse } from "./role";

export interface FailureMailsArgs {
    /** Pipelines whose runs are looked after. */
    readonly pipelines: readonly pulumi.Input<string>[];
    /** Jobs outside of pipelines. */
    readonly jobs: readonly pulumi.Input<string>[];
}

const CONSOLE = "https://<region>.console.aws.amazon.com/codesuite";
const RUN = `${CONSOLE}/codepipeline/pipelines/<pipeline>/executions/<run>`;

/** What a rule hears of, and what it then writes; placeholders stand for what `paths` takes from the event. */
interface Mail {
    readonly of: readonly pulumi.Input<string>[];
    readonly description: string;
    readonly pattern: Record<string, unknown>;
    readonly paths: Record<string, string>;
    readonly text: string;
}

/** A run in one of these states. Stopped and superseded ones are not told of: a newer run took over. */
function runIn(state: string, of: FailureMailsArgs["pipelines"], description: string, words: string): Mail {
    return {
        of,
        description,
        pattern: {
            source: ["aws.codepipeline"],
            "detail-type": ["CodePipeline Pipeline Execution State Change"],
            detail: { pipeline: of, state: [state] },
        },
        paths: { pipeline: "$.detail.pipeline", run: "$.detail.execution-id", region: "$.region" },
        text: `${words} ${RUN}`,
    };
}

/** Mails that a run or a fetch failed, also when AWS rolled back by itself; one rule for all lines. */
export class FailureMails extends pulumi.ComponentResource {
    /** The role under which rules write to the topic. */
    public readonly roleArn: pulumi.Output<string>;

    constructor(
        private readonly name: string,
        args: FailureMailsArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:FailureMails", name, { pipelines: args.pipelines, jobs: args.jobs }, opts);
        const { pipelines, jobs } = args;
        const role = makeRole(
            name,
            {
                trust: trustService("events.amazonaws.com", context.account),
                allow: context.notifications.publishes(),
            },
            { parent: this },
        );
        const failed = "A pipeline failed: what was live before is live still, or was restored";
        this.mail("failed", role, runIn("FAILED", pipelines, failed, "<pipeline> failed. See what it says:"));
        // A rule for failures alone does not hear that an update of the definition ended a run.
        const canceled =
            "A run was canceled because its pipeline was updated: make has to be released again, ship is started";
        const words =
            "A run of <pipeline> was canceled, because `pulumi up` changed the pipeline. A candidate asks again by itself; a change in make has to be released again:";
        this.mail("canceled", role, runIn("CANCELED", pipelines, canceled, words));
        this.mail("not-fetched", role, {
            of: jobs,
            description: "A job outside of the pipelines failed: a release was not fetched, or not handed to ship",
            pattern: {
                source: ["aws.codebuild"],
                "detail-type": ["CodeBuild Build State Change"],
                detail: { "project-name": jobs, "build-status": ["FAILED", "FAULT", "TIMED_OUT"] },
            },
            paths: { job: "$.detail.project-name", region: "$.region" },
            text: `<job> failed, so a release may wait. See what it says: ${CONSOLE}/codebuild/projects/<job>/history`,
        });

        this.roleArn = role.arn;
        this.registerOutputs({ roleArn: this.roleArn });
    }

    private mail(what: string, role: RoleInUse, { of, description, pattern, paths, text }: Mail): void {
        if (of.length === 0) return;
        const { notifications } = this.context;
        makeEventRule(
            `${this.name}-${what}`,
            {
                description,
                pattern,
                // unverified: EventBridge publishes to an encrypted topic under a role | fails as: the rule counts FailedInvocations, no mail comes of a failed run | settle: aws cloudwatch get-metric-statistics --namespace AWS/Events --metric-name FailedInvocations --dimensions Name=RuleName,Value=<rule> --statistics Sum --period 3600 --start-time <then> --end-time <now>
                target: {
                    arn: notifications.topicArn,
                    role,
                    // A template that is a plain string carries its own quotes.
                    inputTransformer: { inputPaths: paths, inputTemplate: JSON.stringify(text) },
                },
                before: notifications.ready,
            },
            this.context,
            { parent: this },
        );
    }
}
