import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind } from "../seams";

/** Every state of an action; its failure, where nothing wider tells of it. That an approval waits is another kind's to tell. */
export const action: EventKind = {
    kind: "action",
    means: "every state of an action",
    width: 2,
    facts: ({ pipelines }, { failures }) => [
        {
            name: "action",
            of: pipelines,
            description: "An action of a pipeline is in another state",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Action Execution State Change"],
                $or: [
                    {
                        detail: {
                            pipeline: pipelines,
                            state: ["STARTED"],
                            type: { category: [{ "anything-but": ["Approval"] }] },
                        },
                    },
                    {
                        detail: {
                            pipeline: pipelines,
                            state: [{ "anything-but": ["STARTED", ...(failures ? [] : ["FAILED"])] }],
                        },
                    },
                ],
            },
            paths: { ...RUN_PATHS, stage: "$.detail.stage", action: "$.detail.action", state: "$.detail.state" },
            says: { title: "<pipeline>, <action> in <stage>: <state>", link: RUN, thread: "<run>" },
        },
    ],
};
