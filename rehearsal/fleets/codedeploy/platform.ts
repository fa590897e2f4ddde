// CodeDeploy for virtual machines: a revision that agents install in place.
import { SERVER_DEPLOYMENT } from "../../../iam/calls/codedeploy";
import type { JsonObject } from "../../../plan/document";
import { below, isRecord } from "../../../plan/plans";
import { NotRehearsed } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Deployment } from "../../deployments/codedeploy/codedeploy";
import type { Group } from "../../deployments/codedeploy/group";
import type { DeploymentPlatform } from "../../deployments/codedeploy/platform";
import { asJson } from "../../engine/journal";
import { DeploymentTargets, type TargetStatus } from "./deployment-targets";
import { InPlace } from "./in-place";
import { releaseIn, revisionOf, type RevisionSaid } from "./revision";
import { targetGroupsOf } from "./target-groups";

/** What a deployment to machines remembers. */
export interface ServerDeployment {
    readonly revision: RevisionSaid;
    /** What is in the revision, where Prepare says so. */
    readonly release?: JsonObject;
    /** Ids of instances; none where it is for all that are there when it begins. */
    readonly instances?: readonly string[];
    /** The deployment that failed. */
    readonly rollbackOf?: string;
}

export const serverPlatform: DeploymentPlatform = {
    name: "Server",
    rows: SERVER_DEPLOYMENT,
    takes: ({ inputs }) =>
        !isRecord(inputs["ecsService"]) &&
        ["autoscalingGroups", "ec2TagSets", "ec2TagFilters"].some((key) => inputs[key] !== undefined),
    remember,
    wayOf: (site) => new InPlace(site),
    shown,
};

function remember(account: LocalAccount, group: Group, said: JsonObject): JsonObject {
    const { deploymentType = "IN_PLACE" } = below(group.planned.resource.inputs, "deploymentStyle");
    if (deploymentType !== "IN_PLACE")
        throw new NotRehearsed(`deployments of the type ${String(deploymentType)} to machines, as of ${group.name}`);
    targetGroupsOf(account, group);
    const revision = revisionOf(said);
    return asJson({ revision, release: releaseIn(account, revision) });
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentOverview.html */
function shown(account: LocalAccount, { id, remembered }: Deployment): JsonObject {
    const { revision } = remembered as unknown as ServerDeployment;
    const targets = account.part(DeploymentTargets).of(id);
    const statuses: readonly TargetStatus[] = ["Pending", "InProgress", "Succeeded", "Failed", "Skipped"];
    const count = (status: TargetStatus) => targets.filter((target) => target.status === status).length;
    return asJson({
        revision: { revisionType: "S3", s3Location: { ...revision, digest: undefined, bundleType: "zip" } },
        deploymentOverview: Object.fromEntries([
            ...statuses.map((status): [string, number] => [status, count(status)]),
            ["Ready", 0],
        ]),
        deploymentStyle: { deploymentType: "IN_PLACE" },
    });
}
