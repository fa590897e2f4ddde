// ECS's own deployments of services: what was deployed, and what is under way.
import { randomBytes } from "node:crypto";

import type { JsonObject } from "../../../plan/document";
import { NotRehearsed, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { asJson, type Fact, type Fold } from "../../engine/journal";
import { Alarms } from "../alarms/alarm";
import type { EcsDeployment } from "./blue-green";
import { Ecs } from "./services";
import { movedServiceOf } from "./moved";
import { ServiceRollout, Stopped } from "./rollout";
import { Traffic } from "../balancing/traffic";
import { TYPE } from "../../../plan/tokens";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html */
export type ServiceStatus =
    "IN_PROGRESS" | "ROLLBACK_IN_PROGRESS" | "SUCCESSFUL" | "STOPPED" | "ROLLBACK_SUCCESSFUL" | "ROLLBACK_FAILED";

export interface ServiceDeployment extends EcsDeployment {
    readonly arn: string;
    /** ARN of the service. */
    readonly service: string;
    readonly createdAt: number;
    readonly status: ServiceStatus;
    /** The step it is in; none before the first. */
    readonly at?: number;
    /** AWS's word for that step. */
    readonly stage?: string;
    /** Why it goes back, once it does. */
    readonly rollback?: string;
    readonly why?: string;
    readonly endedAt?: number;
}

/**
 * Deployments by their ARN. Its facts are those of CodeDeploy's: `deployment.started` with a service in the place of a group,
 * `deployment.step`, `deployment.ended`.
 */
export class ServiceDeployments implements Fold {
    private readonly byArn = new Map<string, ServiceDeployment>();
    private readonly running = new Map<string, ServiceRollout>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, at }: Fact): void {
        if (kind === "alarm" && data["state"] === "ALARM")
            for (const rollout of this.running.values()) rollout.rings(about);
        if (kind === "deployment.started" && typeof data["service"] === "string") {
            const started = data as unknown as ServiceDeployment;
            this.byArn.set(about, { ...started, arn: about, createdAt: at, status: "IN_PROGRESS" });
        }
        const known = this.byArn.get(about);
        if (!known) return;
        if (kind === "deployment.step") {
            const { at: number = known.at, stage, rollback } = data as unknown as Partial<ServiceDeployment>;
            const status = rollback === undefined ? "IN_PROGRESS" : "ROLLBACK_IN_PROGRESS";
            this.byArn.set(about, { ...known, at: number, stage, rollback, status });
        }
        if (kind === "deployment.ended")
            this.byArn.set(about, { ...known, ...(data as unknown as ServiceDeployment), endedAt: at });
    }

    public get(arn: string): ServiceDeployment | undefined {
        return this.byArn.get(arn);
    }

    /** Those of a service, the newest first. */
    public of(service: string): readonly ServiceDeployment[] {
        return [...this.byArn.values()].filter((one) => one.service === service).reverse();
    }

    public openOf(service: string): ServiceDeployment | undefined {
        return this.of(service).find(({ endedAt }) => endedAt === undefined);
    }

    /** What UpdateService begins. Refuses here what cannot be deployed, or not be rehearsed. */
    public create(service: string, target: EcsDeployment["target"]): void {
        if (this.openOf(service))
            throw new NotRehearsed("ecs:UpdateService while another deployment of the service is under way");
        const moved = movedServiceOf(this.account, service);
        for (const alarm of moved.alarms)
            this.account.part(Alarms).check(this.account.plans.at(alarm)?.resource ?? moved.resource);
        const original = this.account
            .part(Ecs)
            .setsOf(service)
            .find(({ status }) => status === "PRIMARY");
        if (!original) throw new Refused("ServiceNotActiveException", "Service was not ACTIVE.");
        const traffic = this.account.part(Traffic);
        const listeners = Object.fromEntries(moved.rules.map((rule) => [rule, traffic.weightsOf(rule)]));
        const remembered: EcsDeployment = { target, original: original.arn, listeners };
        const arn = `${service.replace(":service/", ":service-deployment/")}/${randomBytes(10).toString("hex")}`;
        const data: JsonObject = asJson({ service, ...remembered });
        this.account.record({ kind: "deployment.started", about: arn, data });
        this.start(arn);
    }

    public start(arn: string): void {
        const deployment = this.byArn.get(arn);
        if (!deployment || this.running.has(arn)) return;
        const rollout = new ServiceRollout(this.account, deployment, movedServiceOf(this.account, deployment.service));
        this.running.set(arn, rollout);
        this.account.work(rollout.run().finally(() => this.running.delete(arn)));
    }

    /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html */
    public stop(arn: string, goesBack: boolean): void {
        this.running.get(arn)?.stop(new Stopped("Service deployment was stopped by a user.", goesBack));
    }
}

/** After a restart: every deployment goes on from the step it was in. What it deploys must run again by then. */
export function resumeServices(account: LocalAccount): void {
    const deployments = account.part(ServiceDeployments);
    for (const { resource } of account.created(TYPE.service)) {
        const open = deployments.openOf(String(resource.outputs["arn"]));
        if (open) deployments.start(open.arn);
    }
}
