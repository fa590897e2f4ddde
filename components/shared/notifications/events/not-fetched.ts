import { JOB } from "../console-links";
import type { EventKind } from "../seams";

/** A job outside of the pipelines failed: nothing else would tell of it. */
export const notFetched: EventKind = {
    kind: "not-fetched",
    means: "releases that were not fetched, or not handed to ship",
    byDefault: true,
    facts: ({ jobs }) => [
        {
            name: "not-fetched",
            of: jobs,
            description: "A job outside of the pipelines failed: a release was not fetched, or not handed to ship",
            pattern: {
                source: ["aws.codebuild"],
                "detail-type": ["CodeBuild Build State Change"],
                detail: { "project-name": jobs, "build-status": ["FAILED", "FAULT", "TIMED_OUT"] },
            },
            paths: { job: "$.detail.project-name", region: "$.region" },
            says: { title: "<job> failed", text: "so a release may wait.", link: JOB, thread: "<job>" },
        },
    ],
};
