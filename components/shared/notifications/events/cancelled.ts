import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind } from "../seams";

/** An update of the definition ended a run. A rule for failures alone does not hear of it. */
export const cancelled: EventKind = {
    kind: "cancelled",
    means: "runs that ended because their pipeline was updated",
    byDefault: true,
    facts: ({ pipelines }) => [
        {
            name: "canceled",
            of: pipelines,
            description:
                "A run was canceled because its pipeline was updated: make has to be released again, ship is started",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Pipeline Execution State Change"],
                detail: { pipeline: pipelines, state: ["CANCELED"] },
            },
            paths: RUN_PATHS,
            says: {
                title: "A run of <pipeline> was canceled",
                text: "because `pulumi up` changed the pipeline. A candidate asks again by itself; a change in make has to be released again.",
                link: RUN,
                thread: "<run>",
            },
        },
    ],
};
