import * as cloudwatch from "@pulumi/aws/cloudwatch";

import { CodePipeline } from "../../../components/conductors/code-pipeline";
import type { Stage, Step } from "../../../components/parts";
import type { Start } from "../../../components/starts";
import { record, type Recording } from "../../support/recorder";
import { makeContext } from "../surroundings";

export const PIPELINE = "aws:codepipeline/pipeline:Pipeline";

export const source: Step = {
    name: "Source",
    gives: "Code",
    run: { action: { category: "Source", provider: "S3", configuration: { S3Bucket: "b" } } },
    allow: [{ actions: ["s3:GetObject"], on: ["arn:aws:s3:::b/k"] }],
};
export const job: Step = {
    name: "RollIt",
    takes: ["Code", "More"],
    gives: "Result",
    run: {
        job: {
            run: { scripts: ["check"] },
            runEnv: {
                COMMIT: { step: "Source", variable: "CommitId" },
                EXECUTION: { run: "id" },
                WHO: { run: "pushedBy" },
            },
            exports: ["SUMMARY"],
        },
    },
    allow: [],
};
export const question: Step = {
    name: "Ask",
    run: {
        approval: {
            says: [{ step: "RollIt", variable: "SUMMARY" }, " Well?"],
            evidence: ["https://evidence/", { run: "id" }, ".md"],
            topicArn: "arn:topic",
            timeoutHours: 1,
        },
    },
    allow: [{ actions: ["sns:Publish"], on: ["arn:topic"] }],
};

export const settings: Start = {
    name: "settings",
    source: "Source",
    event: { source: ["aws.s3"] },
    pins: { objectKey: "k" },
};
export const push: Start = {
    name: "push",
    source: "Source",
    event: { source: ["aws.codecommit"] },
    pins: { revision: "COMMIT_ID", from: "$.detail.commitId" },
    pushedBy: "$.detail.callerUserArn",
};

export async function conducted(stages: readonly Stage[], starts: readonly Start[]): Promise<Recording> {
    return record(() => {
        const before = new cloudwatch.LogGroup("seed");
        new CodePipeline("web-ship", { stages, starts, before: [before] }, makeContext());
    });
}

export const stages: readonly Stage[] = [
    { name: "Source", steps: [source] },
    { name: "Deploy", steps: [question, job] },
];
