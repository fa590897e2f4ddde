import type { JsonObject } from "../../../plan/document";
import { arnIn, type Place } from "../../../plan/arn";
import { parsed, records } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { Refused } from "../../account/gateway";
import type { Fact, Fold } from "../../engine/journal";
import { checkDependencies, ownContainerOf } from "../tasks/definition";

export interface TaskDefinition {
    readonly arn: string;
    readonly family: string;
    readonly revision: number;
    /** As it was registered, its containers parsed. */
    readonly template: JsonObject;
}

export interface TaskSet {
    readonly arn: string;
    /** ARN of the service. */
    readonly service: string;
    readonly status: "PRIMARY" | "ACTIVE" | "DELETED";
    readonly taskDefinition: string;
    /** Where its tasks are registered, and which container answers there; nobody asks one that has neither. */
    readonly targetGroup?: string;
    readonly container?: { readonly name: string; readonly port: number };
    /** The deployment it was made for; none for a service's first one. */
    readonly externalId?: string;
    readonly createdAt: number;
}

interface EcsService {
    readonly arn: string;
    readonly desiredCount: number;
    /** What UpdateService has made of its inputs since `up`. @default nothing */
    readonly changed?: JsonObject;
}

interface Task {
    readonly arn: string;
    readonly taskSet: string;
    readonly healthy: boolean;
    /** Why it is no more. */
    readonly ended?: string;
    readonly endedAt?: number;
}

/**
 * ECS's memory, by ARN: services, their task sets and tasks, every revision of every task definition. Its facts: `service`,
 * `taskset`, `taskdef`; tasks record `task.started`, `task.healthy`, `task.ended` of themselves.
 */
