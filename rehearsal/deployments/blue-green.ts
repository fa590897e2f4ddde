// What CodeDeploy does to ECS and the load balancer, each call asked under the group's role first. Every move may be
// made again and changes nothing the second time.
import type { LocalAccount } from "../account/local-account";
import { type AppSpecTarget, passRoles } from "./documents";
import { Ecs, type TaskSet } from "./ecs";
import type { EcsGroup } from "./ecs-group";
import type { GroupRole } from "./group-role";
import { ServiceScheduler } from "./service-scheduler";
import { Traffic } from "./traffic";

/** What a deployment to ECS remembers of where it began. */
export interface EcsDeployment {
    readonly target: AppSpecTarget;
    /** ARN of the task set that was live before. */
    readonly original: string;
    /** Where listeners led before. */
    readonly listeners: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export class BlueGreen {
    private readonly ecs: Ecs;
    private readonly scheduler: ServiceScheduler;
    private readonly traffic: Traffic;

    constructor(
        private readonly account: LocalAccount,
        private readonly id: string,
        private readonly deployment: EcsDeployment,
        private readonly group: EcsGroup,
        private readonly role: GroupRole,
    ) {
        this.ecs = account.part(Ecs);
        this.scheduler = account.part(ServiceScheduler);
        this.traffic = account.part(Traffic);
    }

    /** After a crash every task has to start again before anything goes on. */
    public async settled(signal: AbortSignal): Promise<void> {
        for (const set of this.ecs.setsOf(this.group.service)) await this.scheduler.steady(set.arn, signal);
    }

    /** New tasks in the target group that is idle, all of them healthy. */
    public async replace(signal: AbortSignal): Promise<void> {
        this.role.ask("ecs:DescribeServices");
        this.role.ask("elasticloadbalancing:DescribeTargetGroups");
        this.role.ask("elasticloadbalancing:DescribeListeners");
        this.role.ask("elasticloadbalancing:DescribeRules");
        const { arn } = this.replacement ?? this.createReplacement();
        await this.scheduler.steady(arn, signal);
    }

    /** This share, in percent, to the new tasks. */
    public async shift(listener: string, percent: number): Promise<void> {
        const { targetGroup } = this.ecs.set(this.deployment.original);
        await this.route(listener, { [targetGroup]: 100 - percent, [this.idleGroup]: percent });
    }

    public async promote(): Promise<void> {
        this.role.ask("ecs:UpdateServicePrimaryTaskSet");
        if (this.replacement) this.ecs.changeTaskSet(this.replacement.arn, "PRIMARY");
        this.ecs.changeTaskSet(this.deployment.original, "ACTIVE");
    }

    public async removeOriginal(): Promise<void> {
        await this.remove(this.deployment.original);
    }

    /** The original tasks never stopped, so going back is one change of each listener. */
    public async rollBack(): Promise<void> {
        const { original, listeners } = this.deployment;
        for (const [listener, weights] of Object.entries(listeners))
            if (JSON.stringify(this.traffic.weightsOf(listener)) !== JSON.stringify(weights))
                await this.route(listener, weights);
        if (this.ecs.set(original).status !== "PRIMARY") {
            this.role.ask("ecs:UpdateServicePrimaryTaskSet");
            this.ecs.changeTaskSet(original, "PRIMARY");
        }
        if (this.replacement) await this.remove(this.replacement.arn);
    }

    private createReplacement(): TaskSet {
        const { target } = this.deployment;
        const { arn, template } = this.ecs.definition(target.taskDefinition);
        this.role.ask("ecs:CreateTaskSet");
        passRoles(this.account.gateway, this.role.by, template);
        return this.ecs.createTaskSet({
            service: this.group.service,
            status: "ACTIVE",
            taskDefinition: arn,
            targetGroup: this.idleGroup,
            container: target.container,
            externalId: this.id,
        });
    }

    private async route(listener: string, weights: Readonly<Record<string, number>>): Promise<void> {
        this.role.ask("elasticloadbalancing:ModifyListener", listener);
        this.traffic.shift(listener, weights);
        await this.scheduler.routed();
    }

    private async remove(set: string): Promise<void> {
        this.role.ask("ecs:DeleteTaskSet");
        this.ecs.changeTaskSet(set, "DELETED");
        await this.scheduler.emptied(set);
    }

    private get replacement(): TaskSet | undefined {
        return this.ecs.setsOf(this.group.service).find(({ externalId }) => externalId === this.id);
    }

    private get idleGroup(): string {
        const { targetGroup } = this.ecs.set(this.deployment.original);
        return this.group.targetGroups.find((group) => group !== targetGroup) ?? "";
    }
}
