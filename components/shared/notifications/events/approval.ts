import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind } from "../seams";

/**
 * A run waits for a person. People are asked by the approval itself, through a topic that nothing else can write to;
 * machines and chat hear of it here.
 */
export const approval: EventKind = {
    kind: "approval",
    means: "approvals that wait for an answer",
    byDefault: true,
    facts: ({ pipelines }, { form }) =>
        form === "text"
            ? []
            : [
                  {
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
                  },
              ],
};
