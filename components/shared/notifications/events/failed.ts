import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind } from "../seams";

/** A run failed: what was live before is live still, or was restored. */
export const failed: EventKind = {
    kind: "failed",
    means: "runs that failed, also where AWS rolled back by itself",
    byDefault: true,
    width: 4,
    facts: ({ pipelines }) => [
        {
            name: "failed",
            of: pipelines,
            description: "A pipeline failed: what was live before is live still, or was restored",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Pipeline Execution State Change"],
                detail: { pipeline: pipelines, state: ["FAILED"] },
            },
            paths: RUN_PATHS,
            says: { title: "<pipeline> failed", link: RUN, thread: "<run>" },
        },
    ],
};
