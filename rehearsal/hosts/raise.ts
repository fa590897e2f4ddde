// A virtual machine of the rehearsal. It lives as long as the engine does: its memory is its processes and files, and a
// rehearsal that goes on after a kill finds neither, so whoever wants it again launches another one.
import { setTimeout as sleep } from "node:timers/promises";

import type { Caller } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Address } from "../containers/engine";
import { AgentProcess } from "./agents/process";
import { AgentPackage } from "./agents/package";
import { boot, refuseUserData } from "./boot";
import { handlerFor } from "./commands";
import { AgentDeployment } from "./agents/deployment";
import { Diary } from "./units/diary";
import { HostDocker } from "./docker/docker";
import { downloads } from "./packages/downloads";
import {
    type AgentState,
    type BootEnd,
    type CommandEnd,
    type DeployOrder,
    type Host,
    type HostDeployment,
    HostGone,
    type HostOrder,
    type RaiseHost,
    type RunCommand,
} from "./host";
import { Installed } from "./packages/installed";
import { Machine } from "./machine/machine";
import { metadataOf } from "./machine/metadata";
import { runCommand } from "./agents/run-command";
import { systemOf } from "./systems";
import { Units } from "./units/units";

/** Lines of user data, which also says that it shuts down. */
const LAST_WORDS = 3;
const LAST_WORDS_MS = 100;

export const raiseHost: RaiseHost = (account, order) => new LocalHost(account, order);

class LocalHost implements Host {
    public readonly ended: Promise<string>;
    private readonly machine: Machine;
    private readonly units: Units;
    private readonly diary: Diary;
    private readonly package: AgentPackage;
    private readonly process: AgentProcess;
    private readonly docker: HostDocker;
    private readonly by: Caller;
    private booted?: Promise<BootEnd>;
    private gone?: string;
    private leave!: (why: string) => void;

    constructor(
        private readonly account: LocalAccount,
        public readonly order: HostOrder,
    ) {
        refuseUserData(order.userData);
        const { id, place, instanceType: type, image, role, privateAddress } = order;
        const system = systemOf(image);
        this.machine = new Machine(account, system, id, privateAddress, { metadata: metadataOf(order), downloads });
        this.diary = new Diary(account, id);
        this.units = new Units(this.machine, this.diary);
        this.package = new AgentPackage(this.machine, this.units);
        this.process = new AgentProcess(this.machine);
        this.by = { role: role ?? "", as: id };
        const { machine, units, diary, package: agent } = this;
        const at = { account, order, machine, units, diary, ...(role === undefined ? {} : { by: this.by }) };
        const login = new Map<string, string>();
        this.docker = new HostDocker({ ...at, login });
        const stops = { "docker.service": () => this.docker.stopAll() };
        this.machine.answer = handlerFor({
            ...{ ...at, agent, login, docker: this.docker },
            installed: new Installed(machine, units, system, stops),
            shutDown: (how) => void this.shutDown(how),
        });
        this.ended = new Promise((resolve) => (this.leave = resolve));
        void this.machine.room.ended.then(() => this.end("its first process ended"));
        account.atEnd(() => this.close());
        account.record({
            kind: "host.launched",
            about: id,
            data: { image, type, role: role ?? null, stack: place.stack },
        });
    }

    public boot(): Promise<BootEnd> {
        return (this.booted ??= this.bootOnce());
    }

    public get agent(): AgentState {
        const { version, isRunning } = this.package;
        return { running: this.gone === undefined && isRunning, ...(version === undefined ? {} : { version }) };
    }

    public deploy(order: DeployOrder): HostDeployment {
        const { machine, process, by } = this;
        const say = (line: string) => this.diary.write(order.deployment, line);
        return new AgentDeployment({ machine, process, by, say, polls: () => this.polls() }, order);
    }

    public async run(order: RunCommand): Promise<CommandEnd> {
        this.isThere();
        await this.machine.ready.catch(() => undefined);
        const end = await runCommand(this.machine, this.diary, order);
        this.isThere();
        return end;
    }

    public address(port: number): Address {
        return this.machine.address(port);
    }

    public terminate(): Promise<void> {
        return this.end("it was terminated");
    }

    private async bootOnce(): Promise<BootEnd> {
        this.isThere();
        try {
            await this.machine.ready;
            const end = await boot(this.machine, this.diary, this.order.userData);
            this.isThere();
            if (this.agent.running) this.process.begin();
            const { code, why } = end;
            const agent = this.package.version ?? null;
            this.account.record({ kind: "host.booted", about: this.order.id, data: { code, why: why ?? null, agent } });
            return end;
        } catch (error) {
            this.isThere();
            throw error;
        }
    }

    private async shutDown(how: string): Promise<void> {
        // What was written before it arrives by another way.
        await sleep(LAST_WORDS_MS);
        await this.end(`it shut itself down (${how}); ${this.lastWords()}`);
    }

    private lastWords(): string {
        const words = this.diary.of("user-data").slice(-LAST_WORDS);
        return words.length === 0 ? "it said nothing" : `its last words: ${words.join(" | ")}`;
    }

    private isThere(): void {
        if (this.gone !== undefined) throw new HostGone(`${this.order.id} is gone: ${this.gone}`);
    }

    private polls(): void {
        this.isThere();
        if (!this.agent.running) throw new HostGone(`no CodeDeploy agent runs on ${this.order.id}`);
    }

    private async end(why: string): Promise<void> {
        if (this.gone === undefined) {
            this.gone = why;
            this.account.record({ kind: "host.ended", about: this.order.id, data: { why } });
            this.leave(why);
        }
        await this.close();
    }

    /** At the end of a rehearsal no fact: what goes on later launches it again. */
    private async close(): Promise<void> {
        this.gone ??= "the rehearsal ended";
        this.units.abandon();
        await Promise.all([this.docker.stopAll(), this.machine.close()]);
    }
}
