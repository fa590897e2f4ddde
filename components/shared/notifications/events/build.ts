import * as pulumi from "@pulumi/pulumi";

import { JOB } from "../console-links";
import type { EventKind, Fact } from "../seams";

const FAILURES = ["FAILED", "FAULT", "TIMED_OUT"];

/**
 * Every state of a build: of those that pipelines start, and of jobs outside of them.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
 */
export const build: EventKind = {
    kind: "build",
    means: "every state of a build",
    width: 1,
    covers: ["not-fetched"],
    facts: ({ pipelines, jobs }, { failures }) => [
        told("build", pipelines, "A build of a pipeline is in another state", {
            // What CodePipeline starts says so: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html
            "additional-information": { initiator: pipelines.map((name) => pulumi.interpolate`codepipeline/${name}`) },
            ...(failures ? {} : { "build-status": [{ "anything-but": FAILURES }] }),
        }),
        // No run tells of these.
        told("job", jobs, "A job outside of the pipelines is in another state", { "project-name": jobs }),
    ],
};

function told(name: string, of: Fact["of"], description: string, detail: object): Fact {
    return {
        name,
        of,
        description,
        pattern: { source: ["aws.codebuild"], "detail-type": ["CodeBuild Build State Change"], detail },
        paths: { job: "$.detail.project-name", region: "$.region", state: "$.detail.build-status" },
        says: { title: "<job>: <state>", link: JOB, thread: "<job>" },
    };
}
