// CodeDeploy, for ECS services: what was deployed, and what is under way.
import { randomBytes } from "node:crypto";

import type { JsonObject } from "../../cli/plan/plan";
import type { Account } from "../account/account";
import { Refused, type Service } from "../account/door";
import { targetOf, type Target } from "./appspec";
import { readerOf } from "./alarm";
import { oneContainerOf } from "./container-definition";
import { Ecs } from "./ecs";
import { alarmed, Ended } from "./ended";
import { groupOf } from "./group";
import { Rollout } from "./rollout";
import { Traffic } from "./traffic";
import { asJson, type Fact, type Fold } from "../engine/facts";

export interface Deployment {
    readonly id: string;
    readonly application: string;
    readonly group: string;
    /** The action of a pipeline that it is for. */
    readonly action?: string;
    readonly target: Target;
    /** ARN of the task set that was live before. */
    readonly original: string;
    /** Where listeners led before. */
    readonly listeners: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly createdAt: number;
    readonly status: "InProgress" | "Ready" | "Succeeded" | "Failed" | "Stopped";
    /** The step it is in; none before the first. */
    readonly at?: number;
    /** Why it goes back, once it does. */
    readonly rollback?: ConstructorParameters<typeof Ended>;
    readonly why?: string;
    readonly code?: string;
    readonly rolledBack?: boolean;
    readonly endedAt?: number;
}

/** Deployments by their id. Its facts: `deployment.started`, `deployment.step`, `deployment.ended`. */
export class Deployments implements Fold {
    private readonly byId = new Map<string, Deployment>();
    private readonly running = new Map<string, { readonly rollout: Rollout; readonly done: Promise<void> }>();

    constructor(private readonly account: Account) {}

    public see({ kind, about, data, at }: Fact): void {
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
            ?.rollout.stop(new Ended("Stopped", event, "The deployment was stopped by a user.", "MANUAL_STOP"));
    }
}

/** After a restart: every deployment goes on from the step it was in. Tasks must run again by then. */
export function resume(account: Account): void {
    const deployments = account.part(Deployments);
    for (const { id, endedAt } of deployments.all) if (endedAt === undefined) deployments.start(id);
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html. `action` is ours: an action that is run again after a crash finds its deployment. */
const create: Service = ({ input }, account) => {
    const asked = input as {
        readonly applicationName: string;
        readonly deploymentGroupName: string;
        readonly revision?: { readonly appSpecContent?: { readonly content?: string } };
        readonly action?: string;
    };
    const { applicationName: application, deploymentGroupName: name, action } = asked;
    const deployments = account.part(Deployments);
    const same = deployments.all.find(
        (one) => action !== undefined && one.action === action && !["Failed", "Stopped"].includes(one.status),
    );
    if (same) return { deploymentId: same.id };
    const group = groupOf(account, application, name);
    const open = deployments.open(application, name);
    if (open)
        throw new Refused(
            "DeploymentLimitExceededException",
            `The Deployment Group '${name}' already has an active Deployment '${open.id}'`,
        );
    const target = targetOf(asked.revision?.appSpecContent?.content ?? "");
    const ecs = account.part(Ecs);
    // What cannot be rehearsed is said now, not when it is half done.
    oneContainerOf(ecs.definition(target.taskDefinition).template);
    for (const alarm of group.alarms) readerOf(account.plans.at(alarm)?.resource ?? group.planned.resource);
    const original = ecs.setsOf(group.service).find(({ status }) => status === "PRIMARY");
    if (!original)
        throw new Refused("InvalidECSServiceException", `The ECS service ${group.service} has no primary task set`);
    const traffic = account.part(Traffic);
    const listeners = [group.listener, ...(group.testListener === undefined ? [] : [group.testListener])];
    const id = `d-${randomBytes(5).toString("hex").toUpperCase().slice(0, 9)}`;
    const data = asJson({
        application,
        group: name,
        target,
        original: original.arn,
        listeners: Object.fromEntries(listeners.map((listener) => [listener, traffic.weightsOf(listener)])),
        action,
    });
    account.tell({ kind: "deployment.started", about: id, data });
    deployments.start(id);
    return { deploymentId: id };
};

/** With `wait`, which is ours, it answers once the deployment has ended. */
const get: Service = async ({ input }, account) => {
    const { deploymentId, wait } = input as { readonly deploymentId: string; readonly wait?: boolean };
    const deployments = account.part(Deployments);
    if (wait === true) await deployments.ended(deploymentId);
    return { deploymentInfo: shown(deployments.get(deploymentId)) };
};

function shown({ id, application, group, status, createdAt, endedAt, why, code, rolledBack }: Deployment): JsonObject {
    return asJson({
        applicationName: application,
        deploymentGroupName: group,
        deploymentId: id,
        status,
        createTime: new Date(createdAt).toISOString(),
        completeTime: endedAt === undefined ? undefined : new Date(endedAt).toISOString(),
        errorInformation: why === undefined ? undefined : { code, message: why },
        rollbackInfo: rolledBack ? { rollbackMessage: "Traffic leads to the original task set again." } : undefined,
        creator: "user",
        computePlatform: "ECS",
    });
}

const list: Service = ({ input }, account) => {
    const { applicationName, deploymentGroupName, includeOnlyStatuses } = input as {
        readonly applicationName?: string;
        readonly deploymentGroupName?: string;
        readonly includeOnlyStatuses?: readonly string[];
    };
    const found = account
        .part(Deployments)
        .all.filter(
            ({ application, group, status }) =>
                application === (applicationName ?? application) &&
                group === (deploymentGroupName ?? group) &&
                (includeOnlyStatuses?.includes(status) ?? true),
        );
    return { deployments: found.map(({ id }) => id).reverse() };
};

const stop: Service = ({ input }, account) => {
    const { deploymentId, autoRollbackEnabled } = input as {
        readonly deploymentId: string;
        readonly autoRollbackEnabled?: boolean;
    };
    const deployments = account.part(Deployments);
    if (deployments.get(deploymentId).endedAt !== undefined)
        throw new Refused(
            "DeploymentAlreadyCompletedException",
            `The deployment ${deploymentId} has already completed`,
        );
    deployments.stop(deploymentId, autoRollbackEnabled === true);
    return { status: "Pending", statusMessage: "Stopping the deployment" };
};

export const deploymentServices: ReadonlyMap<string, Service> = new Map([
    ["codedeploy:CreateDeployment", create],
    ["codedeploy:GetDeployment", get],
    ["codedeploy:ListDeployments", list],
    ["codedeploy:StopDeployment", stop],
]);
