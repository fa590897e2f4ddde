// What a job lives in: its walls, and one process of ours inside that starts its programs and opens the files it names.
// The engine itself opens nothing that a job has named. Whatever comes out is the job's own word: it is answered in that
// job's name, and what makes no sense ends the room.
import type { ChildProcess } from "node:child_process";
import { realpathSync } from "node:fs";
import type { Socket } from "node:net";
import { dirname, join } from "node:path";
import type { Duplex } from "node:stream";

import { enclose } from "./contain";
import { Connection, Program } from "./program";
import type { Place, Sandbox } from "./enter";
import { frame, type Head, reader } from "./inside/frames.cjs";
import { setupPath } from "./this-machine";
import { isolationSupport } from "./isolation-support";
import type { Shown } from "./toolchain";

export interface RoomOptions {
    readonly writable?: readonly Place[];
    readonly readable?: readonly Place[];
    readonly tmp?: string;
    /** Stands at `/root`. */
    readonly home?: string;
    /** Whether a job may add to the system, for as long as the room lives. @default false */
    readonly grows?: boolean;
    readonly network?: "host" | "own";
    /** Where the job's programs find the engine, by what they find there; 0 for any port that is free. */
    readonly ports?: Readonly<Record<string, number>>;
    /** Hears of each connection. */
    readonly connect?: (name: string, connection: Duplex) => void;
    /** In namespaces, or as a plain process. @default namespaces, where this machine has them */
    readonly isolated?: boolean;
    /** A root that is another than the usual one; what `INSIDE` names has to be in it. */
    readonly root?: Required<Pick<Sandbox, "prepare" | "identity">>;
}

export interface InRoom {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly log: (line: string, stream?: "stdout" | "stderr") => void;
}

/** What the system inside said to a path. */
export class RefusedInside extends Error {
    constructor(
        words: string,
        public readonly code: string | undefined,
    ) {
        super(words);
    }
}

/** Where the room has ended, and with it all that was in it. */
export class RoomGone extends Error {}

type Answer = readonly [head: Head, body: Buffer];

interface Asked {
    readonly done: (answer: Answer) => void;
    readonly failed: (error: Error) => void;
}

/** Our own program inside allows fewer, if it is still our own. */
const MOST = 1024;

/** Where a job sees our own program, and what that needs of others. */
const HELPER = { from: join(__dirname, "inside"), at: "/run/fairlead/inside" };
const NODE = "/run/fairlead/node";
const PACKAGES = ["jq-wasm"].map((name) => ({
    from: dirname(require.resolve(`${name}/package.json`)),
    at: `/run/fairlead/node_modules/${name}`,
}));

/** What every room has of ours, and the node that runs it. */
export const INSIDE: readonly Shown[] = [HELPER, ...PACKAGES, { from: realpathSync(process.execPath), at: NODE }];

export class Room {
    /** The ports that are listened on. */
    public readonly ready: Promise<Readonly<Record<string, number>>>;
    public readonly ended: Promise<void>;
    private readonly child: ChildProcess;
    private readonly asked = new Map<number, Asked>();
    private readonly programs = new Map<number, Program>();
    private readonly connections = new Map<number, Connection>();
    private count = 0;
    private gone?: RoomGone;
    /** What was said before there was anybody inside to say it. */
    private words = "";

    constructor(private readonly options: RoomOptions) {
        const isolated = options.isolated ?? isolationSupport().namespaces;
        const { ports = {}, readable = [], writable = [], tmp, home, grows, network = "host" } = options;
        const program = join(isolated ? HELPER.at : HELPER.from, "helper.cjs");
        const node = options.root ? NODE : process.execPath;
        const argv = [node, program, JSON.stringify(ports), isolated ? "alone" : "plain"];
        const own = { writable, readable: [...readable, HELPER, ...PACKAGES], tmp, home, grows };
        const sandbox = {
            cwd: "/",
            network,
            ...(options.root ? { writable: [], readable: [], ...options.root } : own),
        };
        this.child = enclose(argv, sandbox, { PATH: setupPath() }, isolated);
        const hear = reader((head, body) => this.hear(head, body));
        this.child.stdout?.on("data", (chunk: Buffer) => {
            try {
                hear(chunk);
            } catch (error) {
                this.end(`it said what makes no sense: ${(error as Error).message}`);
            }
        });
        this.child.stderr?.on(
            "data",
            (chunk: Buffer) => (this.words = `${this.words}${chunk.toString()}`.slice(-2000)),
        );
        this.child.stdin?.on("error", () => undefined);
        this.ended = new Promise((resolve) => {
            this.child.once("error", ({ message }) => (this.end(message), resolve()));
            this.child.once("close", () => (this.end(this.words.trim()), resolve()));
        });
        this.ready = new Promise((done, failed) => {
            const ready = ([{ ports: open }]: Answer) => done(open as Record<string, number>);
            this.asked.set(0, { done: ready, failed });
        });
        this.ready.catch(() => undefined);
    }

