// CodeDeploy's API, as an action or a job calls it.
import type { JsonObject } from "../../../plan/document";
import { text } from "../../../plan/plans";
import { Refused, type Service } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { asJson } from "../../engine/journal";
import { Alarms } from "../alarms/alarm";
import { type Creator, Deployments, type Deployment } from "./codedeploy";
import { groupOf } from "./group";
import { hookServices } from "./hook-executions";

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html. `action` is ours: an action that is run again after a crash finds its deployment. */
const create: Service = ({ input }, account) => {
    const asked = input as {
        readonly applicationName: string;
        readonly deploymentGroupName: string;
        readonly revision?: JsonObject;
        readonly action?: string;
    };
    const { applicationName: application, deploymentGroupName: name, action } = asked;
    const deployments = account.part(Deployments);
    const same = deployments.all.find(
        (one) => action !== undefined && one.action === action && !["Failed", "Stopped"].includes(one.status),
    );
    if (same) return { deploymentId: same.id };
    const group = groupOf(account, application, name);
    const open = deployments.of(group).find(({ endedAt, creator }) => endedAt === undefined && isLimited(creator));
    if (open)
        throw new Refused(
            "DeploymentLimitExceededException",
            `The Deployment Group '${name}' already has an active Deployment '${open.id}'`,
        );
    const remembered = deployments.platformOf(group).remember(account, group, asked.revision ?? {});
    for (const alarm of group.alarms)
        account.part(Alarms).check(account.plans.at(alarm)?.resource ?? group.planned.resource);
    const id = deployments.create(group, { creator: "user", action }, remembered);
    deployments.start(id);
    return { deploymentId: id };
};

/** Launches go on beside a deployment, so theirs are not counted. https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html */
function isLimited(creator: Creator): boolean {
    return creator !== "autoscaling";
}

/** With `wait`, which is ours, it answers once the deployment has ended. */
const get: Service = async ({ input }, account) => {
    const { deploymentId, wait } = input as { readonly deploymentId: string; readonly wait?: boolean };
    const deployments = account.part(Deployments);
    if (wait === true) await deployments.ended(deploymentId);
    return { deploymentInfo: shown(account, deployments.get(deploymentId)) };
};

function shown(account: LocalAccount, deployment: Deployment): JsonObject {
    const { id, application, group: name, status, createdAt, endedAt, why, code, creator } = deployment;
    const { rolledBack, rollbackMessage, rollbackDeployment } = deployment;
    const group = groupOf(account, application, name);
    const platform = account.part(Deployments).platformOf(group);
    return asJson({
        applicationName: application,
        deploymentGroupName: name,
        deploymentConfigName: text(group.planned.resource, "deploymentConfigName"),
        deploymentId: id,
        status,
        createTime: new Date(createdAt).toISOString(),
        completeTime: endedAt === undefined ? undefined : new Date(endedAt).toISOString(),
        errorInformation: why === undefined ? undefined : { code, message: why },
        rollbackInfo: rolledBack ? { rollbackMessage, rollbackDeploymentId: rollbackDeployment } : undefined,
        creator,
        computePlatform: platform.name,
        ...platform.shown(account, deployment),
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
    ...hookServices,
]);
