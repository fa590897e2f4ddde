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
import type { ContainerEngine } from "../../containers/engine";
import { AT_LEAST } from "../../engine/clock";
import { asJson, type Fact, type Fold } from "../../engine/journal";
import { Bus } from "../../events/bus";
import { taskEvent } from "../../events/task-states";
import { Logs } from "../../services/logs";
import { inCluster } from "../services/clusters";
import { Ecs, type TaskDefinition } from "../services/services";
import type { TaskContainers, TaskEnd } from "./containers";
import { ownContainerOf, passRoles } from "./definition";
import { startTask } from "./start";

interface Once {
    readonly arn: string;
    readonly definition: string;
    readonly container: string;
    /** What it was started as a part of. */
    readonly group: string;
    readonly status: "PROVISIONING" | "RUNNING" | "STOPPED";
    readonly exitCode?: number;
    /** How those beside it ended; none is there as long as it runs. */
    readonly beside?: readonly TaskEnd[];
    readonly why?: string;
    readonly stopCode?: string;
}

/** Milliseconds between two looks of ours. */
const STEP = 20;

/** By their ARNs. Its facts: `once.started`, `once.running`, `once.ended`. */
export class OneOffTasks implements Fold {
    private engine?: ContainerEngine;
    private readonly known = new Map<string, Once>();
    private readonly containers = new Map<string, TaskContainers>();
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
                beside: records(data["beside"]) as unknown as readonly TaskEnd[],
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
            heardOf: (container) => this.logOf(definition, container, id),
        });
        this.account.work(
            started
                .then((containers) => this.follow(arn, containers))
                .catch((error: unknown) => this.end(arn, String(error instanceof Error ? error.message : error))),
        );
        return this.task(arn) as Once;
    }

    /** Asks it to end, as `ecs stop-task` does. */
    public async stop(arn: string, why: string): Promise<void> {
        this.stopped.set(arn, why);
        await this.containers.get(arn)?.stop();
        this.end(arn, why);
    }

    public async close(): Promise<void> {
        this.engine = undefined;
        await Promise.all([...this.containers.values()].map((containers) => containers.abandon()));
    }

    private async follow(arn: string, containers: TaskContainers): Promise<void> {
        // Stopped before it had begun.
        if (this.task(arn)?.status === "STOPPED") return containers.stop();
        this.containers.set(arn, containers);
        await containers.begun;
        if (!containers.isEnding) this.account.record({ kind: "once.running", about: arn, data: {} });
        const end = await containers.ended;
        // At the end of the rehearsal: no fact, because the next start says that it was interrupted.
        if (!end || !this.engine) return;
        this.end(arn, containers.isSeveral ? `${end.why} (${end.container})` : end.why, containers.ends);
    }

    private end(arn: string, how: string, ends: readonly TaskEnd[] = []): void {
        const task = this.task(arn);
        const asked = this.stopped.get(arn);
        this.containers.delete(arn);
        if (!task || task.status === "STOPPED") return;
        const own = ends.find(({ container }) => container === task.container);
        const beside = ends.filter((each) => each !== own);
        const byItself = own?.exitCode === undefined ? "TaskFailedToStart" : "EssentialContainerExited";
        const stopCode = asked === undefined ? byItself : "UserInitiated";
        const data = { why: asked ?? how, stopCode, exitCode: own?.exitCode, beside };
        this.account.record({ kind: "once.ended", about: arn, data: asJson(data) });
        this.account.part(Bus).put(taskEvent(shown(this.task(arn) as Once)));
    }

    /** Its lines, as the awslogs driver keeps them; nothing where the definition names no group. */
    private logOf({ template }: TaskDefinition, name: string, id: string): ((line: string) => void) | undefined {
        const container = records(template["containerDefinitions"]).find((each) => each["name"] === name);
        const { "awslogs-group": group, "awslogs-stream-prefix": prefix } = below(
            container,
            "logConfiguration",
            "options",
        );
        const made = this.account.created(TYPE.logGroup).find(({ resource }) => text(resource, "name") === group);
        if (!made) return undefined;
        const on = text(made.resource, "arn");
        const stream = `${String(prefix)}/${name}/${id}`;
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
function shown({ arn, definition, container, group, status, exitCode, beside = [], why, stopCode }: Once): JsonObject {
    return {
        taskArn: arn,
        taskDefinitionArn: definition,
        group,
        launchType: "FARGATE",
        lastStatus: status,
        desiredStatus: status === "STOPPED" ? "STOPPED" : "RUNNING",
        containers: [{ container, exitCode, why: why ?? "" }, ...beside].map((each) => ({
            name: each.container,
            lastStatus: status,
            ...(each.exitCode === undefined ? {} : { exitCode: each.exitCode }),
            ...(each.exitCode === undefined && status === "STOPPED" ? { reason: each.why } : {}),
        })),
        ...(why === undefined ? {} : { stoppedReason: why }),
        ...(stopCode === undefined ? {} : { stopCode }),
    };
}

export const onceServices: ReadonlyMap<string, Service> = new Map<string, Service>([
    ["ecs:RunTask", inCluster(runTask)],
    ["ecs:DescribeTasks", inCluster(describeTasks)],
    ["ecs:StopTask", inCluster(stopTask)],
]);
