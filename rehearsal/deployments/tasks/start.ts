// Everything ECS does under the execution role before the application has a word.
import { repositoriesOf, repositoryOf, TASK_START } from "../../../iam/calls/ecs";
import type { TaskAt } from "../../../iam/calls/types";
import { text, type Plan } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { type Call, type Caller, Denied, Refused } from "../../account/gateway";
import type { Container, ContainerEngine } from "../../containers/engine";
import { AT_LEAST, lasting } from "../../engine/clock";
import type { BuiltImage } from "../../services/image";
import { Images } from "../../services/images";
import { partOfSecret, valueOfParameter } from "../../services/secrets";
import { besideOf, type ContainerDefinition, ownContainerOf, rolesOf } from "../documents";
import type { TaskDefinition } from "../services/services";
import { isOfALine, loginBy, pullFrom } from "./private-image";
import { TYPE } from "../../../plan/tokens";

/** Why a task stopped before it ran, in ECS's words. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
class CannotStart extends Error {}

export interface TaskSpec {
    readonly arn: string;
    readonly definition: TaskDefinition;
    readonly plan: Plan;
    /** Where requests reach it; a task that nobody asks has none. */
    readonly port?: number;
    /** Hears how each question after its health ended. */
    readonly asked?: (code: number) => void;
    /** Hears what it prints, beside the rehearsal's own log. */
    readonly heard?: (line: string) => void;
}

export async function startTask(account: LocalAccount, engine: ContainerEngine, spec: TaskSpec): Promise<Container> {
    const { arn, definition, port, heard, asked } = spec;
    const { template } = definition;
    const container = ownContainerOf(template);
    for (const { name, image } of besideOf(template)) notRun(account, arn, name, image);
    for (const role of rolesOf(template)) account.assume("ecs-tasks.amazonaws.com", role, arn);
    const by: Caller = { role: String(template["executionRoleArn"]), as: arn };
    const secrets = await throughRows(account, by, spec, container);
    return engine.run({
        image: await imageOf(account, by, spec, container),
        env: { ...fargateVariables(spec.plan), ...container.environment, ...secrets },
        command: container.command,
        entryPoint: container.entryPoint,
        port,
        ...(asked && container.check
            ? {
                  asks: {
                      argv: container.check.argv,
                      every: lasting(account.clock, container.check.interval * 1000, AT_LEAST.look),
                      heard: asked,
                  },
              }
            : {}),
        name: `${definition.family}-${arn.split("/").pop() ?? ""}`,
        log: (line) => {
            account.say(arn, line);
            heard?.(line);
        },
    });
}

/** Said each time, and told once: whoever made the image of a container beside has to prove it. */
function notRun(account: LocalAccount, task: string, name: string, image: string): void {
    const text = `${name}: its image, ${image}, was made elsewhere; that it starts, answers and is well was not seen`;
    account.record({ kind: "not run", about: task, data: { text } });
}

/**
 * Why a task stopped whose container has ended, and nothing where it never began.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cannot-start-container.html
 */
export function endOf(container: Container, exitCode: number): { readonly why: string; readonly exitCode?: number } {
    const never = container.neverRan?.();
    return never === undefined
        ? { why: "Essential container in task exited", exitCode }
        : { why: `CannotStartContainerError: failed to get container status: ${never}` };
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

/** Asks every row of a task's start; the two that answer something give the secrets. */
async function throughRows(
    account: LocalAccount,
    by: Caller,
    { definition, plan }: TaskSpec,
    container: ContainerDefinition,
): Promise<Readonly<Record<string, string>>> {
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
                throw explained(error, container.image);
            }
        }
    }
    checkLogGroup(account, container);
    return Object.fromEntries(
        Object.entries(container.secrets).map(([name, from]) => [name, values.get(from) ?? ""] as const),
    );
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
