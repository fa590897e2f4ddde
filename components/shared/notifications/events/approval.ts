import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind, Fact, Watched } from "../seams";
import { waitingModels } from "./training";

/**
 * A run waits for a person. People are asked by the approval itself, through a topic that nothing else can write to;
 * machines and chat hear of it here.
 */
export const approval: EventKind = {
    kind: "approval",
    means: "approvals that wait for an answer",
    byDefault: true,
    // The registry of models has no topic of its own: of what waits there, people hear here as well.
    facts: (watched, { form }) => [...(form === "text" ? [] : [ofPipelines(watched)]), waitingModels(watched)],
};

function ofPipelines({ pipelines }: Watched): Fact {
    return {
        name: "approval",
        of: pipelines,
        description: "An approval waits for an answer",
        pattern: {
            source: ["aws.codepipeline"],
            "detail-type": ["CodePipeline Action Execution State Change"],
            detail: { pipeline: pipelines, state: ["STARTED"], type: { category: ["Approval"] } },
        },
        paths: RUN_PATHS,
        says: {
            title: "<pipeline> waits for an approval",
            text: "which is given or refused in the console.",
            link: RUN,
            thread: "<run>",
        },
    };
}
