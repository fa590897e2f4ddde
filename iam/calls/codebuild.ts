// What CodeBuild calls for any job, before and after the script has its say.
import { arnIn, s3ArnIn } from "../../plan/arn";
import { isRecord, text } from "../../plan/plans";
import { asks, assumes, type Caller } from "../asking";
import { artifactBucket, artifactKey, artifactObject, readsObjects, writesObjects } from "./objects";
import type { Row } from "./types";
import { callsOf, missingVariables } from "./scripts";
import { everyJob, type JobAt } from "../../plan/pipelines";

const PAGE = "https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html";

const stream = (at: JobAt) => {
    const config = at.project.inputs["logsConfig"];
    const logs = isRecord(config) ? config["cloudwatchLogs"] : undefined;
    const group = isRecord(logs) ? String(logs["groupName"]) : `/aws/codebuild/${text(at.project, "name")}`;
    return [arnIn(at.plan, "logs", `log-group:${group}:log-stream:01234567-89ab-4def-8123-456789abcdef`)];
};
const artifacts = ({ run }: JobAt, side: "inputArtifacts" | "outputArtifacts") =>
    run?.action[side].map((name) => artifactObject(run.pipeline, name)) ?? [];
const inputs = (at: JobAt) => artifacts(at, "inputArtifacts");
const outputs = (at: JobAt) => artifacts(at, "outputArtifacts");
const store = (at: JobAt) => (at.run ? [s3ArnIn(at.plan, artifactBucket(at.run.pipeline))] : []);
const key = (at: JobAt) => (at.run ? artifactKey(at.plans, at.run.pipeline) : undefined);

/** Under the service role of a project. */
export const JOB: readonly Row<JobAt>[] = [
    { action: "logs:CreateLogStream", on: stream, source: PAGE },
    { action: "logs:PutLogEvents", on: stream, source: PAGE },
    { action: "s3:GetBucketAcl", on: store, source: PAGE },
    { action: "s3:GetBucketLocation", on: store, source: PAGE },
    { action: "s3:GetObjectVersion", on: inputs, source: PAGE },
    ...readsObjects<JobAt>(inputs, key, PAGE),
    ...writesObjects<JobAt>(outputs, key, PAGE),
];

/** Jobs, and the scripts that they run. */
export const jobs: Caller = {
    of: "CodeBuild",
    asks: (plans) =>
        everyJob(plans).flatMap((at) => {
            const role = text(at.project, "serviceRole");
            const says = `${at.project.name} (CodeBuild)`;
            const calls = callsOf(at.project);
            return [
                ...(calls ? [] : [{ unknown: `${says}: its script has no header that says what it calls` }]),
                ...missingVariables(at).map((name) => ({
                    unknown: `${says}: its script reads ${name}, its job has none`,
                })),
                ...asks(says, role, JOB, at),
                ...asks(`${at.project.name} (its script)`, role, calls ?? [], at),
                assumes(at.plan, "codebuild.amazonaws.com", role, text(at.project, "arn")),
            ];
        }),
};
