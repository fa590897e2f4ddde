// CodeDeploy: what was deployed, and what is under way, to whatever platform.
import { randomBytes } from "node:crypto";

import type { JsonObject } from "../../../plan/document";
import { text } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { NotRehearsed, Refused } from "../../account/gateway";
import { asJson, type Fact, type Fold } from "../../engine/journal";
import { raiseDeploymentState } from "../../events/deployment-states";
import { alarmed, DeploymentEnded } from "./ended";
import { ecsPlatform } from "./ecs-platform";
import { type Group, groupOf } from "./group";
import type { DeploymentPlatform } from "./platform";
import { Rollout } from "./rollout";

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html#CodeDeploy-Type-DeploymentInfo-creator */
export type Creator = "user" | "autoscaling" | "codeDeployRollback" | "CodeDeployAutoUpdate";

export interface Deployment {
    readonly id: string;
    readonly application: string;
    readonly group: string;
    readonly creator: Creator;
    /** The action of a pipeline that it is for. */
    readonly action?: string;
    /** All that it was started with: its platform knows what of that is its own. */
    readonly remembered: JsonObject;
    readonly createdAt: number;
    readonly status: "InProgress" | "Ready" | "Succeeded" | "Failed" | "Stopped";
    /** The step it is in; none before the first. */
    readonly at?: number;
    /** Why it goes back, once it does. */
    readonly rollback?: ConstructorParameters<typeof DeploymentEnded>;
    readonly why?: string;
    readonly code?: string;
    readonly rolledBack?: boolean;
    readonly rollbackMessage?: string;
    readonly rollbackDeployment?: string;
    readonly endedAt?: number;
}

/** What a deployment is started for. */
export interface DeploymentOrder {
    readonly creator: Creator;
    readonly action?: string;
}

/** Deployments by their id. Its facts: `deployment.started`, `deployment.step`, `deployment.ended`. */
export class Deployments implements Fold {
    private readonly platforms: DeploymentPlatform[] = [ecsPlatform];
    private readonly byId = new Map<string, Deployment>();
    private readonly running = new Map<string, { readonly rollout: Rollout; readonly done: Promise<void> }>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, at }: Fact): void {
        if (kind === "alarm" && data["state"] === "ALARM") {
            for (const { rollout } of this.running.values())
                if (rollout.group.alarms.includes(about)) rollout.stop(alarmed(this.account, about));
        }
        // ECS's own deployments are of no group, and none of these.
        if (kind === "deployment.started" && data["group"] !== undefined)
            this.byId.set(about, {
                ...(data as unknown as Deployment),
                remembered: data,
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

    /** One more kind of place that groups deploy to. */
    public add(platform: DeploymentPlatform): void {
        this.platforms.push(platform);
    }

    public get all(): readonly Deployment[] {
        return [...this.byId.values()];
    }

    public get(id: string): Deployment {
        const found = this.byId.get(id);
        if (!found) throw new Refused("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
        return found;
    }

    public platformOf({ planned: { resource } }: Group): DeploymentPlatform {
        const found = this.platforms.find((platform) => platform.takes(resource));
        if (found) return found;
        const known = this.platforms.map(({ name }) => name).join(", ");
        throw new NotRehearsed(
            `the deployment group ${text(resource, "deploymentGroupName")}, which deploys to none of ${known}`,
        );
    }

    /** Those of a group, the oldest first. */
    public of({ application, name }: Pick<Group, "application" | "name">): readonly Deployment[] {
        return this.all.filter((one) => one.application === application && one.group === name);
    }

    /** Writes down a deployment that `start` begins; its group is asked for nothing yet. */
    public create({ application, name }: Group, { creator, action }: DeploymentOrder, remembered: JsonObject): string {
        const id = `d-${randomBytes(5).toString("hex").toUpperCase().slice(0, 9)}`;
        const data = asJson({ application, group: name, creator, ...remembered, action });
        this.account.record({ kind: "deployment.started", about: id, data });
        return id;
    }

    public start(id: string): void {
        if (this.running.has(id)) return;
        const deployment = this.get(id);
        const group = groupOf(this.account, deployment.application, deployment.group);
        const rollout = new Rollout(this.account, deployment, group, this.platformOf(group));
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

/** After a restart: every deployment goes on from the step it was in. What it deploys to must run again by then. */
export function resume(account: LocalAccount): void {
    const deployments = account.part(Deployments);
    for (const { id, application, group, status, endedAt } of deployments.all)
        if (endedAt === undefined) deployments.start(id);
        else
            raiseDeploymentState(account, { id, application, group: groupOf(account, application, group).arn, status });
}
