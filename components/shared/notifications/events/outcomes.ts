// What people act on: what failed, waits, was taken back or is live. Most of it is told to whoever does not choose.
import { JOB, PIPELINES, RUN, RUN_PATHS } from "../forms";
import type { EventKind, Fact, Watched } from "../seams";
import { trainings, waitingModels } from "./training";

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

/** A job outside of the pipelines failed: nothing else would tell of it. */
export const notFetched: EventKind = {
    kind: "not-fetched",
    means: "releases that were not fetched, or not handed to ship",
    byDefault: true,
    facts: ({ jobs }) => [
        {
            name: "not-fetched",
            of: jobs,
            description: "A job outside of the pipelines failed: a release was not fetched, or not handed to ship",
            pattern: {
                source: ["aws.codebuild"],
                "detail-type": ["CodeBuild Build State Change"],
                detail: { "project-name": jobs, "build-status": ["FAILED", "FAULT", "TIMED_OUT"] },
            },
            paths: { job: "$.detail.project-name", region: "$.region" },
            says: { title: "<job> failed", text: "so a release may wait.", link: JOB, thread: "<job>" },
        },
    ],
};

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

/** An alarm rings, or is silent again: CloudWatch writes to the topics of those who ask, and no rule has to. */
export const alarm: EventKind = {
    kind: "alarm",
    means: "alarms, in CloudWatch's own words",
    byDefault: true,
    facts: () => [],
};

/** A release was proved to run. Told by Verify, which alone knows. */
export const live: EventKind = {
    kind: "live",
    means: "releases that were verified to run",
    facts: ({ lines, environment }) => [
        {
            name: "live",
            of: lines,
            description: "A release was verified to run here",
            pattern: {
                source: lines.map((line) => `fairlead.${line}`),
                "detail-type": ["Release Verified"],
                // Whoever may put events may put this one: what is said of it is a name from here, or a number.
                detail: { line: lines, environment: [environment], counter: [{ numeric: [">=", 0] }] },
            },
            paths: {
                line: "$.detail.line",
                environment: "$.detail.environment",
                counter: "$.detail.counter",
                region: "$.region",
            },
            says: {
                title: "A new release of <line> is live in <environment>",
                text: "the change number <counter> of releases there.",
                link: PIPELINES,
                thread: "<line>",
            },
        },
    ],
};