    /** Starts a program inside. */
    public start(argv: readonly string[], { cwd, env, log }: InRoom): Program {
        const id = (this.count += 1);
        const program = new Program(log, (head, body) => this.say({ ...head, id }, body));
        if (this.gone) program.exit(null, "SIGKILL");
        else this.programs.set(id, program);
        this.say({ ask: "spawn", id, argv, cwd, env });
        return program;
    }

    /** Asks for what has an answer. */
    public ask(ask: string, head: Head, body?: Uint8Array): Promise<Answer> {
        if (this.gone) return Promise.reject(this.gone);
        const id = (this.count += 1);
        return new Promise((done, failed) => {
            this.asked.set(id, { done, failed });
            this.say({ ...head, ask, id }, body);
        });
    }

    public get isOpen(): boolean {
        return this.gone === undefined;
    }

    /** Whether the engine goes on for it: one that waits for its first program is no reason to. */
    public holds(engine: boolean): void {
        const how = engine ? "ref" : "unref";
        this.child[how]();
        for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr])
            (stream as Socket | null)?.[how]();
    }

    /** Ends everything inside at once. */
    public async close(): Promise<void> {
        this.holds(true);
        this.end("it was closed");
        await this.ended;
    }

    private say(head: Head, body?: Uint8Array, said?: () => void): void {
        if (this.gone) said?.();
        else this.child.stdin?.write(frame(head, body), said);
    }

    private hear(head: Head, body: Buffer): void {
        const id = Number(head["id"]);
        switch (head["on"]) {
            case "ready":
            case "answer":
                return this.answered(head["on"] === "ready" ? 0 : id, [head, body]);
            case "stdout":
            case "stderr":
                return this.programs.get(id)?.lines[head["on"]].take(body);
            case "exit": {
                const { code, signal } = head as { code: number | null; signal: NodeJS.Signals | null };
                return this.programs.get(id)?.exit(typeof code === "number" ? code : null, signal);
            }
            case "open":
                return this.opened(id, String(head["name"]));
            case "data":
                return this.connections.get(id)?.arrived(body);
            case "end":
                return this.connections.get(id)?.arrived(null);
            case "close":
                this.connections.get(id)?.destroy();
                this.connections.delete(id);
                return;
            default:
                throw new Error(`a frame that says ${String(head["on"])}`);
        }
    }

    private answered(id: number, [head, body]: Answer): void {
        const asked = this.asked.get(id);
        this.asked.delete(id);
        const { refused, code } = head;
        if (typeof refused !== "string") return asked?.done([head, body]);
        asked?.failed(new RefusedInside(refused, typeof code === "string" ? code : undefined));
    }

    /** A connection to what listens at a port inside; it ends at once where nothing does. */
    public dial(port: number): Duplex {
        const id = -(this.count += 1);
        const connection = this.connection(id);
        if (this.gone) connection.destroy();
        else this.say({ ask: "dial", id, port });
        return connection;
    }

    private connection(id: number): Connection {
        const connection = new Connection((head, body, said) => this.say({ ...head, id }, body, said));
        this.connections.set(id, connection);
        return connection;
    }

    private opened(id: number, name: string): void {
        if (this.connections.size >= MOST) throw new Error(`more than ${MOST} connections at one time`);
        const connection = this.connection(id);
        if (this.options.connect) this.options.connect(name, connection);
        else connection.destroy();
    }

    private end(why: string): void {
        if (this.gone) return;
        this.gone = new RoomGone(why === "" ? "it ended by itself" : why);
        this.child.kill("SIGKILL");
        for (const { failed } of this.asked.values()) failed(this.gone);
        for (const program of this.programs.values()) program.exit(null, "SIGKILL");
        for (const connection of this.connections.values()) connection.destroy();
        for (const known of [this.asked, this.programs, this.connections]) known.clear();
    }
}