export class Ecs implements Fold {
    private readonly definitions = new Map<string, TaskDefinition>();
    private readonly known = new Map<string, EcsService>();
    private readonly sets = new Map<string, TaskSet>();
    private readonly everyTask = new Map<string, Task>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about: arn, data, at }: Fact): void {
        switch (kind) {
            case "taskdef":
                this.definitions.set(arn, { ...nameOf(arn), arn, template: data });
                return;
            case "service":
                this.known.set(arn, { desiredCount: 0, ...this.known.get(arn), ...data, arn });
                return;
            case "taskset": {
                const before = this.sets.get(arn) ?? { arn, createdAt: at };
                this.sets.set(arn, { ...before, ...(data as unknown as TaskSet) });
                return;
            }
            case "task.started":
                this.everyTask.set(arn, { arn, taskSet: String(data["taskSet"]), healthy: false });
                return;
            case "task.healthy":
                return this.change(arn, { healthy: true });
            case "task.ended":
                return this.change(arn, { healthy: false, ended: String(data["why"]), endedAt: at });
        }
    }

    private change(arn: string, to: Partial<Task>): void {
        const task = this.everyTask.get(arn);
        if (task) this.everyTask.set(arn, { ...task, ...to });
    }

    public has(definition: string): boolean {
        return this.definitions.has(definition);
    }

    /** By ARN, by `family:revision`, or the newest of a family. */
    public definition(reference: string): TaskDefinition {
        const named = reference.split("/").pop() ?? "";
        const all = [...this.definitions.values()];
        const found = all.findLast(
            ({ arn, family }) => arn === reference || arn.endsWith(`/${named}`) || family === named,
        );
        if (!found) throw new Refused("ClientException", "Unable to describe task definition.");
        return found;
    }

    /** A revision, with the next number of its family unless AWS gave it one already. */
    public register(template: JsonObject, at: Place | string): string {
        const family = String(template["family"]);
        const next =
            1 + Math.max(0, ...[...this.definitions.values()].map((one) => (one.family === family ? one.revision : 0)));
        const arn = typeof at === "string" ? at : arnIn(at, "ecs", `task-definition/${family}:${next}`);
        const written = template["containerDefinitions"];
        const containerDefinitions = (parsed(written) ?? written ?? []) as JsonObject[];
        checkDependencies({ containerDefinitions });
        this.account.record({ kind: "taskdef", about: arn, data: { ...template, containerDefinitions } });
        return arn;
    }

    /** By ARN, which holds cluster and name. */
    public service(arn: string): EcsService {
        const found = this.known.get(arn);
        if (!found) throw new Refused("ServiceNotFoundException", "Service not found.");
        return found;
    }

    public scale(service: string, desiredCount: number): void {
        this.account.record({ kind: "service", about: service, data: { desiredCount } });
    }

    /** Other inputs than `up` made it with: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html */
    public alter(service: string, changed: JsonObject): void {
        this.account.record({ kind: "service", about: service, data: { changed } });
    }

    /** What they are; nothing where `up` made it and nobody has changed it. */
    public changedOf(service: string): JsonObject {
        return this.known.get(service)?.changed ?? {};
    }

    /** The deleted ones too: their tasks may still be ending. */
    public get everySet(): readonly TaskSet[] {
        return [...this.sets.values()];
    }

    public setsOf(service: string): readonly TaskSet[] {
        return this.everySet.filter((set) => set.service === service && set.status !== "DELETED");
    }

    public set(arn: string): TaskSet {
        const found = this.sets.get(arn);
        if (!found) throw new Refused("TaskSetNotFoundException", "The specified task set wasn't found.");
        return found;
    }

    /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html */
    public createTaskSet(set: Omit<TaskSet, "arn" | "createdAt">): TaskSet {
        if (set.container) this.checkContainer(set.taskDefinition, set.container);
        const number = String(this.sets.size + 1).padStart(19, "0");
        const arn = `${set.service.replace(":service/", ":task-set/")}/ecs-svc/${number}`;
        this.account.record({ kind: "taskset", about: arn, data: { ...set } });
        return this.set(arn);
    }

    private checkContainer(definition: string, { name, port }: NonNullable<TaskSet["container"]>): void {
        const { template } = this.definition(definition);
        const container = records(template["containerDefinitions"]).find((one) => one["name"] === name);
        if (!container)
            throw new Refused(
                "InvalidParameterException",
                `The container ${name} does not exist in the task definition.`,
            );
        ownContainerOf(template);
        if (!records(container["portMappings"]).some(({ containerPort }) => containerPort === port))
            throw new Refused(
                "InvalidParameterException",
                `The container ${name} did not have a container port ${port} defined.`,
            );
    }

    public changeTaskSet(arn: string, status: TaskSet["status"]): void {
        if (this.set(arn).status !== status) this.account.record({ kind: "taskset", about: arn, data: { status } });
    }

    public tasksOf(taskSet: string): readonly Task[] {
        return [...this.everyTask.values()].filter((task) => task.taskSet === taskSet);
    }

    /** Tasks of a service that are no more, the last one to end first; those of sets that are gone among them. */
    public endedOf(
        service: string,
    ): readonly { readonly arn: string; readonly ended: string; readonly endedAt: number }[] {
        return [...this.everyTask.values()]
            .flatMap(({ arn, taskSet, ended, endedAt }) =>
                ended === undefined || endedAt === undefined || this.sets.get(taskSet)?.service !== service
                    ? []
                    : [{ arn, ended, endedAt }],
            )
            .sort((one, other) => other.endedAt - one.endedAt);
    }

    /** As ECS counts a task set. */
    public countsOf(set: TaskSet): { readonly wanted: number; readonly running: number; readonly steady: boolean } {
        const wanted = set.status === "DELETED" ? 0 : this.service(set.service).desiredCount;
        const running = this.tasksOf(set.arn).filter(({ ended }) => ended === undefined);
        const healthy = running.filter((task) => task.healthy);
        return { wanted, running: running.length, steady: healthy.length === wanted && running.length === wanted };
    }
}

function nameOf(arn: string): { readonly family: string; readonly revision: number } {
    const [family = "", revision] = (arn.split("/").pop() ?? "").split(":");
    return { family, revision: Number(revision) };
}
