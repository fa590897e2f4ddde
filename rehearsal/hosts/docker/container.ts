// One container on a host: its image runs in the rehearsal's container engine, and its port is the host's.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Duplex } from "node:stream";

import type { Container, ContainerEngine } from "../../containers/engine";
import type { BuiltImage } from "../../services/image";
import type { Diary } from "../units/diary";
import type { Machine } from "../machine/machine";

export interface Wanted {
    readonly name: string;
    /** As it was named. */
    readonly reference: string;
    readonly image: BuiltImage | string;
    /** As docker shows it. */
    readonly imageId: string;
    readonly env: Readonly<Record<string, string>>;
    readonly command?: readonly string[];
    readonly entryPoint?: readonly string[];
    readonly port?: { readonly host: number; readonly inside: number };
    /** https://docs.docker.com/engine/containers/start-containers-automatically/ */
    readonly restart: "no" | "always" | "unless-stopped" | "on-failure";
}

/** Between one end and the next start, doubled each time. */
const [PAUSE, LONGEST_PAUSE] = [100, 60_000];

export class HostContainer {
    public readonly id = randomBytes(32).toString("hex");
    public state: "created" | "running" | "restarting" | "exited" = "created";
    public exitCode = 0;
    public restarts = 0;
    private running?: Container;
    private wanted = true;
    private unpublish?: () => Promise<void>;
    private turn: Promise<unknown> = Promise.resolve();

    constructor(
        private readonly engine: Pick<ContainerEngine, "run">,
        private readonly machine: Pick<Machine, "publish" | "room">,
        private readonly diary: Pick<Diary, "write">,
        public readonly order: Wanted,
    ) {}

    /** Also between one end and the next start. */
    public get isUp(): boolean {
        return this.state === "running" || this.state === "restarting";
    }

    public get diaryName(): string {
        return `docker ${this.order.name} ${this.id.slice(0, 12)}`;
    }

    /** Throws where it cannot be started at all. */
    public start(): Promise<void> {
        this.wanted = true;
        return this.inTurn(() => this.begin());
    }

    /** After it has ended, and whatever it printed was heard. */
    public async over(): Promise<number> {
        await this.running?.ended;
        return this.exitCode;
    }

    public stop(graceMs: number): Promise<void> {
        this.wanted = false;
        return this.inTurn(async () => {
            if (this.state === "restarting") this.state = "exited";
            await this.running?.stop(graceMs);
            await this.release();
        });
    }

    /** One after the other: a start that is under way would live on behind the stop, and its end take the port of another. */
    private inTurn<T>(does: () => Promise<T>): Promise<T> {
        const done = this.turn.then(does);
        this.turn = done.catch(() => undefined);
        return done;
    }

    private async begin(): Promise<void> {
        if (!this.wanted || this.state === "running") return;
        const { image, env, command, entryPoint, port, name } = this.order;
        if (port) this.unpublish = await this.machine.publish(port.host, () => this.connection());
        try {
            const log = (line: string) => this.diary.write(this.diaryName, line);
            this.running = await this.engine.run({ image, env, command, entryPoint, port: port?.inside, name, log });
        } catch (error) {
            await this.release();
            throw error;
        }
        this.state = "running";
        const own = this.running;
        void own.ended.then((code) => this.ended(own, code));
    }

    private connection(): Duplex {
        const address = this.running?.address;
        if (address && "port" in address) return connect({ ...address, allowHalfOpen: true });
        // Without an address nobody listens yet.
        return connect({ path: address?.socketPath ?? "/nowhere", allowHalfOpen: true });
    }

    private async ended(own: Container, code: number): Promise<void> {
        if (this.running !== own) return;
        this.running = undefined;
        this.state = "exited";
        this.exitCode = code;
        await this.inTurn(() => this.release());
        const { restart } = this.order;
        const again =
            this.wanted &&
            (restart === "always" || restart === "unless-stopped" || (restart === "on-failure" && code !== 0));
        if (!again) return;
        this.state = "restarting";
        this.restarts += 1;
        await sleep(Math.min(PAUSE * 2 ** (this.restarts - 1), LONGEST_PAUSE), undefined, { ref: false });
        if (this.machine.room.isOpen) await this.inTurn(() => this.begin()).catch(() => undefined);
    }

    private async release(): Promise<void> {
        const { unpublish } = this;
        this.unpublish = undefined;
        await unpublish?.();
    }
}
