// A deployment as the agent of one host plays it. The bundle is fetched in the name of the host's role; everything that it
// names is opened inside the host.
import { isRecord } from "../../plan/plans";
import type { Caller } from "../account/gateway";
import { readZip } from "../jobs/zip";
import { RoomGone } from "../sandbox/room";
import type { Program } from "../sandbox/program";
import type { AgentEvent, DeployOrder, Diagnostics, EventEnd, HostDeployment } from "./host";
import type { Machine } from "./machine";
import { unpacked } from "./unpacked";

const AGENT = ["/run/fairlead/node", "/run/fairlead/hosts/agent.cjs"];
const ROOT = "/opt/codedeploy-agent/deployment-root";
const CODES: readonly Diagnostics["errorCode"][] = [
    ...(["Success", "ScriptMissing", "ScriptNotExecutable"] as const),
    ...(["ScriptTimedOut", "ScriptFailed", "UnknownError"] as const),
];
/** Words of a host are kept no longer than this. */
const LONGEST = 4096;

interface Agent {
    readonly machine: Machine;
    readonly by: Caller;
    readonly say: (line: string) => void;
    /** Throws where there is no agent that polls. */
    polls(): void;
}

export class AgentDeployment implements HostDeployment {
    private running?: Program;
    private readonly stopping = new AbortController();

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
        this.stopping.abort();
        this.running?.signal("SIGTERM");
    }

    private wasStopped(): boolean {
        return this.stopping.signal.aborted;
    }

    private async ask(event: AgentEvent | "Prepare"): Promise<EventEnd> {
        const { deployment, application, group, fileExistsBehavior: behavior = "DISALLOW", revision } = this.order;
        const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(revision.name) ?? [];
        // https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-environment-variable-availability
        const env = {
            ...{ APPLICATION_NAME: application, DEPLOYMENT_ID: deployment, DEPLOYMENT_GROUP_NAME: group.name },
            ...{ DEPLOYMENT_GROUP_ID: group.id, LIFECYCLE_EVENT: event, BUNDLE_BUCKET: bucket, BUNDLE_KEY: key },
        };
        const told = JSON.stringify({ event, deployment, group: group.id, behavior, env });
        let end: EventEnd | undefined;
        if (this.wasStopped()) return failure("the deployment was stopped");
        this.running = this.agent.machine.start([...AGENT, told], {
            log: (line) => {
                const said = parsed(line);
                if (typeof said["line"] === "string") this.agent.say(said["line"]);
                else if (isRecord(said["end"])) end ??= endOf(said["end"]);
            },
        });
        const { code } = await this.running.ended;
        this.running = undefined;
        // Its host is gone, or a script has ended the agent.
        this.agent.polls();
        return (
            end ?? failure(this.wasStopped() ? "the deployment was stopped" : `the agent ended with ${String(code)}`)
        );
    }
}

function failure(message: string): EventEnd {
    return { status: "Failed", diagnostics: { errorCode: "UnknownError", scriptName: "", message, logTail: "" } };
}

/** The host's own word, whatever it says. */
function parsed(line: string): Readonly<Record<string, unknown>> {
    try {
        const said: unknown = JSON.parse(line);
        return isRecord(said) ? said : {};
    } catch {
        return {};
    }
}

function endOf(end: Readonly<Record<string, unknown>>): EventEnd {
    const text = (key: string) => (typeof end[key] === "string" ? end[key].slice(-LONGEST) : "");
    const code = text("code");
    const diagnostics = {
        errorCode: CODES.find((known) => known === code) ?? "UnknownError",
        scriptName: text("script"),
        message: text("message"),
        logTail: text("tail"),
    };
    if (end["status"] !== "Succeeded") return { status: "Failed", diagnostics };
    if (end["tail"] === undefined) return { status: "Succeeded" };
    return { status: "Succeeded", diagnostics: { ...diagnostics, errorCode: "Success", message: "Succeeded" } };
}
