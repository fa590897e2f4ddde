// What ECS calls to start a task: under the execution role, before the application has a word.
import { arnIn, readArn } from "../../plan/arn";
import { type ActionAt, actionsOf, everyJob, jobOf } from "../../plan/pipelines";
import { isRecord, parsed, type Plan, type Plans, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller } from "../asking";
import { objectsOf } from "./codebuild";
import { imageRepositoriesOf, keyContext, opens, SECRET } from "./stores";
import type { Context, Row, ServedAt, TaskAt } from "./types";
import { ecrImage } from "../../text/ecr-image";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const PAGE = {
    execution: `${GUIDE}/task_execution_IAM_role.html`,
    secrets: `${GUIDE}/task_execution_IAM_role.html#task-execution-secrets`,
};

const logs = (at: TaskAt) =>
    containers(at.template).flatMap(({ name, logConfiguration }) => {
        const options = isRecord(logConfiguration)
            ? (logConfiguration["options"] as Record<string, string>)
            : undefined;
        const group = options?.["awslogs-group"];
        const prefix = options?.["awslogs-stream-prefix"];
        return group
            ? [arnIn(at.plan, "logs", `log-group:${group}:log-stream:${prefix}/${String(name)}/0123456789abcdef`)]
            : [];
    });
const repositories = (at: TaskAt) => at.repositories;
const anyRepository = (at: TaskAt) => (at.repositories.length > 0 ? ["*"] : []);
const secretsOf = (service: string) => (at: TaskAt) =>
    containers(at.template)
        .flatMap(({ secrets }) => records(secrets))
        .map(({ valueFrom }) => String(valueFrom))
        .filter((from) => readArn(from).service === service);

const credentials = (at: TaskAt) =>
    containers(at.template).flatMap(({ repositoryCredentials }) =>
        isRecord(repositoryCredentials) ? texts(repositoryCredentials["credentialsParameter"]) : [],
    );

/** The secrets themselves stand nowhere in a plan, so what encrypts them is what the service was told. */
const keyOfSecrets = (service: string) => (at: TaskAt) => {
    const family = String(at.template["family"]);
    const told = at.plan.resources.find(
        ({ type, outputs }) => type === "fairlead:index:EcsService" && outputs["family"] === family,
    )?.inputs["settings"];
    return secretsOf(service)(at).length > 0 && isRecord(told) ? texts(told["secretsKeyArn"]) : [];
};
const decryptsFor = (service: string): Row<TaskAt> => ({
    action: "kms:Decrypt",
    on: keyOfSecrets(service),
    context: (_, key) => keyContext(service, key),
    source: PAGE.secrets,
});

/** Under the execution role of a task definition. */
export const TASK_START: readonly Row<TaskAt>[] = [
    { action: "ecr:GetAuthorizationToken", on: anyRepository, source: PAGE.execution },
    { action: "ecr:BatchCheckLayerAvailability", on: repositories, source: PAGE.execution },
    { action: "ecr:BatchGetImage", on: repositories, source: PAGE.execution },
    { action: "ecr:GetDownloadUrlForLayer", on: repositories, source: PAGE.execution },
    { action: "logs:CreateLogStream", on: logs, source: PAGE.execution },
    { action: "logs:PutLogEvents", on: logs, source: PAGE.execution },
    { action: "secretsmanager:GetSecretValue", on: secretsOf("secretsmanager"), source: PAGE.secrets },
    { action: "secretsmanager:GetSecretValue", on: credentials, source: `${GUIDE}/private-auth.html` },
    opens(SECRET, credentials),
    { action: "ssm:GetParameters", on: secretsOf("ssm"), source: PAGE.secrets },
    ...["secretsmanager", "ssm"].map(decryptsFor),
];

/** Every task definition that will run: Pulumi's own and the templates that pipelines fill in. */
export function everyTask(plans: Plans): readonly TaskAt[] {
    const own = plans.ofType(TYPE.taskDefinition).map(({ plan, resource }): TaskAt => {
        const template = { ...resource.inputs, containerDefinitions: parsed(resource.inputs["containerDefinitions"]) };
        return { plans, plan, template, repositories: repositoriesOf(template) };
    });
    const filledIn = everyJob(plans).flatMap((job) =>
        documentsIn(plans, objectsOf(job), "taskdef").map((template) => ({
            plans,
            plan: job.plan,
            template,
            repositories: [...imageRepositoriesOf(plans, job.plan, job.env["LINE"] ?? ""), ...repositoriesOf(template)],
        })),
    );
    const known = new Set<string>();
    return [...own, ...filledIn].filter(({ plan, template }) => {
        const name = `${plan.stack}/${String(template["family"])}`;
        return !known.has(name) && known.add(name);
    });
}

