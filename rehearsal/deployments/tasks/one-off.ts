// Tasks that somebody runs once, beside every service: `ecs run-task`, and how each of them ended.
import { serviceTaskShown } from "../services/tasks";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { arnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { below, records, text, texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { NotRehearsed, Refused, type Service } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Container, ContainerEngine } from "../../containers/engine";
import { AT_LEAST, lasting } from "../../engine/clock";
import type { Fact, Fold } from "../../engine/journal";
import { Bus } from "../../events/bus";
import { taskEvent } from "../../events/task-states";
import { Logs } from "../../services/logs";
import { inCluster } from "../services/clusters";
import { ownContainerOf, passRoles } from "../documents";
import { Ecs, type TaskDefinition } from "../services/services";
import { endOf, startTask } from "./start";

interface Once {
    readonly arn: string;
    readonly definition: string;
    readonly container: string;
    /** What it was started as a part of. */
    readonly group: string;
    readonly status: "PROVISIONING" | "RUNNING" | "STOPPED";
    readonly exitCode?: number;
    readonly why?: string;
    readonly stopCode?: string;
}

/** Milliseconds between two looks of ours. */
const STEP = 20;

/** By their ARNs. Its facts: `once.started`, `once.running`, `once.ended`. */
export class OneOffTasks implements Fold {
    private engine?: ContainerEngine;
    private readonly known = new Map<string, Once>();
    private readonly containers = new Map<string, Container>();
    /** Why somebody had one stop, which is why it ends. */
    private readonly stopped = new Map<string, string>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about: arn, data }: Fact): void {
        if (kind === "once.started")
            this.known.set(arn, {
                arn,
                definition: String(data["taskDefinition"]),
                container: String(data["container"]),
                group: String(data["group"]),
                status: "PROVISIONING",
            });
        const task = this.known.get(arn);
        if (kind === "once.running" && task) this.known.set(arn, { ...task, status: "RUNNING" });
        if (kind === "once.ended" && task)
            this.known.set(arn, {
                ...task,
                status: "STOPPED",
                why: String(data["why"]),
                stopCode: String(data["stopCode"]),
                ...(typeof data["exitCode"] === "number" ? { exitCode: data["exitCode"] } : {}),
            });
    }

    /** From now on; what ran when the rehearsal was interrupted has ended with it. */
    public begin(engine: ContainerEngine): void {
        for (const { arn, status } of this.known.values())
            if (status !== "STOPPED") this.end(arn, "the rehearsal was interrupted");
        this.engine = engine;
    }

    public task(arn: string): Once | undefined {
        return this.known.get(arn);
    }

    /** Until one of them has ended, and no longer than that many milliseconds of ours. */
    public async awaitOne(arns: readonly string[], most: number): Promise<void> {
        const runs = (arn: string): boolean => (this.task(arn)?.status ?? "STOPPED") !== "STOPPED";
        for (let waited = 0; waited < most && arns.every(runs); waited += STEP) await sleep(STEP);
    }

    /** Answers at once; the task goes on by itself. */
    public run(cluster: string, definition: TaskDefinition, group = `family:${definition.family}`): Once {
        const plan = this.account.plans.at(cluster)?.plan;
        if (!plan || !this.engine) throw new NotRehearsed(`a task in ${cluster}, which these plans do not make`);
        const { name } = ownContainerOf(definition.template);
        const id = randomUUID().replaceAll("-", "");
        const arn = arnIn(plan, "ecs", `task/${cluster.split("/").pop() ?? ""}/${id}`);
        this.account.record({
            kind: "once.started",
            about: arn,
            data: { taskDefinition: definition.arn, container: name, group },
        });
        const started = startTask(this.account, this.engine, {
            ...{ arn, definition, plan },
            heard: this.logOf(definition, `${name}/${id}`),
        });
        this.account.work(
            started
                .then((container) => this.follow(arn, container))
                .catch((error: unknown) => this.end(arn, String(error instanceof Error ? error.message : error))),
        );
        return this.task(arn) as Once;
    }

    /** Asks it to end, as `ecs stop-task` does. */
    public async stop(arn: string, why: string): Promise<void> {
        const { stopTimeout } = ownContainerOf(
            this.account.part(Ecs).definition(this.task(arn)?.definition ?? "").template,
        );
        this.stopped.set(arn, why);
        await this.containers.get(arn)?.stop(lasting(this.account.clock, stopTimeout * 1000, AT_LEAST.stopping));
        this.end(arn, why);
    }

    public async close(): Promise<void> {
        this.engine = undefined;
        await Promise.all([...this.containers.values()].map((container) => container.stop(AT_LEAST.stopping)));
    }

    private async follow(arn: string, container: Container): Promise<void> {
        // Stopped before it had begun.
        if (this.task(arn)?.status === "STOPPED") return container.stop(0);
        this.containers.set(arn, container);
        this.account.record({ kind: "once.running", about: arn, data: {} });
        const { why, exitCode } = endOf(container, await container.ended);
        // At the end of the rehearsal: no fact, because the next start says that it was interrupted.
        if (this.engine) this.end(arn, why, exitCode);
    }

    private end(arn: string, how: string, exitCode?: number): void {
        const asked = this.stopped.get(arn);
        this.containers.delete(arn);
        if (this.task(arn)?.status === "STOPPED") return;
        const byItself = exitCode === undefined ? "TaskFailedToStart" : "EssentialContainerExited";
        const stopCode = asked === undefined ? byItself : "UserInitiated";
        this.account.record({
            kind: "once.ended",
            about: arn,
            data: { why: asked ?? how, stopCode, ...(exitCode === undefined ? {} : { exitCode }) },
        });
        this.account.part(Bus).put(taskEvent(shown(this.task(arn) as Once)));
    }

    /** Its lines, as the awslogs driver keeps them; nothing where the definition names no group. */
    private logOf({ template }: TaskDefinition, of: string): ((line: string) => void) | undefined {
        const { name } = ownContainerOf(template);
        const container = records(template["containerDefinitions"]).find((each) => each["name"] === name);
        const { "awslogs-group": group, "awslogs-stream-prefix": prefix } = below(
            container,
            "logConfiguration",
            "options",
        );
        const made = this.account.created(TYPE.logGroup).find(({ resource }) => text(resource, "name") === group);
        if (!made) return undefined;
        const on = text(made.resource, "arn");
        const stream = `${String(prefix)}/${of}`;
        const logs = this.account.part(Logs);
        logs.create(on, stream);
        return (line) => logs.put(on, stream, line);
    }
}

