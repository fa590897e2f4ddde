// CodeDeploy's API, as an action or a job calls it.
import { randomBytes } from "node:crypto";

import type { JsonObject } from "../../plan/document";
import { Refused, type Service } from "../account/gateway";
import { asJson } from "../engine/journal";
import { readerOf } from "./alarm";
import { oneContainerOf, targetOf } from "./documents";
import { Deployments, type Deployment } from "./codedeploy";
import { Ecs } from "./ecs";
import { groupOf } from "./group";
import { Traffic } from "./traffic";

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
    account.record({ kind: "deployment.started", about: id, data });
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
