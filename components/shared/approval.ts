import type { Stage } from "../parts";
import type { Place } from "../place";
import { RELEASE_KEYS } from "./release-store";

const STAGE = "Approve";
const ACTION = "Approve";

/**
 * The gate of an environment: what would change, then the question, then whether the answer came from somebody else
 * than whoever pushed. IAM cannot ask the last, so a job does, before anything is deployed.
 */
export function approvalStage(line: string, timeoutHours: number, place: Place): Stage {
    const { releases, notifications, environment, region, partition, account } = place;
    const env = { LINE: line, ENVIRONMENT: environment, RELEASES_BUCKET: releases.bucketName };
    const runEnv = { EXECUTION: "#{codepipeline.PipelineExecutionId}" };
    const evidence = RELEASE_KEYS.evidence(line);
    return {
        name: STAGE,
        steps: [
            {
                name: "Evidence",
                takes: ["Release"],
                run: { job: { run: { script: "evidence" }, env, runEnv, exports: ["SUMMARY", "LINK"] } },
                allow: [
                    ...releases.reads(RELEASE_KEYS.live(line), RELEASE_KEYS.blueprint(line)),
                    // What was live is an older version of the blueprint.
                    releases.readsVersions(RELEASE_KEYS.blueprint(line)),
                    ...releases.writes(evidence),
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
                            ExternalEntityLink: "#{Evidence.LINK}",
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
