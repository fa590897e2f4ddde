// Instances that Auto Scaling launches get the last revision that succeeded, before they are in service; one that was
// launched during a deployment gets that one afterwards.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html#integrations-aws-auto-scaling-behaviors
import { type Planned, text, texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { LocalAccount } from "../../account/local-account";
import { type Deployment, Deployments } from "../../deployments/codedeploy/codedeploy";
import { type Group, groupOf } from "../../deployments/codedeploy/group";
import { GroupRole } from "../../deployments/codedeploy/group-role";
import { asJson, type Fact, type Fold } from "../../engine/journal";
import { SERVER_DEPLOYMENT } from "../../../iam/calls/codedeploy";
import { CONTINUE, type LaunchHook } from "../auto-scaling";
import { Instances } from "../instances";
import { DeploymentTargets } from "./deployment-targets";
import { instancesOf } from "./group-instances";
import { lastSuccessful } from "./last-successful";
import { type ServerDeployment, serverPlatform } from "./platform";

/** The hook that CodeDeploy puts on every Auto Scaling group that a deployment group names. */
export function launchHook(account: LocalAccount): LaunchHook {
    return {
        holds: (group) => deployingTo(account, group) !== undefined,
        async launched(id, scaled) {
            const group = deployingTo(account, scaled);
            const last = group && lastSuccessful(account, group);
            if (!group || !last) return CONTINUE;
            const deployments = account.part(Deployments);
            const open = deployments.of(group).find((each) => each.endedAt === undefined && isFor(each, id));
            const { revision, release } = last;
            const remembered = asJson({ revision, release, instances: [id] });
            const deployment = open?.id ?? deployments.create(group, { creator: "autoscaling" }, remembered);
            deployments.start(deployment);
            await deployments.ended(deployment);
            const { status, why } = deployments.get(deployment);
            const role = new GroupRole(account, deployment, group, SERVER_DEPLOYMENT);
            role.ask("autoscaling:RecordLifecycleActionHeartbeat");
            role.ask("autoscaling:CompleteLifecycleAction");
            if (status === "Succeeded") return CONTINUE;
            return `Lifecycle Action Completed with ABANDON Result: the deployment ${deployment} of its launch ${status.toLowerCase()}: ${why ?? ""}`;
        },
    };
}

function isFor({ creator, remembered }: Deployment, id: string): boolean {
    const { instances } = remembered as unknown as ServerDeployment;
    return creator === "autoscaling" && instances?.[0] === id;
}

/** The deployment group that names an Auto Scaling group. */
function deployingTo(account: LocalAccount, { resource }: Planned): Group | undefined {
    const found = account
        .created(TYPE.deploymentGroup)
        .find((each) => texts(each.resource.inputs["autoscalingGroups"]).includes(text(resource, "name")));
    return found && groupOf(account, text(found.resource, "appName"), text(found.resource, "deploymentGroupName"));
}

/** What was launched while a deployment ran gets its revision once that has succeeded. */
export class FollowOn implements Fold {
    private begun = false;

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, data }: Fact): void {
        const matters =
            kind === "deployment.ended" || (kind === "instance.lifecycle" && data["lifecycle"] === "InService");
        // Afterwards: every fold is shown this fact before the facts that follow from it.
        if (this.begun && matters) queueMicrotask(() => this.ensure());
    }

    /** From now on: also what an earlier process had not begun. */
    public begin(): void {
        this.begun = true;
        this.ensure();
    }

    private ensure(): void {
        for (const { resource } of this.account.created(TYPE.deploymentGroup)) {
            const isTold = resource.inputs["outdatedInstancesStrategy"] === "IGNORE";
            if (serverPlatform.takes(resource) && !isTold)
                this.update(groupOf(this.account, text(resource, "appName"), text(resource, "deploymentGroupName")));
        }
    }

    private update(group: Group): void {
        const { account } = this;
        const deployments = account.part(Deployments);
        const mine = deployments.of(group).filter(({ creator }) => creator !== "autoscaling");
        const last = mine.findLast(({ status }) => status === "Succeeded");
        if (!last || mine.some(({ endedAt }) => endedAt === undefined)) return;
        const instances = instancesOf(account, group).filter((id) => {
            const launchedAt = account.part(Instances).find(id)?.launchedAt ?? 0;
            // What was there when it began was deployed to, and is not tried for ever where that failed.
            if (launchedAt < last.createdAt || account.part(DeploymentTargets).statusOf(last.id, id) !== "Pending")
                return false;
            const deployed = lastDeployedTo(account, deployments.of(group), id);
            return !deployed || !isSame(deployed, last);
        });
        if (instances.length === 0) return;
        const { revision, release } = last.remembered;
        const remembered = asJson({ revision, release, instances });
        deployments.start(deployments.create(group, { creator: "CodeDeployAutoUpdate" }, remembered));
    }
}

function isSame(one: Deployment, other: Deployment): boolean {
    return JSON.stringify(one.remembered["revision"]) === JSON.stringify(other.remembered["revision"]);
}

/** The newest deployment that succeeded on an instance. */
export function lastDeployedTo(
    account: LocalAccount,
    deployments: readonly Deployment[],
    id: string,
): Deployment | undefined {
    const targets = account.part(DeploymentTargets);
    return deployments.findLast((each) => targets.statusOf(each.id, id) === "Succeeded");
}
