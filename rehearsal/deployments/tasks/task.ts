import { text, type PlannedResource } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import type { ContainerEngine } from "../../containers/engine";
import type { Target } from "../balancing/routing-table";
import { HealthChecks, healthCheckOf, type Change } from "../balancing/health";
import { AT_LEAST, lasting } from "../../engine/clock";
import { asJson } from "../../engine/journal";
import type { TaskContainers, TaskEnd } from "./containers";
import { ownContainerOf } from "./definition";
import { startTask, type TaskSpec } from "./start";
import type { TaskSet } from "../services/services";
import { TYPE } from "../../../plan/tokens";

/** What a task needs of the service scheduler. */
export interface TaskSupervisor {
    /** Makes the balancer know what has changed. */
    routed(): Promise<void>;
    drained(target: string, limit: number): Promise<void>;
    /** It ended without being asked to. */
    failed(task: RunningTask, why: string): void;
    ended(task: RunningTask): void;
}

/** A task of a service, and the set it is counted in. */
interface ServiceTaskSpec extends TaskSpec {
    readonly set: TaskSet;
}

/** Who asks a task how it is. */
const [BALANCER, ITSELF] = ["ELB health checks", "container health checks"] as const;
type Judge = typeof BALANCER | typeof ITSELF;

interface Ending {
    /** Whether nobody had asked it to. */
    readonly failed: boolean;
    /** Of a program that ended by itself. */
    readonly exitCode?: number;
}

/** One task, from its start to its end: in the balancer's table as long as it has an address and is not leaving. */
export class RunningTask {
    private containers?: TaskContainers;
    private checks?: HealthChecks;
    private readonly said = new Map<Judge, boolean>();
    private healthy?: boolean;
    private readonly since = Date.now();
    private readonly started: Promise<void>;
    private left?: Promise<void>;

    constructor(
        private readonly account: LocalAccount,
        engine: ContainerEngine,
        public readonly spec: ServiceTaskSpec,
        private readonly supervisor: TaskSupervisor,
    ) {
        this.started = this.start(engine);
        account.work(this.started);
    }

    public get leaving(): boolean {
        return this.left !== undefined;
    }

    /** As the balancer sees it; none before it has an address, none once it leaves. */
    public get target(): Target | undefined {
        const address = this.containers?.address;
        if (!address || this.leaving) return undefined;
        return { id: this.spec.arn, address, healthy: this.healthy === true };
    }

    /** Out of the balancer first, then whatever is under way, then the program. */
    public leave(why: string, how: Ending = { failed: false }): Promise<void> {
        return (this.left ??= this.depart(why, how));
    }

    /** At the end of the rehearsal: no fact, because it shall run again when the rehearsal goes on. */
    public async abandon(): Promise<void> {
        this.left ??= Promise.resolve();
        await this.started;
        this.checks?.stop();
        await this.containers?.abandon();
    }

    private async start(engine: ContainerEngine): Promise<void> {
        const { arn, set, definition } = this.spec;
        const { image } = ownContainerOf(definition.template);
        const { service, targetGroup } = set;
        this.account.record({
            kind: "task.started",
            about: arn,
            data: asJson({ service, taskSet: set.arn, targetGroup, image }),
        });
        try {
            this.containers = await startTask(this.account, engine, {
                ...this.spec,
                judged: (change) => this.account.work(this.judge(ITSELF, change)),
            });
        } catch (error) {
            this.fail(error instanceof Error ? error.message : String(error));
            return;
        }
        const { containers } = this;
        void containers.failed.then((end) => {
            const { exitCode } = end;
            this.fail(whyOf(end, containers.isSeveral), exitCode === undefined ? {} : { exitCode });
        });
        void containers.begun.then(() => this.account.work(this.watch(containers)));
    }

    /** Whom nobody asks, and who says nothing of itself, is as well as it runs. */
    private async watch({ address, isAsked }: TaskContainers): Promise<void> {
        if (this.leaving) return;
        const judged = (change: Change): void => this.account.work(this.judge(BALANCER, change));
        if (this.targetGroup && address)
            this.checks = new HealthChecks(healthCheckOf(this.targetGroup), address, this.account.clock, judged);
        else if (!isAsked) this.account.work(this.judge(ITSELF, { healthy: true, why: "it runs" }));
        await this.supervisor.routed();
    }

    /** A task is healthy once all who ask say so, and counts as that once the balancer knows it, not before. */
    private async judge(by: Judge, { healthy, why }: Change): Promise<void> {
        this.said.set(by, healthy);
        if (healthy && !this.judges.every((each) => this.said.get(each) === true)) return;
        this.healthy = healthy;
        await this.supervisor.routed();
        const { arn, set } = this.spec;
        const { targetGroup } = set;
        if (healthy) {
            this.account.record({ kind: "task.healthy", about: arn, data: { why } });
            return;
        }
        this.account.say(arn, `unhealthy: ${why}`);
        const service = this.account.plans.at(set.service)?.resource;
        const grace = Number(service?.inputs["healthCheckGracePeriodSeconds"] ?? 0) * 1000;
        const over = this.since + lasting(this.account.clock, grace, AT_LEAST.startUp);
        setTimeout(
            () => {
                // A program that was not there yet may have answered something else since.
                const now = by === BALANCER ? `${by} in ${targetGroup}: ${this.checks?.why ?? why}` : `${by}: ${why}`;
                if (this.said.get(by) === false) this.fail(`Task failed ${now}`);
            },
            targetGroup === undefined ? 0 : Math.max(0, over - Date.now()),
        ).unref();
    }

    private fail(why: string, how: Partial<Ending> = {}): void {
        if (this.leaving) return;
        this.supervisor.failed(this, why);
        this.account.work(this.leave(why, { failed: true, ...how }));
    }

    private async depart(why: string, how: Ending): Promise<void> {
        const { arn } = this.spec;
        // It may be asked to leave before it has arrived; and `leaving` is true only after this wait.
        await this.started;
        this.checks?.stop();
        await this.supervisor.routed();
        const { clock } = this.account;
        if (this.targetGroup) {
            const delay = Number(this.targetGroup.inputs["deregistrationDelay"] ?? 300) * 1000;
            await this.supervisor.drained(arn, lasting(clock, delay, AT_LEAST.draining));
        }
        await this.containers?.stop();
        this.supervisor.ended(this);
        this.account.record({ kind: "task.ended", about: arn, data: { why, ...how } });
    }

    private get judges(): readonly Judge[] {
        if (this.spec.set.targetGroup === undefined) return [ITSELF];
        return this.containers?.isAsked === true ? [BALANCER, ITSELF] : [BALANCER];
    }

    private get targetGroup(): PlannedResource | undefined {
        const { targetGroup } = this.spec.set;
        if (targetGroup === undefined) return undefined;
        const found = this.account.plans.find(TYPE.targetGroup, (resource) => text(resource, "arn") === targetGroup);
        if (!found) throw new Error(`${targetGroup} is no target group of these plans`);
        return found.resource;
    }
}

/** In ECS's words, and which of several it was. */
function whyOf({ why, exitCode, container }: TaskEnd, several: boolean): string {
    const which = several ? [container] : [];
    const said = [...which, ...(exitCode === undefined ? [] : [`exit code ${exitCode}`])];
    return said.length === 0 ? why : `${why} (${said.join(", ")})`;
}
