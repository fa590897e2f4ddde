import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { arnIn, type EnvironmentRef } from "../environment-ref";
import type { input } from "@pulumi/aws/types";
import type { BranchFilter, EventStart, GitStart, Start, TimeStart } from "../starts";
import { makeEventRule } from "../shared/event-rule";
import { makeStarter, type RoleInUse } from "../shared/role";
import type { Statement } from "../shell";

/** The variable of a pipeline that says who pushed. Undeclared variables are refused by StartPipelineExecution. */
export const PUSHED_BY = "PUSHED_BY";

export interface PipelineStartsArgs {
    readonly pipelineArn: pulumi.Output<string>;
    readonly starts: readonly (EventStart | TimeStart)[];
    /** What must be written before anything listens. */
    readonly after: readonly pulumi.Resource[];
    /** Under which EventBridge starts it. @default - one that may start this pipeline, and nothing else */
    readonly role?: RoleInUse;
}

/** The events that set a pipeline of the same name going, each pinned to the revision it speaks about. */
export class PipelineStarts extends pulumi.ComponentResource {
    /** The role by which events start the pipeline. */
    public readonly roleArn: pulumi.Output<string>;
    /** What must exist before an event can be sure of being heard. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(
        name: string,
        args: PipelineStartsArgs,
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:PipelineStarts", name, { starts: args.starts.map((start) => start.name) }, opts);
        const { pipelineArn, starts, after } = args;
        const role =
            args.role ?? makeStarter(`${name}-start`, [startsPipeline(pipelineArn)], context, { parent: this });
        const target = { arn: pipelineArn, role };
        this.ready = starts.map((start) =>
            "every" in start
                ? makeEventRule(`${name}-${start.name}`, { schedule: start.every, target, before: after }, context, {
                      parent: this,
                  })
                : makeEventRule(
                      `${name}-${start.name}`,
                      {
                          ...(start.pushedBy ? { name: pushRuleName(context, name, start) } : {}),
                          pattern: start.event,
                          target: { ...target, inputTransformer: pinned(start) },
                          before: after,
                      },
                      context,
                      { parent: this },
                  ),
        );
        this.roleArn = role.arn;
        this.registerOutputs({ roleArn: this.roleArn });
    }
}

/** For the role of what starts a pipeline. */
export function startsPipeline(arn: pulumi.Output<string>): Statement {
    return { actions: ["codepipeline:StartPipelineExecution"], on: [arn] };
}

// unverified: get-pipeline-execution names a rule as trigger `CloudWatchEvent` with the rule's ARN as its detail
// | fails as: every release says that its pusher is not known, and four eyes stop each approval
// | settle: aws codepipeline get-pipeline-execution --pipeline-name <make> --pipeline-execution-id <id>, after a push
/** Fixed, because a job of the pipeline proves by it that this rule started its run, and is made before the rule is. */
function pushRuleName(ref: EnvironmentRef, pipeline: string, { name }: EventStart): string {
    return `${ref.project}-${ref.environment}-${pipeline}-${name}`;
}

/** Those of which a rule hears. */
export function eventsAmong(starts: readonly Start[]): readonly EventStart[] {
    return starts.filter((start) => "event" in start);
}

/** Those of which a rule hears, the clock among them. */
export function heardAmong(starts: readonly Start[]): readonly (EventStart | TimeStart)[] {
    return starts.filter((start) => "event" in start || "every" in start);
}

/**
 * Those of which the pipeline itself hears by a connection, as its triggers. It takes one a source action:
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineTriggerDeclaration.html
 */
export function triggersAmong(starts: readonly Start[]): readonly input.codepipeline.PipelineTrigger[] {
    return starts
        .filter((start): start is GitStart => "git" in start)
        .map(({ source, git }) => ({
            providerType: "CodeStarSourceConnection",
            gitConfiguration: {
                sourceActionName: source,
                ...("push" in git
                    ? { pushes: ["tags" in git.push ? { tags: including(git.push.tags) } : ofBranches(git.push)] }
                    : { pullRequests: [{ events: ["OPEN", "UPDATED"], ...ofBranches(git.pullRequest) }] }),
            },
        }));
}

function ofBranches({ branches, filePaths }: BranchFilter) {
    return { branches: including(branches), ...(filePaths ? { filePaths: including(filePaths) } : {}) };
}

function including(patterns: readonly string[]): { includes: string[] } {
    return { includes: [...patterns] };
}

/** The rule that says who pushed, for jobs which have to know that it did. */
export function pushRuleArn(ref: EnvironmentRef, pipeline: string, starts: readonly Start[]): string | undefined {
    const start = eventsAmong(starts).find(({ pushedBy }) => pushedBy !== undefined);
    return start && arnIn(ref, "events", `rule/${pushRuleName(ref, pipeline, start)}`);
}

/**
 * Without a pin a run takes whatever is newest when it comes to read its source: two quick pushes would both build the
 * second one. A constant key goes through the same transformer, without paths. What an event carries stands unquoted:
 * EventBridge then writes it as a JSON value, where between quotes it could add members of its own.
 */
function pinned({ source, pins, pushedBy }: EventStart): {
    inputPaths?: Record<string, string>;
    inputTemplate: string;
} {
    const [revisionType, revisionValue] =
        "objectKey" in pins ? ["S3_OBJECT_KEY", JSON.stringify(pins.objectKey)] : [pins.revision, "<revision>"];
    const paths = {
        ...("objectKey" in pins ? {} : { revision: pins.from }),
        ...(pushedBy ? { pusher: pushedBy } : {}),
    };
    const revision = `{"actionName":${JSON.stringify(source)},"revisionType":"${revisionType}","revisionValue":${revisionValue}}`;
    const variables = pushedBy ? `,"variables":[{"name":"${PUSHED_BY}","value":<pusher>}]` : "";
    return {
        ...(Object.keys(paths).length > 0 ? { inputPaths: paths } : {}),
        inputTemplate: `{"sourceRevisions":[${revision}]${variables}}`,
    };
}
