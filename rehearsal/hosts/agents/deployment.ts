// A deployment as the agent of one host plays it. The bundle is fetched in the name of the host's role; everything that it
// names is opened inside the host.
import type { Caller } from "../../account/gateway";
import { readZip } from "../../jobs/zip";
import { RoomGone } from "../../sandbox/room";
import { type AgentProcess, failure } from "./process";
import type { AgentEvent, DeployOrder, EventEnd, HostDeployment } from "../host";
import type { Machine } from "../machine/machine";
import { unpacked } from "./unpacked";

const ROOT = "/opt/codedeploy-agent/deployment-root";

interface Agent {
    readonly machine: Machine;
    readonly process: AgentProcess;
    readonly by: Caller;
    readonly say: (line: string) => void;
    /** Throws where there is no agent that polls. */
    polls(): void;
}

export class AgentDeployment implements HostDeployment {
    private end?: () => void;
    private isStopped = false;

    constructor(
        private readonly agent: Agent,
        private readonly order: DeployOrder,
    ) {}

    public async play(event: AgentEvent): Promise<EventEnd> {
        this.agent.polls();
        if (event !== "DownloadBundle") return this.ask(event);
        const prepared = await this.ask("Prepare");
        if (prepared.status === "Failed") return prepared;
        try {
            const bytes = await this.order.revision.bytes(this.agent.by);
            const { deployment, group } = this.order;
            await unpacked(this.agent.machine, `${ROOT}/${group.id}/${deployment}`, bytes, readZip(bytes));
        } catch (error) {
            if (error instanceof RoomGone) this.agent.polls();
            return failure((error as Error).message);
        }
        return this.ask(event);
    }

    public stop(): void {
        this.isStopped = true;
        this.end?.();
    }

    private async ask(event: AgentEvent | "Prepare"): Promise<EventEnd> {
        if (this.isStopped) return failure("the deployment was stopped");
        const { deployment, application, group, fileExistsBehavior: behavior = "DISALLOW", revision } = this.order;
        const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(revision.name) ?? [];
        // https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-environment-variable-availability
        const env = {
            ...{ APPLICATION_NAME: application, DEPLOYMENT_ID: deployment, DEPLOYMENT_GROUP_NAME: group.name },
            ...{ DEPLOYMENT_GROUP_ID: group.id, LIFECYCLE_EVENT: event, BUNDLE_BUCKET: bucket, BUNDLE_KEY: key },
        };
        const told = { event, deployment, group: group.id, behavior, env };
        const end = await this.agent.process.play(told, this.agent.say, (stop) => (this.end = stop));
        this.end = undefined;
        // Its host is gone, or a script has ended the agent.
        this.agent.polls();
        return end;
    }
}
