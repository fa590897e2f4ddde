// Everything ECS does under the execution role before the application has a word.
import { repositoriesOf, repositoryOf, TASK_START } from "../../../iam/calls/ecs";
import type { TaskAt } from "../../../iam/calls/types";
import { text, type Plan } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { type Call, type Caller, Denied, Refused } from "../../account/gateway";
import type { ContainerEngine, RunOrder } from "../../containers/engine";
import type { BuiltImage } from "../../services/image";
import { Images } from "../../services/images";
import { partOfSecret, valueOfParameter } from "../../services/secrets";
import type { Change } from "../balancing/health";
import type { TaskDefinition } from "../services/services";
import { type Member, TaskContainers } from "./containers";
import { type ContainerDefinition, containersOf, ownContainerOf, rolesOf } from "./definition";
import { isOfALine, loginBy, pullFrom } from "./private-image";
import { TYPE } from "../../../plan/tokens";

/** Why a task stopped before it ran, in ECS's words. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
class CannotStart extends Error {}

export interface TaskSpec {
    readonly arn: string;
    readonly definition: TaskDefinition;
    readonly plan: Plan;
    /** Where requests reach it; a task that nobody asks has none. */
    readonly container?: { readonly name: string; readonly port: number };
    /** Hears what its containers say of their health. */
    readonly judged?: (change: Change) => void;
    /** Hears what each prints, beside the rehearsal's own log; nothing of one that has no log. */
    readonly heardOf?: (container: string) => ((line: string) => void) | undefined;
}

/** Pulls and reads all that its containers need, and lets them begin. */
export async function startTask(
    account: LocalAccount,
    engine: ContainerEngine,
    spec: TaskSpec,
): Promise<TaskContainers> {
    const { template } = spec.definition;
    const { name: own } = ownContainerOf(template);
    const containers = containersOf(template);
    for (const role of rolesOf(template)) account.assume("ecs-tasks.amazonaws.com", role, spec.arn);
    const by: Caller = { role: String(template["executionRoleArn"]), as: spec.arn };
    const values = await throughRows(account, by, spec);
    const pulled = new Map<string, RunOrder["image"]>();
    for (const container of containers) {
        checkLogGroup(account, container);
        if (container.name === own || unplanned(account, container) === undefined)
            pulled.set(container.name, await imageOf(account, by, spec, container));
    }
    const port = spec.container?.port;
    const together = containers.length > 1 ? await engine.together([...pulled.values()], port) : undefined;
    const members: Member[] = [];
    for (const definition of containers) {
        const { name } = definition;
        const image = pulled.get(name) ?? definition.image;
        const refused = name === own ? undefined : (unplanned(account, definition) ?? (await together?.refuses(image)));
        const order = orderOf(account, spec, { ...definition, image, values, isOwn: name === own });
        if (refused !== undefined) notRun(account, spec.arn, definition, refused);
        members.push(
            refused === undefined
                ? { definition, start: (asks) => (together ?? engine).run(asks ? { ...order, asks } : order) }
                : { definition },
        );
    }
    return new TaskContainers(members, account.clock, spec.judged, async () => together?.close());
}

/** What of a container beside the release's nobody here could run. */
function unplanned(account: LocalAccount, { image, strange }: ContainerDefinition): string | undefined {
    if (strange !== undefined) return `${strange} is not rehearsed`;
    const repository = repositoryOf(image);
    return repository === undefined || account.plans.at(repository)
        ? undefined
        : `its image is in a repository that no plan here makes, ${repository}`;
}

interface Ordered extends Omit<ContainerDefinition, "image"> {
    readonly image: RunOrder["image"];
    readonly values: ReadonlyMap<string, string>;
    /** Whether it is the release's. */
    readonly isOwn: boolean;
}

function orderOf(
    account: LocalAccount,
    { arn, definition, plan, container, heardOf }: TaskSpec,
    { name, image, values, isOwn, environment, secrets, command, entryPoint }: Ordered,
): RunOrder {
    const read = Object.entries(secrets).map(([variable, from]) => [variable, values.get(from) ?? ""] as const);
    const heard = heardOf?.(name);
    const task = `${definition.family}-${arn.split("/").pop() ?? ""}`;
    return {
        image,
        env: { ...fargateVariables(plan), ...environment, ...Object.fromEntries(read) },
        command,
        entryPoint,
        port: container?.name === name ? container.port : undefined,
        name: isOwn ? task : `${task}-${name}`,
        log: (line) => {
            account.say(arn, isOwn ? line : `${name}: ${line}`);
            heard?.(line);
        },
    };
}

