import type { EnvironmentContext } from "../context";
import type { RunValue, Stage, Statement, Step } from "../parts";
import { RELEASE_KEYS } from "../shared/release-store";
import { ARTIFACTS, type LineRef } from "./steps";

const STAGE = "Approve";
const ACTION = "Approve";
const EXECUTION: RunValue = { run: "id" };

/**
 * The gate of an environment: what would change, then the question, then whether the answer came from another person
 * than the one who pushed. IAM cannot ask the last, so a job does, before anything is deployed.
 */
export function approvalStage(of: LineRef, timeoutHours: number, context: EnvironmentContext): Stage {
    return {
        name: STAGE,
        steps: [evidenceStep(of, context), approveStep(of, timeoutHours, context), checkStep(of, context)],
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

function approveStep({ line }: LineRef, timeoutHours: number, context: EnvironmentContext): Step {
    const { releases, notifications, region } = context;
    const page = RELEASE_KEYS.evidence(line, "");
    return {
        name: ACTION,
        run: {
            approval: {
                // The stage is locked while it waits, settings included: a week, AWS's default, is too long.
                timeoutHours,
                topicArn: notifications.topicArn,
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
        allow: notifications.publishes(),
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
