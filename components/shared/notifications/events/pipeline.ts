import { RUN, RUN_PATHS } from "../console-links";
import type { EventKind } from "../seams";
import { trainings } from "./training";

/** By whom a run was started, in AWS's word. Not announced: it begins with the pipeline, by nobody's wish. */
const BY_CREATION = "CreatePipeline";

/**
 * Every state of a run. One that AWS starts by creating a pipeline is told of where it fails, and not otherwise.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export const pipeline: EventKind = {
    kind: "pipeline",
    means: "every state of a run: started, succeeded, failed, stopped, superseded",
    width: 4,
    covers: ["failed", "cancelled", "rollback"],
    facts: ({ pipelines, ...watched }) => [
        {
            name: "pipeline",
            of: pipelines,
            description: "A run of a pipeline is in another state",
            pattern: {
                source: ["aws.codepipeline"],
                "detail-type": ["CodePipeline Pipeline Execution State Change"],
                $or: [
                    { detail: { pipeline: pipelines, state: ["FAILED"] } },
                    {
                        detail: {
                            pipeline: pipelines,
                            state: [{ "anything-but": ["FAILED"] }],
                            // unverified: events after STARTED say what started the run as well | fails as: `up` of a new line is followed by a message that its first run succeeded | settle: aws logs tail <a log group that is the target of a rule for aws.codepipeline> while a pipeline is created
                            "execution-trigger": {
                                "trigger-type": [{ exists: false }, { "anything-but": [BY_CREATION] }],
                            },
                        },
                    },
                ],
            },
            paths: { ...RUN_PATHS, state: "$.detail.state" },
            says: { title: "<pipeline>: <state>", link: RUN, thread: "<run>" },
        },
        trainings(
            { pipelines, ...watched },
            {
                name: "training-states",
                description: "A training is in another state",
                states: ["Executing", "Stopping", "Stopped", "Failed", "Succeeded"],
                text: "where a model is good enough, it waits in the registry then.",
            },
        ),
    ],
};