/** The ARN of the repository in ECR that an image is of; none for images of others. */
export function repositoryOf(image: string): string | undefined {
    const at = ecrImage(image);
    return at && arnIn(at, "ecr", `repository/${at.name}`);
}

/** Repositories that the images of a template's containers are of; the placeholder's is public, and pulling it takes no permission. */
export function repositoriesOf(template: Readonly<Record<string, unknown>>): readonly string[] {
    const named = containers(template).flatMap(({ image }) => repositoryOf(String(image)) ?? []);
    return [...new Set(named)];
}

/** The task definitions that a deployment action registers: what the job that wrote its template read them from. */
export function templatesOf(at: ActionAt): readonly Record<string, unknown>[] {
    return writtenFor(at, "TaskDefinitionTemplateArtifact", "taskdef");
}

/** The same, of its AppSpec. */
export function appSpecsOf(at: ActionAt): readonly Record<string, unknown>[] {
    return writtenFor(at, "AppSpecTemplateArtifact", "appspec");
}

function writtenFor(at: ActionAt, option: string, key: string): readonly Record<string, unknown>[] {
    const artifact = at.action.configuration[option] ?? "";
    return actionsOf(at.plans, at.plan, at.pipeline)
        .filter(({ action }) => action.outputArtifacts.includes(artifact))
        .flatMap((writer) => {
            const job = jobOf(writer);
            return job ? documentsIn(at.plans, objectsOf(job), key) : [];
        });
}

/** What lies below a key of objects that Pulumi writes as plain JSON. */
function documentsIn(plans: Plans, objects: readonly string[], key: string): readonly Record<string, unknown>[] {
    return plans
        .ofType(TYPE.bucketObject)
        .filter(({ resource }) => objects.includes(`${text(resource, "bucket")}/${text(resource, "key")}`))
        .map(({ resource }) => parsed(resource.inputs["content"]))
        .flatMap((content) => (isRecord(content) && isRecord(content[key]) ? [content[key]] : []));
}

function containers(template: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
    return records(template["containerDefinitions"]);
}

/** The roles a task definition hands to its tasks. */
export function rolesOf(plan: Plan, template: Readonly<Record<string, unknown>>): readonly string[] {
    return texts([template["executionRoleArn"], template["taskRoleArn"]]).filter((role) => role.includes(plan.account));
}

/** Tasks, while they are started. */
export const tasks: Caller = {
    of: "ECS",
    asks: (plans) =>
        everyTask(plans).flatMap((at) => {
            const family = String(at.template["family"]);
            const task = arnIn(at.plan, "ecs", `task/${family}/0123456789abcdef`);
            return [
                ...asks(`tasks of ${family} (ECS)`, String(at.template["executionRoleArn"]), TASK_START, at),
                ...rolesOf(at.plan, at.template).map((role) => assumes(at.plan, "ecs-tasks.amazonaws.com", role, task)),
            ];
        }),
};

// What a service's own code calls: what its line's settings say of it, of which the task's role must have every word.

/** Tests that a request passes by having the value itself; what others compare with says nothing of what passes. */
const SAME = /^(ForA(ny|ll)Values:)?(StringEquals|StringLike|ArnEquals|ArnLike|Bool|NumericEquals)$/;

/** One call for each pair of an action and a resource; a star is some name. */
function rowsOf(permission: Readonly<Record<string, unknown>>): readonly Row<ServedAt>[] {
    const conditions = records(permission["conditions"]);
    if (!conditions.every(({ test }) => SAME.test(String(test)))) return [];
    const context: Context = Object.fromEntries(
        conditions.map(({ variable, values }) => [String(variable), texts(values)[0]?.replaceAll("*", "some") ?? ""]),
    );
    const on = texts(permission["resources"]).map((resource) =>
        resource === "*" ? resource : resource.replaceAll("*", "some"),
    );
    return texts(permission["actions"]).map((action) => ({
        action: action.replaceAll("*", "Some"),
        on: () => on,
        context: () => context,
        source: "permissions of the line's settings",
    }));
}

/** The code that runs in tasks. */
export const ownCode: Caller = {
    of: "the application",
    asks: (plans) =>
        plans.ofType("fairlead:index:EcsService").flatMap(({ plan, resource }) => {
            const { settings } = resource.inputs;
            const { taskDefinition } = resource.outputs;
            if (!isRecord(settings) || !isRecord(taskDefinition)) return [];
            const role = String(taskDefinition["taskRoleArn"]);
            return records(settings["permissions"]).flatMap((permission) =>
                asks(`${resource.name} (its own code)`, role, rowsOf(permission), { plans, plan, resource }),
            );
        }),
};
