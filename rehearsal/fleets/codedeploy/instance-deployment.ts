// A deployment on one instance: its lifecycle events in their order, some of which are CodeDeploy's own.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-run-order
import { setTimeout as sleep } from "node:timers/promises";

import { AT_LEAST, lasting } from "../../engine/clock";
import type { DeploymentSite } from "../../deployments/codedeploy/platform";
import { type AgentEvent, type Diagnostics, type Host, type HostDeployment, HostGone } from "../../hosts/host";
import { Fleet } from "../fleet";
import { InstanceTargets } from "../instance-targets";
import { DeploymentTargets } from "./deployment-targets";
import type { ServerDeployment } from "./platform";
import { forAgents } from "./revision";
import { targetGroupsOf } from "./target-groups";

export const INSTALLS = [
    ...(["ApplicationStop", "DownloadBundle", "BeforeInstall", "Install"] as const),
    ...(["AfterInstall", "ApplicationStart", "ValidateService"] as const),
];
const BLOCKS = ["BeforeBlockTraffic", "BlockTraffic", "AfterBlockTraffic"] as const;
const ALLOWS = ["BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic"] as const;

/** How long CodeDeploy waits for an agent, and for a target to become healthy. */
const HOUR = 60 * 60_000;
const POLL = 50;

const NO_AGENT =
    "CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host and make sure the agent is running and can connect to the CodeDeploy server.";

/** Answers whether it succeeded; what else becomes of it is in the facts. */
export async function deployTo(id: string, site: DeploymentSite, signal: AbortSignal): Promise<boolean> {
    const { account, deployment } = site;
    const targets = account.part(DeploymentTargets);
    targets.tell(deployment.id, id, "InProgress");
    try {
        const host = account.part(Fleet).host(id);
        await agentOf(host, site);
        await new Events(id, host.deploy(orderOf(site)), site, signal).play();
        targets.tell(deployment.id, id, "Succeeded");
        return true;
    } catch (error) {
        if (!(error instanceof EventFailed || error instanceof HostGone)) throw error;
        targets.tell(deployment.id, id, error instanceof Skipped ? "Skipped" : "Failed", error.message);
        return false;
    }
}

class EventFailed extends Error {}
/** The deployment was stopped before this instance was done. */
class Skipped extends EventFailed {}

class Events {
    private readonly targets: DeploymentTargets;
    private readonly balanced: InstanceTargets;
    /** ARNs of the target groups that it leaves and enters. */
    private readonly groups: readonly string[];

    constructor(
        private readonly id: string,
        private readonly agent: HostDeployment,
        private readonly site: DeploymentSite,
        private readonly signal: AbortSignal,
    ) {
        this.targets = site.account.part(DeploymentTargets);
        this.balanced = site.account.part(InstanceTargets);
        // An instance that is being launched gets its requests from Auto Scaling, once it is in service.
        this.groups = site.deployment.creator === "autoscaling" ? [] : targetGroupsOf(site.account, site.group);
    }

    public async play(): Promise<void> {
        const isBalanced = this.groups.length > 0;
        for (const event of [...(isBalanced ? BLOCKS : []), ...INSTALLS, ...(isBalanced ? ALLOWS : [])]) {
            if (this.signal.aborted) throw new Skipped("The deployment was stopped");
            if (event === "BlockTraffic") await this.own(event, () => this.block());
            else if (event === "AllowTraffic") await this.own(event, () => this.allow());
            else await this.script(event);
        }
    }

    private async script(event: AgentEvent): Promise<void> {
        const { status, diagnostics } = await this.agent.play(event);
        this.targets.tellEvent(this.site.deployment.id, this.id, { event, status, diagnostics });
        if (status === "Failed") throw new EventFailed(`${event}: ${inWords(diagnostics)}`);
    }

    /** Without the agent: CodeDeploy itself turns to the load balancer. */
    private async own(event: string, run: () => Promise<void>): Promise<void> {
        const { deployment } = this.site;
        try {
            await run();
            this.targets.tellEvent(deployment.id, this.id, { event, status: "Succeeded" });
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            const diagnostics = { errorCode: "UnknownError" as const, scriptName: "", message, logTail: "" };
            this.targets.tellEvent(deployment.id, this.id, { event, status: "Failed", diagnostics });
            throw new EventFailed(`${event}: ${message}`);
        }
    }

    private async block(): Promise<void> {
        this.site.role.ask("elasticloadbalancing:DescribeTargetGroups");
        for (const group of this.groups) {
            this.site.role.ask("elasticloadbalancing:DescribeTargetHealth");
            this.site.role.ask("elasticloadbalancing:DeregisterTargets", group);
            await this.balanced.deregister(this.id, group);
        }
    }

    private async allow(): Promise<void> {
        const limit = lasting(this.site.account.clock, HOUR, AT_LEAST.startUp);
        for (const group of this.groups) {
            this.site.role.ask("elasticloadbalancing:RegisterTargets", group);
            await this.balanced.register(this.id, group);
            this.site.role.ask("elasticloadbalancing:DescribeTargetHealth");
            await this.balanced.healthy(this.id, group, AbortSignal.timeout(limit)).catch(() => {
                const why = this.balanced.stateOf(this.id, group)?.why ?? "no health check has answered";
                throw new Error(`The target is not healthy after an hour: ${why}`);
            });
        }
    }
}

/** With the last that a script said: that is where people look first. */
function inWords(diagnostics: Diagnostics | undefined): string {
    if (!diagnostics) return "failed";
    const last = diagnostics.logTail.trimEnd().split("\n").at(-1) ?? "";
    return last === "" ? diagnostics.message : `${diagnostics.message}: ${last}`;
}

/** Agents poll as soon as they run, which may be before user data has ended. */
async function agentOf(host: Host, { account }: DeploymentSite): Promise<void> {
    const late = AbortSignal.timeout(lasting(account.clock, HOUR, AT_LEAST.boot));
    const ended = new AbortController();
    const boot = host.boot().finally(() => ended.abort());
    boot.catch(() => undefined);
    const over = AbortSignal.any([ended.signal, late]);
    while (!host.agent.running && !over.aborted) await sleep(POLL, undefined, { signal: over }).catch(() => undefined);
    if (host.agent.running) return;
    if (late.aborted) throw new EventFailed(`${NO_AGENT} Its user data still runs.`);
    const { code, why } = await boot;
    throw new EventFailed(code === 0 ? NO_AGENT : `${NO_AGENT} Its user data ended with ${code}: ${why ?? ""}`);
}

export function orderOf({ account, deployment, group }: DeploymentSite): Parameters<Host["deploy"]>[0] {
    const { revision } = deployment.remembered as unknown as ServerDeployment;
    const { plan, resource } = group.planned;
    return {
        deployment: deployment.id,
        application: group.application,
        group: { id: String(resource.outputs["deploymentGroupId"] ?? resource.id ?? group.name), name: group.name },
        revision: forAgents(account, plan, revision),
    };
}
