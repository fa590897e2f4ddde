import { actions, label, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** Sources that poll unless they are told not to. ECR's cannot poll. */
const POLLING = ["S3", "CodeCommit"];

/** A run that is pushed aside loses a release; a source that polls starts a second, unpinned run. */
export const invariant: Invariant = (plan) => [
    ...ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) =>
        Object.entries({ pipelineType: "V2", executionMode: "QUEUED" })
            .filter(([property, value]) => pipeline.inputs[property] !== value)
            .map(([property, value]) => `${label(pipeline)}: ${property} is not ${value}`),
    ),
    ...actions(plan)
        .filter(({ provider }) => POLLING.includes(provider))
        .filter(({ configuration }) => configuration["PollForSourceChanges"] !== "false")
        .map(({ where }) => `${where} polls`),
];
