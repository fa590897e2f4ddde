// CodeDeploy, for ECS services: what was deployed, and what is under way.
import type { LocalAccount } from "../account/local-account";
import { Refused } from "../account/gateway";
import type { Fact, Fold } from "../engine/journal";
import { raiseDeploymentState } from "../events/deployment-states";
import type { AppSpecTarget } from "./documents";
import { alarmed, DeploymentEnded } from "./blue-green";
import { groupOf } from "./group";
import { Rollout } from "./rollout";

export interface Deployment {
    readonly id: string;
    readonly application: string;
    readonly group: string;
    /** The action of a pipeline that it is for. */
    readonly action?: string;
    readonly target: AppSpecTarget;
    /** ARN of the task set that was live before. */
    readonly original: string;
    /** Where listeners led before. */
    readonly listeners: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly createdAt: number;
    readonly status: "InProgress" | "Ready" | "Succeeded" | "Failed" | "Stopped";
    /** The step it is in; none before the first. */
    readonly at?: number;
    /** Why it goes back, once it does. */
    readonly rollback?: ConstructorParameters<typeof DeploymentEnded>;
    readonly why?: string;
    readonly code?: string;
    readonly rolledBack?: boolean;
    readonly endedAt?: number;
}

/** Deployments by their id. Its facts: `deployment.started`, `deployment.step`, `deployment.ended`. */
export class Deployments implements Fold {
    private readonly byId = new Map<string, Deployment>();
    private readonly running = new Map<string, { readonly rollout: Rollout; readonly done: Promise<void> }>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, at }: Fact): void {
        if (kind === "alarm" && data["state"] === "ALARM") {
            for (const { rollout } of this.running.values())
                if (rollout.group.alarms.includes(about)) rollout.stop(alarmed(this.account, about));
        }
        if (kind === "deployment.started")
            this.byId.set(about, {
                ...(data as unknown as Deployment),
                id: about,
                createdAt: at,
                status: "InProgress",
            });
        const known = this.byId.get(about);
        if (!known) return;
        if (kind === "deployment.step") {
            const { step, at: number = known.at, rollback } = data as unknown as { step: string } & Partial<Deployment>;
            const status = step === "Ready" ? "Ready" : "InProgress";
            this.byId.set(about, { ...known, status, at: number, rollback });
        }
        if (kind === "deployment.ended")
            this.byId.set(about, { ...known, ...(data as unknown as Deployment), endedAt: at });
    }

    public get all(): readonly Deployment[] {
        return [...this.byId.values()];
    }

    public get(id: string): Deployment {
        const found = this.byId.get(id);
        if (!found) throw new Refused("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
        return found;
    }

    public open(application: string, group: string): Deployment | undefined {
        return this.all.find(
            (one) => one.application === application && one.group === group && one.endedAt === undefined,
        );
    }

    public start(id: string): void {
        const deployment = this.get(id);
        const rollout = new Rollout(
            this.account,
            deployment,
            groupOf(this.account, deployment.application, deployment.group),
        );
        const done = rollout.run().finally(() => this.running.delete(id));
        this.running.set(id, { rollout, done });
        this.account.work(done);
    }

    public async ended(id: string): Promise<void> {
        await this.running.get(id)?.done;
    }

    public stop(id: string, rollsBack: boolean): void {
        const event = rollsBack ? "DEPLOYMENT_FAILURE" : "DEPLOYMENT_STOP_ON_REQUEST";
        this.running
            .get(id)
            ?.rollout.stop(
                new DeploymentEnded("Stopped", event, "The deployment was stopped by a user.", "MANUAL_STOP"),
            );
    }
}

/** After a restart: every deployment goes on from the step it was in. Tasks must run again by then. */
export function resume(account: LocalAccount): void {
    const deployments = account.part(Deployments);
    for (const { id, application, group, status, endedAt } of deployments.all)
        if (endedAt === undefined) deployments.start(id);
        else
            raiseDeploymentState(account, { id, application, group: groupOf(account, application, group).arn, status });
}
