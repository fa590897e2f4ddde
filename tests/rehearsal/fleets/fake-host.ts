// A machine of these tests: a server in this process that answers with the release it was given last.
import { createServer, type Server } from "node:http";
import { join } from "node:path";

import { unzipSync } from "fflate";

import type { Address } from "../../../rehearsal/containers/engine";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import {
    type AgentEvent,
    type CommandEnd,
    type DeployOrder,
    type EventEnd,
    type Host,
    HostGone,
    type HostDeployment,
    type HostOrder,
    type RunCommand,
} from "../../../rehearsal/hosts/host";

/** What a revision of these tests does, in its file `does.json`. */
export interface Does {
    readonly release: string;
    /** The event whose hook fails. */
    readonly fails?: AgentEvent;
    /** What health checks get. */
    readonly status?: number;
    /** Milliseconds that ApplicationStart takes. */
    readonly starts?: number;
    /** The machine ends in this event. */
    readonly dies?: AgentEvent;
}

export class FakeHost implements Host {
    public agent = { version: "2.0.0", running: false };
    public readonly events: string[] = [];
    public readonly ended: Promise<string>;
    private end: (why: string) => void = () => undefined;
    private booted?: Promise<{ code: number; why?: string }>;
    private serving?: Does;
    private gone = false;
    private readonly servers: Server[] = [];

    constructor(
        private readonly account: LocalAccount,
        public readonly order: HostOrder,
        private readonly broken: () => boolean = () => false,
    ) {
        this.ended = new Promise((resolve) => (this.end = resolve));
        const { image, instanceType: type, role } = order;
        account.record({
            kind: "host.launched",
            about: order.id,
            data: { image, type, role: role ?? "", stack: order.place.stack },
        });
    }

    public boot(): Promise<{ code: number; why?: string }> {
        return (this.booted ??= this.start());
    }

    public deploy(order: DeployOrder): HostDeployment {
        return { play: (event) => this.play(order, event), stop: () => undefined };
    }

    public async run({ commands }: RunCommand): Promise<CommandEnd> {
        if (this.gone) throw new HostGone("it was terminated");
        const out = `${JSON.stringify({ release: this.serving?.release ?? null, asked: commands })}\n`;
        return { status: "Success", code: 0, out, err: "" };
    }

    public address(port: number): Address {
        const socketPath = join(this.account.folder, `${this.order.id.slice(-6)}-${port}-${this.servers.length}.s`);
        const server = createServer((_, response) => {
            if (!this.serving || this.gone) return void response.socket?.destroy();
            response.writeHead(this.serving.status ?? 200).end(this.serving.release);
        });
        // What is gone answers nothing, and would keep this process.
        if (!this.gone) server.listen(socketPath);
        this.servers.push(server);
        return { socketPath };
    }

    public async terminate(): Promise<void> {
        this.die("it was terminated");
    }

    /** What serves gets sick. */
    public answers(status: number): void {
        if (this.serving) this.serving = { ...this.serving, status };
    }

    public die(why: string): void {
        this.gone = true;
        this.agent = { ...this.agent, running: false };
        for (const server of this.servers) {
            server.close();
            server.closeAllConnections();
        }
        this.end(why);
    }

    private async start(): Promise<{ code: number; why?: string }> {
        await new Promise((resolve) => setTimeout(resolve, 5));
        const fails = this.order.userData.includes("exit 1");
        this.agent = { ...this.agent, running: !fails && !this.gone };
        const end = fails ? { code: 1, why: "user data failed" } : { code: 0, why: "" };
        this.account.record({ kind: "host.booted", about: this.order.id, data: { ...end, agent: this.agent.running } });
        return end;
    }

    private async play(order: DeployOrder, event: AgentEvent): Promise<EventEnd> {
        if (!this.agent.running) throw new HostGone("there is no agent");
        this.events.push(`${order.deployment} ${event}`);
        const by = { role: this.order.role ?? "", as: this.order.id };
        try {
            const files = unzipSync(await order.revision.bytes(by));
            const does = JSON.parse(Buffer.from(files["does.json"] ?? []).toString()) as Does;
            if (does.dies === event) {
                this.die("it shut itself down");
                throw new HostGone("it shut itself down");
            }
            if (does.fails === event || (event === "Install" && this.broken()))
                return failed(`the script of ${event} ended with 1`);
            if (event === "ApplicationStop") this.serving = undefined;
            if (event === "ApplicationStart") {
                await new Promise((resolve) => setTimeout(resolve, does.starts ?? 0));
                this.serving = does;
            }
            return { status: "Succeeded" };
        } catch (error) {
            if (error instanceof HostGone) throw error;
            return failed((error as Error).message);
        }
    }
}

function failed(message: string): EventEnd {
    return {
        status: "Failed",
        diagnostics: { errorCode: "ScriptFailed", scriptName: "hook.sh", message, logTail: "" },
    };
}
