import * as pulumi from "@pulumi/pulumi";

import type { Stage } from "../parts";
import type { EnvironmentContext } from "../context";
import { RELEASE_KEYS } from "./release-store";

const STAGE = "Approve";
const ACTION = "Approve";
const EXECUTION = "#{codepipeline.PipelineExecutionId}";

/**
 * The gate of an environment: what would change, then the question, then whether the answer came from somebody else
 * than whoever pushed. IAM cannot ask the last, so a job does, before anything is deployed.
 */
export function approvalStage(line: string, timeoutHours: number, context: EnvironmentContext): Stage {
    const { releases, notifications, environment, region, partition, account } = context;
    const env = { LINE: line, ENVIRONMENT: environment, RELEASES_BUCKET: releases.bucketName };
    const runEnv = { EXECUTION };
    return {
        name: STAGE,
        steps: [
            {
                name: "Evidence",
                takes: ["Release"],
                run: { job: { run: { script: "evidence" }, env, runEnv, exports: ["SUMMARY"] } },
                allow: [
                    ...releases.reads(RELEASE_KEYS.live(line), RELEASE_KEYS.blueprint(line)),
                    // What was live is an older version of the blueprint.
                    releases.readsVersions(RELEASE_KEYS.blueprint(line)),
                    ...releases.writes(RELEASE_KEYS.evidence(line)),
                ],
            },
            {
                name: ACTION,
                run: {
                    action: {
                        category: "Approval",
                        provider: "Manual",
                        // The stage is locked while it waits, settings included: a week, AWS's default, is too long.
                        timeoutMinutes: timeoutHours * 60,
                        configuration: {
                            NotificationArn: notifications.topicArn,
                            CustomData: `#{Evidence.SUMMARY} Waits ${timeoutHours} h; later runs wait behind it.`,
                            // An address already before the run fills it in; and of the console, because a presigned one
                            // would die with the session of the job, long before the approval.
                            ExternalEntityLink: pulumi.interpolate`https://${region}.console.aws.amazon.com/s3/object/${releases.bucketName}?region=${region}&prefix=${RELEASE_KEYS.evidence(line, `${EXECUTION}.md`)}`,
                        },
                    },
                },
                allow: notifications.publishes(),
            },
            {
                name: "Check",
                takes: ["Release"],
                run: {
                    job: {
                        run: { script: "check" },
                        env: { LINE: line, STAGE, ACTION },
                        runEnv,
                    },
                },
                allow: [
                    {
                        actions: ["codepipeline:ListActionExecutions"],
                        // The pipeline names this job, so the job can know it only by how its name begins.
                        on: [`arn:${partition}:codepipeline:${region}:${account}:${line}-ship-*`],
                    },
                ],
            },
        ],
    };
}
