// What CodeDeploy does to ECS and the load balancer, each call asked under the group's role first. Every move may be
// made again and changes nothing the second time.
import { DEPLOYMENT } from "../../iam/calls/codedeploy";
import { text, texts } from "../../plan/plans";
import { type Caller, Denied, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { Alarms } from "./alarm";
import type { Deployment } from "./codedeploy";
import { passRoles } from "./documents";
import { Ecs, type TaskSet } from "./ecs";
import type { Group } from "./group";
import { ServiceScheduler } from "./service-scheduler";
import { Traffic } from "./traffic";

export class BlueGreen {
    private readonly ecs: Ecs;
    private readonly scheduler: ServiceScheduler;
    private readonly traffic: Traffic;

    constructor(
        private readonly account: LocalAccount,
        private readonly deployment: Deployment,
        private readonly group: Group,
        private readonly by: Caller,
    ) {
        this.ecs = account.part(Ecs);
        this.scheduler = account.part(ServiceScheduler);
        this.traffic = account.part(Traffic);
    }

    /** After a crash every task has to start again before anything goes on. */
    public async settled(signal: AbortSignal): Promise<void> {
        for (const set of this.ecs.setsOf(this.group.service)) await this.scheduler.steady(set.arn, signal);
    }

    /** Throws where one of the group's alarms rings. */
    public checkAlarms(): void {
        if (this.group.alarms.length === 0) return;
        this.ask("cloudwatch:DescribeAlarms");
        const alarms = this.account.part(Alarms);
        const ringing = this.group.alarms.find((arn) => alarms.of(arn).state === "ALARM");
        if (ringing !== undefined) throw alarmed(this.account, ringing);
    }

    /** New tasks in the target group that is idle, all of them healthy. */
    public async replace(signal: AbortSignal): Promise<void> {
        this.ask("ecs:DescribeServices");
        this.ask("elasticloadbalancing:DescribeTargetGroups");
        this.ask("elasticloadbalancing:DescribeListeners");
        this.ask("elasticloadbalancing:DescribeRules");
        const { arn } = this.replacement ?? this.createReplacement();
        await this.scheduler.steady(arn, signal);
    }

    /** This share, in percent, to the new tasks. */
    public async shift(listener: string, percent: number): Promise<void> {
        const { targetGroup } = this.ecs.set(this.deployment.original);
        await this.route(listener, { [targetGroup]: 100 - percent, [this.idleGroup]: percent });
    }

    public async promote(): Promise<void> {
        this.ask("ecs:UpdateServicePrimaryTaskSet");
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
            this.ask("ecs:UpdateServicePrimaryTaskSet");
            this.ecs.changeTaskSet(original, "PRIMARY");
        }
        if (this.replacement) await this.remove(this.replacement.arn);
    }

    /** The topics that the group has a trigger for. */
    public async notifyTopics(event: string, message: string): Promise<void> {
        const { inputs } = this.group.planned.resource;
        const triggers = (inputs["triggerConfigurations"] ?? []) as readonly Record<string, unknown>[];
        for (const { triggerEvents, triggerTargetArn } of triggers) {
            if (!texts(triggerEvents).includes(event)) continue;
            const input = {
                Subject: `${event}: ${text(this.group.planned.resource, "deploymentGroupName")}`,
                Message: message,
            };
            const call = { by: this.by, action: "sns:Publish", on: String(triggerTargetArn), input };
            // What cannot be sent is lost; no deployment fails for it.
            await this.account.gateway.call(call).catch((error: unknown) => {
                if (!(error instanceof Denied || error instanceof Refused)) throw error;
                this.account.say(this.deployment.id, `${event} was not sent: ${error.message}`);
            });
        }
    }

    private createReplacement(): TaskSet {
        const { id, target } = this.deployment;
        const { arn, template } = this.ecs.definition(target.taskDefinition);
        this.ask("ecs:CreateTaskSet");
        passRoles(this.account.gateway, this.by, template);
        return this.ecs.createTaskSet({
            service: this.group.service,
            status: "ACTIVE",
            taskDefinition: arn,
            targetGroup: this.idleGroup,
            container: target.container,
            externalId: id,
        });
    }

    private async route(listener: string, weights: Readonly<Record<string, number>>): Promise<void> {
        this.ask("elasticloadbalancing:ModifyListener", listener);
        this.traffic.shift(listener, weights);
        await this.scheduler.routed();
    }

    private async remove(set: string): Promise<void> {
        this.ask("ecs:DeleteTaskSet");
        this.ecs.changeTaskSet(set, "DELETED");
        await this.scheduler.emptied(set);
    }

    private get replacement(): TaskSet | undefined {
        return this.ecs.setsOf(this.group.service).find(({ externalId }) => externalId === this.deployment.id);
    }

    private get idleGroup(): string {
        const { targetGroup } = this.ecs.set(this.deployment.original);
        return this.group.targetGroups.find((group) => group !== targetGroup) ?? "";
    }

    /** The rows of this action, or those of one of their resources. */
    private ask(action: string, only?: string): void {
        const at = { ...this.group.planned, plans: this.account.plans };
        for (const { on, context } of DEPLOYMENT.filter((row) => row.action === action))
            for (const resource of on(at))
                if (resource === (only ?? resource))
                    this.account.gateway.ask({ by: this.by, action, on: resource, context: context?.(at, resource) });
    }
}

/** Why a deployment ends before its end, and which event that is for the rollback configuration. */
export class DeploymentEnded extends Error {
    constructor(
        public readonly status: "Failed" | "Stopped",
        public readonly event: "DEPLOYMENT_FAILURE" | "DEPLOYMENT_STOP_ON_ALARM" | "DEPLOYMENT_STOP_ON_REQUEST",
        message: string,
        /** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html */
        public readonly code?: string,
    ) {
        super(message);
    }
}

export function alarmed(account: LocalAccount, alarm: string): DeploymentEnded {
    const name = alarm.split(":alarm:")[1] ?? alarm;
    return new DeploymentEnded(
        "Stopped",
        "DEPLOYMENT_STOP_ON_ALARM",
        `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: ${name} (${account.part(Alarms).of(alarm).reason})`,
        "ALARM_ACTIVE",
    );
}

export function endedBy(error: unknown): DeploymentEnded {
    if (error instanceof DeploymentEnded) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new DeploymentEnded(
        "Failed",
        "DEPLOYMENT_FAILURE",
        message,
        error instanceof Denied ? "IAM_ROLE_PERMISSIONS" : undefined,
    );
}
