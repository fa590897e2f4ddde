// What happens to tasks and traffic while there are two colours, whoever moves them: each move is asked of IAM first, may be
// made again, and changes nothing the second time.
import type { LocalAccount } from "../../account/local-account";
import type { JsonObject } from "../../../plan/document";
import type { AppSpecTarget } from "../documents";
import { Ecs, type TaskSet } from "./services";
import { type Patience, ServiceScheduler } from "./scheduler";
import { Traffic } from "../balancing/traffic";

/** What a deployment to ECS remembers of where it began: what is to run, and what ran. */
export interface EcsDeployment {
    readonly target: AppSpecTarget;
    /** ARN of the task set that was live before. */
    readonly original: string;
    /** Where listeners, or their rules, led before. */
    readonly listeners: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The service, and the two groups between which it moves. */
interface Pair {
    readonly service: string;
    /** ARNs; which one is the idle one changes with every deployment. */
    readonly targetGroups: readonly string[];
}

/** What its mover asks of IAM before each move. */
export interface MovesAsked {
    look(): void;
    create(template: JsonObject): void;
    route(listener: string): void;
    promote(): void;
    remove(): void;
    /** How long it waits for tasks. @default CodeDeploy's */
    readonly patience?: Patience;
}

export class BlueGreen {
    private readonly ecs: Ecs;
    private readonly scheduler: ServiceScheduler;
    private readonly traffic: Traffic;

    constructor(
        account: LocalAccount,
        private readonly id: string,
        private readonly deployment: EcsDeployment,
        private readonly pair: Pair,
        private readonly asks: MovesAsked,
    ) {
        this.ecs = account.part(Ecs);
        this.scheduler = account.part(ServiceScheduler);
        this.traffic = account.part(Traffic);
    }

    /** After a crash every task has to start again before anything goes on. */
    public async settled(signal: AbortSignal): Promise<void> {
        for (const set of this.ecs.setsOf(this.pair.service)) await this.scheduler.steady(set.arn, signal);
    }

    /** New tasks in the target group that is idle, all of them healthy. */
    public async replace(signal: AbortSignal): Promise<void> {
        this.asks.look();
        const { arn } = this.replacement ?? this.createReplacement();
        await this.scheduler.steady(arn, signal, this.asks.patience);
    }

    /** This share, in percent, to the new tasks. */
    public async shift(listener: string, percent: number): Promise<void> {
        const { targetGroup = "" } = this.ecs.set(this.deployment.original);
        await this.route(listener, { [targetGroup]: 100 - percent, [this.idleGroup]: percent });
    }

    public async promote(): Promise<void> {
        this.asks.promote();
        if (this.replacement) this.ecs.changeTaskSet(this.replacement.arn, "PRIMARY");
        this.ecs.changeTaskSet(this.deployment.original, "ACTIVE");
    }

    public async removeOriginal(): Promise<void> {
        await this.remove(this.deployment.original);
    }

    /**
     * The original tasks never stopped, so going back is one change of each listener.
     * @param routed what follows on each of them, while the new tasks still run
     */
    public async rollBack(routed?: (listener: string) => Promise<void>): Promise<void> {
        const { original, listeners } = this.deployment;
        for (const [listener, weights] of Object.entries(listeners)) {
            if (JSON.stringify(this.traffic.weightsOf(listener)) === JSON.stringify(weights)) continue;
            await this.route(listener, weights);
            await routed?.(listener);
        }
        if (this.ecs.set(original).status !== "PRIMARY") {
            this.asks.promote();
            this.ecs.changeTaskSet(original, "PRIMARY");
        }
        if (this.replacement) await this.remove(this.replacement.arn);
    }

    private createReplacement(): TaskSet {
        const { target } = this.deployment;
        const { arn, template } = this.ecs.definition(target.taskDefinition);
        this.asks.create(template);
        return this.ecs.createTaskSet({
            service: this.pair.service,
            status: "ACTIVE",
            taskDefinition: arn,
            targetGroup: this.idleGroup,
            container: target.container,
            externalId: this.id,
        });
    }

    private async route(listener: string, weights: Readonly<Record<string, number>>): Promise<void> {
        this.asks.route(listener);
        this.traffic.shift(listener, weights);
        await this.scheduler.routed();
    }

    private async remove(set: string): Promise<void> {
        this.asks.remove();
        this.ecs.changeTaskSet(set, "DELETED");
        await this.scheduler.emptied(set);
    }

    private get replacement(): TaskSet | undefined {
        return this.ecs.setsOf(this.pair.service).find(({ externalId }) => externalId === this.id);
    }

    private get idleGroup(): string {
        const { targetGroup } = this.ecs.set(this.deployment.original);
        return this.pair.targetGroups.find((group) => group !== targetGroup) ?? "";
    }
}
