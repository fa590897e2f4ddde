import { any, type Reason, type Subject } from "./types";

const ofPipeline = /^(make|check|ship)$/;
const ofStep = /^(make|check|ship)-(\w+)$/;
const ofPull = /^pull$/;
const ofHandover = /^handover$/;
const ofTakeBack = /^take-back$/;
const start = /^(.+)-start$/;

/** A role and its policy are one thing in two resources. */
const permissions: readonly Reason[] = [
    [
        ofPipeline,
        ([, pipeline]) =>
            `what the pipeline ${pipeline} itself may do: start jobs, become its steps' roles, carry artifacts`,
    ],
    [/^start$/, "lets EventBridge start the line's ship, and the jobs beside its pipelines, and do nothing else"],
    [start, ([, pipeline]) => `lets EventBridge start ${pipeline}, and do nothing else`],
    [ofPull, "what the job may do that fetches a verified release, and no other role"],
    [ofHandover, "what the job may do that starts ship for a forgotten candidate: list its runs and start it"],
    [ofTakeBack, "what the job may do that takes a deployment back to which nobody has agreed, and no other role"],
    [ofStep, ([, pipeline, step]) => `what the step ${step} of ${pipeline} may do, and no other step`],
];

/** Make, ship and pull: what every line has, whatever it carries and wherever it ends. */
export const everyLine: Subject = {
    reasons: {
        "aws:codepipeline/pipeline:Pipeline": [
            [/make$/, "turns a change into a release: build, check, publish"],
            [/check$/, "runs the tests of a change that is not merged, and can deploy nothing"],
            [/ship$/, "brings a release into this environment, the same way in all of them"],
        ],
        "aws:iam/role:Role": permissions,
        "aws:iam/rolePolicy:RolePolicy": permissions,
        "aws:codebuild/project:Project": [
            [ofPull, "copies a release that was verified elsewhere into this environment's own stores"],
            [ofHandover, "starts ship for a candidate that no run has taken"],
            [ofTakeBack, "takes a deployment back to which nobody has agreed"],
            [
                ofStep,
                ([, pipeline, step]) =>
                    `runs the step ${step ?? ""} of ${pipeline ?? ""} as a script, under a role of its own`,
            ],
        ],
        "aws:cloudwatch/logGroup:LogGroup": [
            [ofPull, "keeps what the fetching job printed"],
            [ofHandover, "keeps what the job printed that looks whether a candidate was taken"],
            [ofTakeBack, "keeps what the job printed that takes deployments back"],
            [
                ofPipeline,
                ([, pipeline]) => `keeps what the steps of ${pipeline ?? ""} printed, in streams of their names`,
            ],
            [ofStep, ([, pipeline, step]) => `keeps what the step ${step ?? ""} of ${pipeline ?? ""} printed`],
        ],
        "aws:cloudwatch/eventRule:EventRule": [
            [ofPull, "hears that the environment before has verified a release"],
            [ofHandover, "hears that something ended which may have left a candidate behind that no run has taken"],
            [/^make-/, "hears of a change, so that a build starts by itself"],
            [/^ship-settings$/, "hears of new settings, so that they are deployed with the release that is live"],
            [/^ship-/, "hears of a new release candidate, so that it is deployed"],
            [any, "hears what happens to this line"],
        ],
        "aws:cloudwatch/eventTarget:EventTarget": [
            [ofPull, "starts the job that fetches the verified release"],
            [ofHandover, "starts the job that looks whether the candidate was taken, with nothing of the event"],
            [
                /^(make|ship)-/,
                ([, pipeline]) => `starts ${pipeline ?? ""} with exactly the revision the event speaks of`,
            ],
            [any, "passes the event on to what it starts or tells"],
        ],
        "aws:s3/bucketObjectv2:BucketObjectv2": [
            [/^candidate$/, "the release that is next; Pulumi writes release 0 only, a placeholder"],
            [/^live$/, "the release that runs, as Verify last proved it; Pulumi writes release 0 only"],
            [/^blueprint$/, "this environment's half of a deployment: its settings, rendered by Pulumi"],
            [
                /^pull-promotions$/,
                "what was taken of the environment before, so that nothing comes twice or goes backwards",
            ],
            [any, "a file the line reads"],
        ],
    },
    shared: {
        "aws:cloudwatch/eventBus:EventBus": "where the environment before says that it verified a release",
        "pulumi:providers:aws": "refuses any other account than this environment's",
    },
    drawn: ["aws:cloudwatch/eventBus:EventBus"],
};
