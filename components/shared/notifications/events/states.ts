// Every state of a thing that runs, for who wants to follow it: of a run, its stages and actions, of builds and deployments.
import * as pulumi from "@pulumi/pulumi";

import { DEPLOYMENT, JOB, RUN, RUN_PATHS } from "../forms";
import type { EventKind, Fact } from "../seams";
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

const FAILURES = ["FAILED", "FAULT", "TIMED_OUT"];

/**
 * Every state of a build: of those that pipelines start, and of jobs outside of them.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
 */
export const build: EventKind = {
    kind: "build",
    means: "every state of a build",
    width: 1,
    covers: ["not-fetched"],
    facts: ({ pipelines, jobs }, { failures }) => [
        told("build", pipelines, "A build of a pipeline is in another state", {
            // What CodePipeline starts says so: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html
            "additional-information": { initiator: pipelines.map((name) => pulumi.interpolate`codepipeline/${name}`) },
            ...(failures ? {} : { "build-status": [{ "anything-but": FAILURES }] }),
        }),
        // No run tells of these.
        told("job", jobs, "A job outside of the pipelines is in another state", { "project-name": jobs }),
    ],
};

function told(name: string, of: Fact["of"], description: string, detail: object): Fact {
    return {
        name,
        of,
        description,
        pattern: { source: ["aws.codebuild"], "detail-type": ["CodeBuild Build State Change"], detail },
        paths: { job: "$.detail.project-name", region: "$.region", state: "$.detail.build-status" },
        says: { title: "<job>: <state>", link: JOB, thread: "<job>" },
    };
}

/**
 * Every state of a deployment by CodeDeploy; its failure, where nothing wider tells of it.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
 */
export const deployment: EventKind = {
    kind: "deployment",
    means: "every state of a deployment by CodeDeploy",
    width: 1,
    facts: ({ applications }, { failures }) => [
        {
            name: "deployment",
            of: applications,
            description: "A deployment is in another state",
            pattern: {
                source: ["aws.codedeploy"],
                "detail-type": ["CodeDeploy Deployment State-change Notification"],
                detail: {
                    application: applications,
                    ...(failures ? {} : { state: [{ "anything-but": ["FAILURE"] }] }),
                },
            },
            paths: {
                application: "$.detail.application",
                deployment: "$.detail.deploymentId",
                region: "$.region",
                state: "$.detail.state",
            },
            says: {
                title: "Deployment <deployment> of <application>: <state>",
                link: DEPLOYMENT,
                thread: "<deployment>",
            },
        },
    ],
};
