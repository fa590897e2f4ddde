import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind } from "../seams";

/**
 * CodePipeline began to take a stage back to an earlier run, by a person's hand or by a condition of the stage.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html
 */
export const rollback: EventKind = {
    kind: "rollback",
    means: "stages that are rolled back to what ran before",
    byDefault: true,
    facts: ({ pipelines }) => [
        {
            name: "rollback",
            of: pipelines,
            description: "A stage is rolled back to an earlier run",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Pipeline Execution State Change"],
                detail: {
                    pipeline: pipelines,
                    state: ["STARTED"],
                    "execution-trigger": { "trigger-type": ["AutomatedRollback", "ManualRollback"] },
                },
            },
            paths: RUN_PATHS,
            says: {
                title: "<pipeline> is rolled back",
                text: "what ran before comes back.",
                link: RUN,
                thread: "<run>",
            },
        },
    ],
};
