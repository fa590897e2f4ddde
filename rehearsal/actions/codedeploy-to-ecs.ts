import type { JsonObject } from "../../plan/document";
import { arnIn } from "../../plan/arn";
import { isRecord, parsed, records } from "../../plan/plans";
import { BrokenZip, listZip, readZipFile } from "../jobs/zip";
import { deployed } from "./codedeploy";
import type { ActionContext, ActionRun, RehearsedAction } from "./types";

/** Of each artifact that templates are taken from. https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const LARGEST = 3 * 1024 * 1024;
const IMAGES = [1, 2, 3, 4];

export const codeDeployToEcs: RehearsedAction = {
    provider: "CodeDeployToECS",
    fidelity: {
        executed:
            "the templates of the artifacts filled in, a revision registered, the deployment waited for; hooks of an AppSpec whose text --function names, their hour without an answer included",
        evaluated:
            "the action's role, iam:PassRole on both roles of the task, the deployment group's role at each step",
        stoodIn:
            "hooks whose text nobody names, taken to have answered that all is well; minutes of AWS, by a faster clock; TLS, by plain HTTP",
        notRehearsed: "rules of a listener, network load balancers, volumes that containers share",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html",
    },
    async run(run, use) {
        const taskDefinition = await register(run, use, taskDefinitionOf(run, use));
        const content = templateOf(run, use, "AppSpec", "appspec.yaml").replaceAll("<TASK_DEFINITION>", taskDefinition);
        use.say(`registered ${taskDefinition}`);
        return deployed(run, use, { revisionType: "AppSpecContent", appSpecContent: { content } });
    },
};

async function register({ at, by }: ActionRun, { gateway }: ActionContext, template: JsonObject): Promise<string> {
    const of = arnIn(at.plan, "ecs", `task-definition/${String(template["family"])}`);
    const registered = (await gateway.call({
        by,
        action: "ecs:RegisterTaskDefinition",
        on: `${of}:*`,
        input: template,
    })) as {
        readonly taskDefinition: { readonly taskDefinitionArn: string };
    };
    const arn = registered.taskDefinition.taskDefinitionArn;
    if (records(template["tags"]).length > 0) {
        const context = { "ecs:CreateAction": "RegisterTaskDefinition" };
        await gateway.call({
            by,
            action: "ecs:TagResource",
            on: arn,
            context,
            input: { tags: template["tags"] ?? [] },
        });
    }
    return arn;
}

/** With the image of each `ImageNArtifactName` in the place of its `<ImageNContainerName>`. */
function taskDefinitionOf(run: ActionRun, use: ActionContext): JsonObject {
    let template = templateOf(run, use, "TaskDefinition", "taskdef.json");
    for (const n of IMAGES) {
        const artifact = run.configuration[`Image${n}ArtifactName`];
        const placeholder = run.configuration[`Image${n}ContainerName`];
        if (artifact === undefined || placeholder === undefined) continue;
        template = template.replaceAll(`<${placeholder}>`, imageIn(run, use, artifact));
    }
    const found = parsed(template);
    if (!isRecord(found)) throw invalid(`the task definition template is no JSON: ${template.slice(0, 80)}`);
    return found as JsonObject;
}

function templateOf(run: ActionRun, use: ActionContext, of: "TaskDefinition" | "AppSpec", fallback: string): string {
    const artifact = run.configuration[`${of}TemplateArtifact`] ?? "";
    const path = run.configuration[`${of}TemplatePath`] ?? fallback;
    const what = of === "TaskDefinition" ? "task definition" : "AppSpec";
    const cannot = (why: string) =>
        invalid(`Exception while trying to read the ${what} artifact file from: ${artifact}. ${why}`);
    return fileIn(run, use, artifact, path, cannot);
}

function imageIn(run: ActionRun, use: ActionContext, artifact: string): string {
    const cannot = (why: string) =>
        invalid(`Exception while trying to read the image artifact file from the artifact: ${artifact}. ${why}`);
    const detail = parsed(fileIn(run, use, artifact, "imageDetail.json", cannot));
    const uri = isRecord(detail) ? detail["ImageURI"] : undefined;
    if (typeof uri !== "string") throw cannot("imageDetail.json has no ImageURI");
    return uri;
}

function fileIn(
    run: ActionRun,
    use: ActionContext,
    artifact: string,
    path: string,
    cannot: (why: string) => Error,
): string {
    const digest = run.inputs[artifact];
    if (digest === undefined)
        throw cannot(`It is none of the action's input artifacts (${Object.keys(run.inputs).join(", ") || "none"})`);
    const zip = use.blobs.get(digest);
    if (zip.length > LARGEST)
        throw cannot(
            `It is ${(zip.length / 1024 / 1024).toFixed(1)} MB large, and 3 MB are the most this action reads`,
        );
    try {
        const bytes = readZipFile(zip, path);
        if (bytes) return bytes.toString("utf8");
        const names = listZip(zip).map(({ name }) => name);
        throw cannot(`It has no file ${path}; it has ${names.slice(0, 10).join(", ") || "none at all"}`);
    } catch (error) {
        throw error instanceof BrokenZip ? cannot(error.message) : error;
    }
}

/** The first words as CodePipeline has them; the rest says what is wrong. */
function invalid(why: string): Error {
    return new Error(`Invalid action configuration: ${why}`);
}
