// A deployment in place: to so many instances at a time that enough of them stay healthy.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-health.html
import { once } from "node:events";

import { text } from "../../../plan/plans";
import { DeploymentEnded } from "../../deployments/codedeploy/ended";
import { Deployments } from "../../deployments/codedeploy/codedeploy";
import type { DeploymentSite, RolledBack, Way } from "../../deployments/codedeploy/platform";
import { asJson } from "../../engine/journal";
import { type Constraints, constraintsOf, isSuccess } from "./constraints";
import { DeploymentTargets } from "./deployment-targets";
import { instancesOf } from "./group-instances";
import { deployTo } from "./instance-deployment";
import { lastSuccessful } from "./last-successful";
import type { ServerDeployment } from "./platform";

/** What CodeDeploy asks of its instances before it begins. */
const FINDS = [
    ...["tag:GetResources", "ec2:DescribeInstances", "ec2:DescribeInstanceStatus"],
    ...["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLifecycleHooks"],
];
const NO_INSTANCES =
    "The deployment failed because no instances were found for your deployment group. Check your deployment group settings to make sure the tags for your Amazon EC2 instances or Auto Scaling groups correctly identify the instances you want to deploy to, and then try again.";
const TOO_MANY_FAILED =
    "The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.";

export class InPlace implements Way {
    private readonly instances: readonly string[];
    private readonly targets: DeploymentTargets;

    constructor(private readonly site: DeploymentSite) {
        const { account, deployment, group } = site;
        const { instances } = deployment.remembered as unknown as ServerDeployment;
        this.instances = instances ?? instancesOf(account, group);
        this.targets = account.part(DeploymentTargets);
    }

    public get steps(): Way["steps"] {
        const count = this.instances.length;
        const text = `${count} instance${count === 1 ? "" : "s"}, at most ${this.constraints.atATime} at a time`;
        return [{ step: "InPlace", text, run: (signal) => this.deploy(signal) }];
    }

    /** What ran on instances was brought back when they were. */
    public async settled(): Promise<void> {}

    /** A deployment of its own, of what succeeded last; once, for one that goes back has no rollback. */
    public async rollBack(): Promise<RolledBack | undefined> {
        const { account, deployment, group } = this.site;
        const last = lastSuccessful(account, group);
        if (!last || deployment.creator === "codeDeployRollback") return undefined;
        const deployments = account.part(Deployments);
        const rollbackOf = deployment.id;
        const known = deployments.of(group).find(({ remembered }) => remembered["rollbackOf"] === rollbackOf);
        const { revision, release } = last;
        const remembered = asJson({ revision, release, rollbackOf });
        const id = known?.id ?? deployments.create(group, { creator: "codeDeployRollback" }, remembered);
        return { message: `The deployment ${id} rolls back to the last revision that succeeded.`, deployment: id };
    }

    public ended(): void {
        const { account, deployment } = this.site;
        const deployments = account.part(Deployments);
        const { rollbackDeployment } = deployments.get(deployment.id);
        if (rollbackDeployment !== undefined) deployments.start(rollbackDeployment);
    }

    private get constraints(): Constraints {
        const { account, deployment, group } = this.site;
        const configuration = text(group.planned.resource, "deploymentConfigName");
        // A launch is about one instance, and nothing depends on it yet.
        const name = deployment.creator === "autoscaling" ? "CodeDeployDefault.AllAtOnce" : configuration;
        return constraintsOf(account.plans, name, this.instances.length);
    }

    private async deploy(signal: AbortSignal): Promise<void> {
        const { deployment, role } = this.site;
        for (const action of FINDS) role.ask(action);
        if (this.instances.length === 0)
            throw new DeploymentEnded("Failed", "DEPLOYMENT_FAILURE", NO_INSTANCES, "NO_INSTANCES");
        const { atATime, minimum } = this.constraints;
        const pending = this.instances.filter((id) => !this.is(id, "Succeeded", "Failed", "Skipped"));
        if (atATime === 0) return this.fail(pending, `${minimum} of ${this.instances.length} must stay healthy.`);
        await this.inTurn(pending, atATime, signal);
        for (const id of pending) this.targets.tell(deployment.id, id, "Skipped");
        signal.throwIfAborted();
        const succeeded = this.instances.filter((id) => this.is(id, "Succeeded"));
        if (!isSuccess(this.constraints, succeeded.length)) this.fail([], this.whyFailed());
    }

    /** Begins one whenever enough others are healthy; leaves in the list what was never begun. */
    private async inTurn(pending: string[], atATime: number, signal: AbortSignal): Promise<void> {
        const changing = new Map<string, Promise<unknown>>();
        const stopped = signal.aborted ? Promise.resolve() : once(signal, "abort");
        for (;;) {
            const failed = this.instances.filter((id) => this.is(id, "Failed")).length;
            const next = !signal.aborted && changing.size + failed < atATime ? pending.shift() : undefined;
            if (next !== undefined) {
                const done = deployTo(next, this.site, signal).finally(() => changing.delete(next));
                changing.set(next, done);
            } else if (changing.size === 0) return;
            // What has begun is waited for: agents are told nothing in the midst of an event.
            else await Promise.race([...changing.values(), ...(signal.aborted ? [] : [stopped])]);
        }
    }

    private is(id: string, ...statuses: readonly string[]): boolean {
        return statuses.includes(this.targets.statusOf(this.site.deployment.id, id));
    }

    private whyFailed(): string {
        const failed = this.targets.of(this.site.deployment.id).filter(({ status }) => status === "Failed");
        return failed.map(({ id, why }) => `${id}: ${why ?? "failed"}`).join("; ");
    }

    private fail(skipped: readonly string[], why: string): never {
        for (const id of skipped) this.targets.tell(this.site.deployment.id, id, "Skipped");
        const message = `${TOO_MANY_FAILED} (Error code: HEALTH_CONSTRAINTS) ${why}`;
        throw new DeploymentEnded("Failed", "DEPLOYMENT_FAILURE", message, "HEALTH_CONSTRAINTS");
    }
}
