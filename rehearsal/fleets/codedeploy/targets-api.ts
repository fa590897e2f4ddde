// What became of a deployment on each instance, as a person or a job asks CodeDeploy.
import type { JsonObject } from "../../../plan/document";
import { arnIn, readArn } from "../../../plan/arn";
import { Refused, type Service } from "../../account/gateway";
import { asJson } from "../../engine/journal";
import { type DeploymentTarget, DeploymentTargets } from "./deployment-targets";

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentTargets.html */
const list: Service = ({ input }, account) => {
    const { deploymentId } = input as { readonly deploymentId: string };
    const targets = account.part(DeploymentTargets).of(deploymentId);
    return { targetIds: targets.map(({ id }) => id) };
};

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentTargets.html */
const batchGet: Service = ({ on, input }, account) => {
    const { deploymentId, targetIds } = input as {
        readonly deploymentId: string;
        readonly targetIds: readonly string[];
    };
    const targets = account.part(DeploymentTargets).of(deploymentId);
    return {
        deploymentTargets: targetIds.map((id) => {
            const found = targets.find((target) => target.id === id);
            if (!found)
                throw new Refused(
                    "DeploymentTargetDoesNotExistException",
                    `The deployment target ${id} does not exist`,
                );
            return shown(on, deploymentId, found);
        }),
    };
};

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentTarget.html */
function shown(group: string, deploymentId: string, { id, status, events }: DeploymentTarget): JsonObject {
    return asJson({
        deploymentTargetType: "InstanceTarget",
        instanceTarget: {
            deploymentId,
            targetId: id,
            targetArn: arnIn(readArn(group), "ec2", `instance/${id}`),
            status,
            lifecycleEvents: events.map(({ event, status: ended, diagnostics, at }) => ({
                lifecycleEventName: event,
                status: ended,
                endTime: new Date(at).toISOString(),
                diagnostics,
            })),
        },
    });
}

export const targetServices: ReadonlyMap<string, Service> = new Map([
    ["codedeploy:ListDeploymentTargets", list],
    ["codedeploy:BatchGetDeploymentTargets", batchGet],
]);
