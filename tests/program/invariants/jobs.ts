// What jobs of CodeBuild may be, and what they leave.
import { parse } from "yaml";

import type { Json, Plan, PlannedResource } from "../../../plan/document";
import { parsed } from "../../../plan/plans";
import { ancestors, at, label, list, missing, ofType, policiesOf, statements, texts } from "../reading";
import type { Invariant } from "./index";

/** The engine sees that a project needs its role, never that the role needs its policy. */
export const aJobWaitsForItsPermissions: Invariant = (plan) =>
    ofType(plan, "aws:codebuild/project:Project").flatMap((project) => {
        const policies = policiesOf(plan, project.inputs["serviceRole"]);
        return policies.length > 0 ? missing(project, policies) : [`the role of ${label(project)} may do nothing`];
    });

/**
 * A docker daemon makes the container privileged: builds need one, so does the pull, and who asks Docker Hub or ECR Public, and what works
 * a workflow's jobs of that kind; nobody else.
 */
export const onlyWhoBuildsOrPushesImagesIsPrivileged: Invariant = (plan) =>
    ofType(plan, "aws:codebuild/project:Project").flatMap((project) => {
        const pushes = policiesOf(plan, project.inputs["serviceRole"])
            .flatMap((policy) => statements(policy.inputs["policy"]))
            .map(({ Action }) => texts(Action))
            .some(
                (actions) =>
                    ["ecr-public:UploadLayerPart", "ssm:GetParameter"].some((each) => actions.includes(each)) ||
                    // Who only signs what is there lets ECR push the signature in its name, and pulls no layer.
                    ["ecr:UploadLayerPart", "ecr:GetDownloadUrlForLayer"].every((each) => actions.includes(each)),
            );
        const builds = String(at(project.inputs["source"], "buildspec")).includes("docker buildx build");
        const works = ofType(plan, "fairlead:index:GithubActions").some((workflow) => talksToDocker(workflow, project));
        const privileged = at(project.inputs["environment"], "privilegedMode");
        if (privileged === (builds || pushes || works)) return [];
        return [
            privileged === true
                ? `${label(project)} is privileged, and neither builds nor pushes an image`
                : `${label(project)} cannot start docker`,
        ];
    });

/** Whether a job of this workflow, whose label is of that project, does. */
function talksToDocker({ outputs }: PlannedResource, { outputs: { name } }: PlannedResource): boolean {
    const variables = Object.entries((outputs["variables"] ?? {}) as Readonly<Record<string, Json>>);
    const { jobs } = parse(String(outputs["workflow"])) as { jobs: Readonly<Record<string, JobOfWorkflow>> };
    return Object.values(jobs).some(
        (job) =>
            variables.some(([key, value]) => value === name && job["runs-on"].includes(`vars.${key} `)) &&
            job.steps.some(({ run = "" }) => /\bdocker buildx (build|imagetools inspect) /.test(run)),
    );
}

interface JobOfWorkflow {
    readonly "runs-on": string;
    readonly steps: readonly { readonly run?: string }[];
}

const PLATFORMS: Readonly<Record<string, string>> = { X86_64: "linux/amd64", ARM64: "linux/arm64" };
const CONTAINERS: Readonly<Record<string, string>> = { LINUX_CONTAINER: "linux/amd64", ARM_CONTAINER: "linux/arm64" };

/** An image for another processor is pulled, started, and dies with "exec format error" in the last stage. */
export const imagesAreBuiltForTheTasksProcessor: Invariant = (plan) =>
    ofType(plan, "fairlead:index:ServiceLine").flatMap((line) => {
        const own = plan.resources.filter((resource) => ancestors(plan, resource).includes(line));
        const [wanted] = own.flatMap(runsOn);
        return own.flatMap((builder) =>
            builtFor(builder)
                .filter((platform) => platform !== wanted)
                .map((platform) => `${label(builder)} builds for ${platform}, and tasks run on ${wanted}`),
        );
    });

/** What the blueprint says of the tasks, or the image that machines are launched from. */
function runsOn({ type, inputs }: PlannedResource): string[] {
    if (type === "aws:ec2/launchTemplate:LaunchTemplate") {
        const [processor] = /x86_64|amd64|arm64/.exec(String(inputs["imageId"])) ?? [];
        return [processor === "arm64" ? "linux/arm64" : processor ? "linux/amd64" : "nothing known"];
    }
    if (typeof inputs["content"] !== "string" || !inputs["content"].startsWith("{")) return [];
    const { taskdef, template } = (parsed(inputs["content"]) ?? {}) as Record<string, Plan["outputs"] | undefined>;
    // SageMaker's machines are of one kind where no Graviton is named, and the settings refuse those.
    if (template !== undefined) return [/"ml\.[a-z]\d+g/.test(inputs["content"]) ? "linux/arm64" : "linux/amd64"];
    if (taskdef === undefined) return [];
    return [PLATFORMS[String(at(taskdef, "runtimePlatform", "cpuArchitecture"))] ?? "nothing known"];
}

/** What an image is built for, and on: natively, or docker imitates the processor, slowly. */
function builtFor({ type, inputs }: PlannedResource): string[] {
    if (type === "docker:index/image:Image") return [String(at(inputs, "build", "platform"))];
    const variables = list(at(inputs, "environment", "environmentVariables"));
    const asked = variables.find((variable) => at(variable, "name") === "PLATFORM");
    return asked
        ? [String(at(asked, "value")), CONTAINERS[String(at(inputs, "environment", "type"))] ?? "nothing known"]
        : [];
}

/** What a job printed is how a release is looked into: jobs that share a log each have streams in it for themselves. */
export const noJobWritesWhatAnotherOnePrinted: Invariant = (plan) => {
    const jobs = ofType(plan, "aws:codebuild/project:Project").map((project) => ({
        project,
        stream: streamOf(plan, project),
        writes: policiesOf(plan, project.inputs["serviceRole"])
            .flatMap((policy) => statements(policy.inputs["policy"]))
            .filter(({ Action }) => texts(Action).includes("logs:PutLogEvents"))
            .flatMap(({ Resource }) => texts(Resource)),
    }));
    return jobs.flatMap(({ project, writes }) =>
        jobs
            .filter((other) => other.project !== project && writes.some((pattern) => reaches(pattern, other.stream)))
            .map((other) => `${label(project)} may write what ${label(other.project)} printed`),
    );
};

function streamOf(plan: Plan, { inputs }: PlannedResource): string {
    const logs = at(inputs["logsConfig"], "cloudwatchLogs");
    const group = ofType(plan, "aws:cloudwatch/logGroup:LogGroup").find(
        ({ outputs }) => outputs["name"] === at(logs, "groupName"),
    );
    return `${String(group?.outputs["arn"])}:log-stream:${String(at(logs, "streamName") ?? "")}`;
}

/** Of patterns that have a star at their end. */
function reaches(pattern: string, stream: string): boolean {
    return stream.startsWith(pattern.replace(/\*$/, ""));
}

/** Without a number of days CloudWatch keeps, and charges for, every line for ever. */
export const logsExpire: Invariant = (plan) =>
    ofType(plan, "aws:cloudwatch/logGroup:LogGroup")
        .filter(({ inputs }) => typeof inputs["retentionInDays"] !== "number" || inputs["retentionInDays"] === 0)
        .map((group) => `${label(group)} never expires`);
