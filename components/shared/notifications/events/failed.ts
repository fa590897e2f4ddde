import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind } from "../seams";
import { trainings } from "./training";

/** A run failed: what was live before is live still, or was restored. */
export const failed: EventKind = {
    kind: "failed",
    means: "runs that failed, also where AWS rolled back by itself",
    byDefault: true,
    width: 4,
    facts: (watched) => [
        {
            name: "failed",
            of: watched.pipelines,
            description: "A pipeline failed: what was live before is live still, or was restored",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Pipeline Execution State Change"],
                detail: { pipeline: watched.pipelines, state: ["FAILED"] },
            },
            paths: RUN_PATHS,
            says: { title: "<pipeline> failed", link: RUN, thread: "<run>" },
        },
        trainings(watched, {
            name: "untrained",
            description: "A training failed, or its model was not good enough: none is registered",
            states: ["Failed"],
            text: "so no model is registered, and what is live stays.",
        }),
    ],
};