const runTask: Service = ({ by, on, input }, account) => {
    const {
        cluster = "default",
        launchType,
        networkConfiguration,
        group,
    } = (input ?? {}) as Readonly<Record<string, unknown>>;
    if (launchType !== "FARGATE") throw new NotRehearsed(`ecs:RunTask with the launch type ${String(launchType)}`);
    if (networkConfiguration === undefined)
        throw new Refused(
            "InvalidParameterException",
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        );
    const definition = account.part(Ecs).definition(on);
    passRoles(account.gateway, by, definition.template);
    const task = account.part(OneOffTasks).run(clusterArn(on, String(cluster)), definition, texts([group])[0]);
    return { tasks: [shown(task)], failures: [] };
};

const describeTasks: Service = async ({ on, input }, account) => {
    const asked = texts(((input ?? {}) as JsonObject)["tasks"]);
    const arns = asked.length > 0 ? asked : [on];
    const tasks = account.part(OneOffTasks);
    await tasks.awaitOne(arns, AT_LEAST.look);
    const ofServices = (arn: string) => serviceTaskShown(account, arn);
    const found = arns.map((arn) => {
        const once = tasks.task(arn);
        return [arn, once ? shown(once) : ofServices(arn)] as const;
    });
    return {
        tasks: found.flatMap(([, task]) => task ?? []),
        failures: found.flatMap(([arn, task]) => (task ? [] : [{ arn, reason: "MISSING" }])),
    };
};

const stopTask: Service = async ({ on, input }, account) => {
    const tasks = account.part(OneOffTasks);
    if (!tasks.task(on)) throw new NotRehearsed(`ecs:StopTask of ${on}, which nobody ran once`);
    await tasks.stop(on, String(((input ?? {}) as JsonObject)["reason"] ?? "Task stopped by user"));
    return { task: shown(tasks.task(on) as Once) };
};

function clusterArn(definition: string, name: string): string {
    if (name.startsWith("arn:")) return name;
    return definition.replace(/:task-definition\/.*$/, `:cluster/${name}`);
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
function shown({ arn, definition, container, group, status, exitCode, why, stopCode }: Once): JsonObject {
    return {
        taskArn: arn,
        taskDefinitionArn: definition,
        group,
        launchType: "FARGATE",
        lastStatus: status,
        desiredStatus: status === "STOPPED" ? "STOPPED" : "RUNNING",
        containers: [
            {
                name: container,
                lastStatus: status,
                ...(exitCode === undefined ? {} : { exitCode }),
                ...(exitCode === undefined && why !== undefined ? { reason: why } : {}),
            },
        ],
        ...(why === undefined ? {} : { stoppedReason: why }),
        ...(stopCode === undefined ? {} : { stopCode }),
    };
}

export const onceServices: ReadonlyMap<string, Service> = new Map<string, Service>([
    ["ecs:RunTask", inCluster(runTask)],
    ["ecs:DescribeTasks", inCluster(describeTasks)],
    ["ecs:StopTask", inCluster(stopTask)],
]);
