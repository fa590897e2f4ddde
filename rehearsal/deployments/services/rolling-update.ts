// Tasks of a new release beside those of the old one, in the same target group: as many more as should run, which is what ECS
// does by 200 and 100 percent.
import type { LocalAccount } from "../../account/local-account";
import { Ecs, type TaskSet } from "./services";
import type { ServiceDeployment } from "./deployments";
import { type Patience, ServiceScheduler } from "./scheduler";

/** Every move may be made again and changes nothing the second time. */
export class RollingUpdate {
    private readonly ecs: Ecs;
    private readonly scheduler: ServiceScheduler;

    constructor(
        account: LocalAccount,
        private readonly deployment: ServiceDeployment,
        private readonly patience: Patience,
    ) {
        this.ecs = account.part(Ecs);
        this.scheduler = account.part(ServiceScheduler);
    }

    /** After a crash every task has to start again before anything goes on. */
    public async settled(signal: AbortSignal): Promise<void> {
        for (const set of this.ecs.setsOf(this.deployment.service))
            await this.scheduler.steady(set.arn, signal, this.patience);
    }

    public async begin(signal: AbortSignal): Promise<void> {
        const { arn, target } = this.deployment;
        const set = this.madeBy(arn) ?? this.make(arn, target.taskDefinition);
        await this.scheduler.steady(set.arn, signal, this.patience);
        this.ecs.changeTaskSet(set.arn, "PRIMARY");
    }

    public async removeOriginal(): Promise<void> {
        await this.remove(this.deployment.original);
    }

    /** Where the old tasks have ended by now, they are started again, and the new ones end once those are well. */
    public async rollBack(): Promise<void> {
        const { arn, original } = this.deployment;
        const before = this.ecs.set(original);
        const back =
            before.status === "DELETED"
                ? (this.madeBy(`${arn} back`) ?? this.make(`${arn} back`, before.taskDefinition))
                : before;
        await this.scheduler.steady(back.arn, new AbortController().signal, this.patience);
        this.ecs.changeTaskSet(back.arn, "PRIMARY");
        const made = this.madeBy(arn);
        if (made) await this.remove(made.arn);
    }

    private make(externalId: string, taskDefinition: string): TaskSet {
        const { service, original, target } = this.deployment;
        return this.ecs.createTaskSet({
            service,
            status: "ACTIVE",
            taskDefinition,
            targetGroup: this.ecs.set(original).targetGroup,
            container: target.container,
            externalId,
        });
    }

    private madeBy(externalId: string): TaskSet | undefined {
        return this.ecs.setsOf(this.deployment.service).find((set) => set.externalId === externalId);
    }

    private async remove(set: string): Promise<void> {
        this.ecs.changeTaskSet(set, "DELETED");
        await this.scheduler.emptied(set);
    }
}
