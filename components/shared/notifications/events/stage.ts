import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind } from "../seams";

/** Every state of a stage; its failure, where nothing wider tells of it. */
export const stage: EventKind = {
    kind: "stage",
    means: "every state of a stage",
    width: 3,
    facts: ({ pipelines }, { failures }) => [
        {
            name: "stage",
            of: pipelines,
            description: "A stage of a pipeline is in another state",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Stage Execution State Change"],
                detail: { pipeline: pipelines, ...(failures ? {} : { state: [{ "anything-but": ["FAILED"] }] }) },
            },
            paths: { ...RUN_PATHS, stage: "$.detail.stage", state: "$.detail.state" },
            says: { title: "<pipeline>, stage <stage>: <state>", link: RUN, thread: "<run>" },
        },
    ],
};
