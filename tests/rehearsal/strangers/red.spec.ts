// What AWS refuses or fails, and a rehearsal once let pass or said nothing of.
import { AWS, describeRows, type Row } from "./rows";

const PIPELINE = `${AWS}/codepipeline/latest/userguide`;
const RULES = "rehearsal/pipelines/rules.spec.ts";
const UP = "rehearsal/up/up.spec.ts";
const OBJECTS = "rehearsal/services/objects.spec.ts";

const ROWS: readonly Row[] = [
    {
        case: "fails docker build in a project without privileged mode",
        page: `${AWS}/codebuild/latest/userguide/troubleshooting.html#troubleshooting-cannot-connect-to-docker-daemon`,
        held: [
            [
                "rehearsal/jobs/docker-context.spec.ts",
                "has no daemon, so that it builds, pulls and pushes nothing, and still says its version",
            ],
        ],
    },
    {
        case: "holds the condition before a stage",
        page: `${PIPELINE}/stage-conditions.html`,
        held: [
            ["rehearsal/pipelines/conditions.spec.ts", "skips one stage and no other: what comes after it runs"],
            ["rehearsal/pipelines/conditions.spec.ts", "fails the run where its result is FAIL"],
        ],
    },
    {
        case: "does not pass over conditions after a stage: RETRY, ROLLBACK and success are refused by name before the run",
        page: `${PIPELINE}/stage-conditions.html#stage-conditions-considerations`,
        held: [
            [UP, "onFailure of the stage Build \\(RETRY\\)"],
            [UP, "onFailure of the stage Build \\(ROLLBACK\\)"],
            [UP, "onSuccess"],
        ],
    },
    {
        case: "starts a pipeline whose S3 source CloudTrail tells of",
        page: `${PIPELINE}/create-cloudtrail-S3-source-console.html`,
        held: [[OBJECTS, "is an event of CloudTrail where a trail records what is written there, and nowhere else"]],
    },
    {
        case: "starts a pipeline that polls its source, as each does that does not say it does not",
        page: `${PIPELINE}/update-change-detection.html`,
        held: [
            [OBJECTS, "starts a pipeline that looks for it, once a version, unless that waits for events"],
            ["rehearsal/services/repositories.spec.ts", "PollForSourceChanges"],
        ],
    },
    ...(
        [
            ["two outputs of an S3 source", "a source that makes two artifacts"],
            ["an input of an approval", "an approval that takes something"],
            ["two actions of one name", "two actions of one name"],
            ["a runOrder of 0", "a run order of none"],
            ["QUEUED in a pipeline of type V1", "runs that are QUEUED need the pipelineType V2"],
            ["a CodeBuild action without an input", "a build that takes nothing"],
            ["a CodeBuild action without a project", "a build of no project"],
        ] as const
    ).map(([what, words]): Row => ({
        case: `does not create a pipeline with ${what}`,
        page: `${PIPELINE}/${what.includes("QUEUED") ? "concepts-how-it-works.html" : "reference-pipeline-structure.html"}`,
        held: [[RULES, words]],
    })),
    {
        case: "tells of a variable of a plan that looks like a secret, and refuses one of our own settings",
        page: `${AWS}/codebuild/latest/APIReference/API_EnvironmentVariable.html`,
        held: [
            ["rehearsal/plain-secrets.spec.ts", "are found in projects, task definitions and functions"],
            ["stacks/mistakes/secrets.ts", "a variable that looks like a secret"],
        ],
    },
];

describeRows("a rehearsal, as AWS,", ROWS);
