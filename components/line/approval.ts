import type { EnvironmentContext } from "../context";
import type { RunValue, Stage, Statement, Step } from "../parts";
import type { ApprovalTopic } from "../shared/approval-topic";
import { RELEASE_KEYS } from "../shared/release-store";
import { ARTIFACTS, type LineRef } from "./steps";

const STAGE = "Approve";
const ACTION = "Approve";
/** How the name of the role that asks begins, after its line's name: AWS ends it by itself. */
const ASKER = `ship-${ACTION.toLowerCase()}`;
const EXECUTION: RunValue = { run: "id" };

/** Who is asked before a line goes on, and for how long. */
export interface Approval {
    readonly timeoutHours: number;
    readonly topic: ApprovalTopic;
}

/** How the names of the roles begin that ask for these lines. */
export function askersOf(lines: readonly string[]): string[] {
    return lines.map((line) => `${line}-${ASKER}`);
}

/**
 * The gate of an environment: what would change, then the question, then whether the answer came from another person
 * than the one who pushed. IAM cannot ask the last, so a job does, before anything is deployed.
 */
export function approvalStage(of: LineRef, approval: Approval, context: EnvironmentContext): Stage {
    return {
        name: STAGE,
        steps: [evidenceStep(of, context), approveStep(of, approval, context), checkStep(of, context)],
    };
}

function evidenceStep({ line, carries }: LineRef, { releases, environment }: EnvironmentContext): Step {
    return {
        name: "Evidence",
        takes: [ARTIFACTS.release],
        run: {
            job: {
                run: { scripts: ["evidence"] },
                env: {
                    LINE: line,
                    CARRIES: carries,
                    ENVIRONMENT: environment,
                    RELEASES_BUCKET: releases.bucketName,
                },
                runEnv: { EXECUTION },
                exports: ["SUMMARY"],
            },
        },
        allow: [
            ...releases.reads(RELEASE_KEYS.live(line), RELEASE_KEYS.blueprint(line)),
            // What was live is an older version of the blueprint.
            releases.readsVersions(RELEASE_KEYS.blueprint(line)),
            ...releases.writes(RELEASE_KEYS.evidence(line)),
        ],
    };
}

function approveStep({ line }: LineRef, { timeoutHours, topic }: Approval, context: EnvironmentContext): Step {
    const { releases, region } = context;
    const page = RELEASE_KEYS.evidence(line, "");
    return {
        name: ACTION,
        run: {
            approval: {
                // The stage is locked while it waits, settings included: a week, AWS's default, is too long.
                timeoutHours,
                // unverified: the mail is sent under the action's own role | fails as: the approval is red at once, "not authorized to perform: SNS:Publish" | settle: aws codepipeline list-action-executions --pipeline-name <ship> --query "actionExecutionDetails[?actionName=='Approve'].output.executionResult"
                topicArn: topic.topicArn,
                says: [
                    { step: "Evidence", variable: "SUMMARY" },
                    ` Waits ${timeoutHours} h; later runs wait behind it.`,
                ],
                // An address already before the run fills it in; and of the console, because a presigned one would die
                // with the session of the job, long before the approval.
                evidence: [
                    `https://${region}.console.aws.amazon.com/s3/object/`,
                    releases.bucketName,
                    `?region=${region}&prefix=${page}`,
                    EXECUTION,
                    ".md",
                ],
            },
        },
        allow: topic.asks(),
    };
}

function checkStep({ line, carries }: LineRef, context: EnvironmentContext): Step {
    return {
        name: "Check",
        takes: [ARTIFACTS.release],
        run: {
            job: {
                run: { scripts: ["check"] },
                env: { LINE: line, CARRIES: carries, STAGE, ACTION },
                runEnv: { EXECUTION },
            },
        },
        allow: [readsApprovals(line, context)],
    };
}

/** The pipeline names the job, so the job can know it only by how its name begins. */
function readsApprovals(line: string, { partition, region, account }: EnvironmentContext): Statement {
    return {
        actions: ["codepipeline:ListActionExecutions"],
        on: [`arn:${partition}:codepipeline:${region}:${account}:${line}-ship-*`],
    };
}
