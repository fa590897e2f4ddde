// What EventBridge hears of a build.
import type { JsonObject } from "../../plan/document";
import { text, type Planned } from "../../plan/plans";
import type { AwsEvent } from "./bus";

interface BuildState {
    readonly project: Planned;
    /** Of the build. */
    readonly arn: string;
    /** As the build's own API says it. */
    readonly status: string;
    /** `codepipeline/<pipeline>` where a pipeline started it. */
    readonly initiator?: string;
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html#sample-build-notifications-ref */
export function buildEvent({ project: { plan, resource }, arn, status, initiator }: BuildState): AwsEvent {
    const information: JsonObject = {
        ...(initiator === undefined ? {} : { initiator }),
        "build-complete": status !== "IN_PROGRESS",
    };
    return {
        source: "aws.codebuild",
        "detail-type": "CodeBuild Build State Change",
        account: plan.account,
        region: plan.region,
        resources: [arn],
        detail: {
            "build-status": status === "TIMED_OUT" ? "FAILED" : status,
            "project-name": text(resource, "name"),
            "build-id": arn,
            "additional-information": information,
            version: "1",
        },
    };
}