/** Said each time, and told once: whoever made its image has to prove it. */
function notRun(account: LocalAccount, task: string, { name, essential }: ContainerDefinition, why: string): void {
    const text = `${name}: ${why}; that it starts, answers and is well was not seen`;
    account.record({ kind: "not run", about: task, data: { text, essential } });
}

/** Ours by what the registry holds, one of the public by its name. */
async function imageOf(
    account: LocalAccount,
    by: Caller,
    { plan }: TaskSpec,
    { image, credentials }: ContainerDefinition,
): Promise<BuiltImage | string> {
    const inEcr = repositoryOf(image) !== undefined;
    if (!inEcr && !isOfALine(account, image)) return image;
    try {
        if (inEcr) return account.part(Images).resolve(image);
        const login = credentials === undefined ? undefined : await loginBy(account, by, plan, credentials);
        return await pullFrom(account, by, image, login);
    } catch (error) {
        if (!(error instanceof Refused)) throw explained(error, image);
        if (error.code === "AuthorizationData") throw new CannotStart(`${REGISTRY_AUTH}: ${error.message}`);
        throw new CannotStart(cannotPull(image, inEcr ? `${image}: not found (${error.message})` : error.message));
    }
}

/** What Fargate itself puts into every container's environment. */
function fargateVariables({ region }: Plan): Readonly<Record<string, string>> {
    return { AWS_EXECUTION_ENV: "AWS_ECS_FARGATE", AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

/** Asks every row of a task's start; the two that answer something give the secrets of all containers, by their ARNs. */
async function throughRows(
    account: LocalAccount,
    by: Caller,
    { definition, plan }: TaskSpec,
): Promise<ReadonlyMap<string, string>> {
    const at: TaskAt = {
        plans: account.plans,
        plan,
        template: definition.template,
        repositories: repositoriesOf(definition.template),
    };
    const values = new Map<string, string>();
    for (const { action, on, context } of TASK_START) {
        for (const resource of on(at)) {
            const call = { by, action, on: resource, context: context?.(at, resource) };
            try {
                const value = await readSecret(account, call, plan);
                if (value === undefined) account.gateway.ask(call);
                else values.set(resource, value);
            } catch (error) {
                throw explained(error, imageIn(resource, definition));
            }
        }
    }
    return values;
}

/** The image that a right to a repository was asked for; the release's where it was asked for something else. */
function imageIn(repository: string, { template }: TaskDefinition): string {
    const named = containersOf(template).find(({ image }) => repositoryOf(image) === repository);
    return (named ?? ownContainerOf(template)).image;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
async function readSecret(account: LocalAccount, { by, action, on }: Call, plan: Plan): Promise<string | undefined> {
    if (action === "ssm:GetParameters") return valueOfParameter(account, by, plan, on);
    return action === "secretsmanager:GetSecretValue" ? partOfSecret(account, by, plan, on) : undefined;
}

function checkLogGroup(account: LocalAccount, { logGroup, createsLogGroup }: ContainerDefinition): void {
    if (logGroup === undefined || createsLogGroup) return;
    const made = account.created(TYPE.logGroup);
    if (made.some(({ resource }) => text(resource, "name") === logGroup)) return;
    throw new CannotStart(
        `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist: ${logGroup}`,
    );
}

const REGISTRY_AUTH =
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed";
const STOPPED_REASONS: Readonly<Record<string, string>> = {
    "ecr:GetAuthorizationToken": `${REGISTRY_AUTH}: unable to retrieve ecr registry auth: service call has been retried 1 time(s)`,
    "secretsmanager:GetSecretValue": `${REGISTRY_AUTH}: unable to retrieve secret from asm: service call has been retried 1 time(s)`,
    "ssm:GetParameters": `${REGISTRY_AUTH}: unable to retrieve secrets from ssm: service call has been retried 1 time(s)`,
    "logs:CreateLogStream":
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream",
};

function explained(error: unknown, image: string): unknown {
    if (error instanceof Refused) return new CannotStart(`${REGISTRY_AUTH}: ${error.code}: ${error.message}`);
    if (!(error instanceof Denied)) return error;
    const { action } = error.call;
    const denied = `AccessDeniedException: ${error.message}`;
    if (action.startsWith("ecr:") && STOPPED_REASONS[action] === undefined)
        return new CannotStart(cannotPull(image, `unexpected status: 403 Forbidden (${error.message})`));
    return new CannotStart(`${STOPPED_REASONS[action] ?? REGISTRY_AUTH}: ${denied}`);
}

function cannotPull(image: string, why: string): string {
    return `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${why}`;
}
