import { arnIn } from "../../../plan/arn";
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";

import type { LocalAccount } from "../../account/local-account";
import type { ContainerEngine } from "../../containers/engine";
import type { Fact, Fold } from "../../engine/journal";
import { Alarms } from "../alarms/alarm";
import type { Balancer } from "../balancing/balancer";
import type { Target } from "../balancing/routing-table";
import { Ecs, type TaskSet } from "./services";
import { AT_LEAST, lasting } from "../../engine/clock";
import { RunningTask, type TaskSupervisor } from "../tasks/task";
import { type Backend, Routing } from "../balancing/routing";

/** The tasks of a set do not become healthy. */
class Unsteady extends Error {}

/** How long somebody waits for the tasks of a set, and what is said when it was too long. */
export interface Patience {
    /** Tasks that may fail, by how many should run. */
    failures(wanted: number): number;
    readonly milliseconds: number;
    gaveUp(lastFailure: string | undefined): string;
}

/** CodeDeploy waits an hour for the tasks of a deployment, and no longer than a task in the place of a failed one fails too. */
const CODE_DEPLOYS: Patience = {
    failures: (wanted) => wanted,
    milliseconds: 60 * 60_000,
    gaveUp: (last) =>
        `The deployment timed out while waiting for the replacement task set to become healthy. This time out period is 60 minutes.${
            last === undefined ? "" : ` Its tasks stopped: ${last}`
        }`,
};

/** Facts after which something else should run, or requests should go elsewhere. */
const MATTERS = new Set(["service", "taskset", "traffic"]);
/** Between two attempts to start tasks that never start. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
const LONGEST_REST = 27 * 60_000;

/** Makes true what ECS's memory says: runs the tasks that should run, and tells the balancer where they are. */
export class ServiceScheduler implements Fold, TaskSupervisor, Backend {
    private engine?: ContainerEngine;
    private readonly running = new Set<RunningTask>();
    private readonly failures = new Map<string, string[]>();
    private readonly resting = new Set<string>();
    private readonly news = new EventEmitter().setMaxListeners(0);
    private readonly ecs: Ecs;
    private readonly routing: Routing;
    private readonly alarms: Alarms;

    constructor(private readonly account: LocalAccount) {
        // They are shown every fact before this part is, which acts on what they know.
        this.ecs = account.part(Ecs);
        this.routing = account.part(Routing);
        this.alarms = account.part(Alarms);
    }

    public apply({ kind }: Fact): void {
        if (!this.engine) return;
        this.news.emit("news");
        // Afterwards: every fold is shown this fact before the facts that follow from it.
        if (MATTERS.has(kind)) queueMicrotask(() => this.ensure());
    }

    /** From now on: also whatever should still run from before a crash. */
    public async begin(engine: ContainerEngine, balancer?: Balancer): Promise<void> {
        this.routing.begin(balancer);
        this.routing.add(this);
        for (const set of this.ecs.everySet)
            for (const { arn, ended } of this.ecs.tasksOf(set.arn))
                if (ended === undefined)
                    this.account.record({
                        kind: "task.ended",
                        about: arn,
                        data: { why: "the rehearsal was interrupted" },
                    });
        this.engine = engine;
        this.alarms.watch();
        this.ensure();
        await this.routed();
    }

    /** Starts and stops until as many tasks run as should. */
    public ensure(): void {
        if (!this.engine) return;
        for (const set of this.ecs.everySet) {
            const mine = [...this.running].filter(({ spec, leaving }) => spec.set.arn === set.arn && !leaving);
            const { wanted } = this.ecs.countsOf(set);
            if (!this.resting.has(set.arn)) for (let more = mine.length; more < wanted; more++) this.start(set);
            const why = set.status === "DELETED" ? "its task set was deleted" : "the service needs fewer tasks";
            for (const task of mine.slice(wanted)) this.account.work(task.leave(why));
        }
        this.account.work(this.routed());
    }

    public targetsOf(group: string): readonly Target[] {
        return [...this.running]
            .filter(({ spec }) => spec.set.targetGroup === group)
            .flatMap(({ target }) => target ?? []);
    }

    public routed(): Promise<void> {
        return this.routing.routed();
    }

    public drained(target: string, limit: number): Promise<void> {
        return this.routing.drained(target, limit);
    }

    public failed({ spec: { set } }: RunningTask, why: string): void {
        const failures = [...(this.failures.get(set.arn) ?? []), why];
        this.failures.set(set.arn, failures);
        this.news.emit("news");
        // One rest for all that fail together: each of their own would begin tasks for the others too, and those fail again.
        if (this.resting.has(set.arn)) return;
        this.resting.add(set.arn);
        const pause = Math.min(10_000 * 2 ** failures.length, LONGEST_REST);
        setTimeout(
            () => {
                this.resting.delete(set.arn);
                this.ensure();
            },
            lasting(this.account.clock, pause, AT_LEAST.restart * failures.length),
        ).unref();
    }

    public ended(task: RunningTask): void {
        this.running.delete(task);
    }

    /** Waits until all tasks of a set are healthy, as long as there is patience for it. */
    public async steady(set: string, signal: AbortSignal, patience = CODE_DEPLOYS): Promise<void> {
        const limit = lasting(this.account.clock, patience.milliseconds, AT_LEAST.steady);
        const late = AbortSignal.timeout(limit);
        for (;;) {
            signal.throwIfAborted();
            const { wanted, steady } = this.ecs.countsOf(this.ecs.set(set));
            if (steady) return;
            const failures = this.failuresOf(set);
            if (late.aborted || failures.length > patience.failures(wanted))
                throw new Unsteady(patience.gaveUp(failures.at(-1)));
            await once(this.news, "news", { signal: AbortSignal.any([signal, late]) }).catch(() => undefined);
        }
    }

    /** Why tasks of a set failed, the newest last. */
    public failuresOf(set: string): readonly string[] {
        return this.failures.get(set) ?? [];
    }

    /** Waits until no task of a set runs any more. */
    public async emptied(set: string): Promise<void> {
        const left = () => this.ecs.countsOf(this.ecs.set(set)).running;
        while (left() > 0) await once(this.news, "news");
    }

    public async close(): Promise<void> {
        this.engine = undefined;
        this.alarms.close();
        await Promise.all([...this.running].map((task) => task.abandon()));
    }

    private start(set: TaskSet): void {
        const plan = this.account.plans.at(set.service)?.plan;
        if (!this.engine || !plan) return;
        const [cluster] = (set.service.split(":service/")[1] ?? "").split("/");
        const arn = arnIn(plan, "ecs", `task/${cluster ?? ""}/${randomUUID().replaceAll("-", "")}`);
        const definition = this.ecs.definition(set.taskDefinition);
        const { container } = set;
        this.running.add(new RunningTask(this.account, this.engine, { arn, set, definition, plan, container }, this));
    }
}
