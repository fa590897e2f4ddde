// The walls of one host: files, processes and a network of its own, and the ways out of it that lead to the engine.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { createServer, type Server as Listener } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";

import { NotRehearsed } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Address } from "../../containers/engine";
import { digestOf } from "../../engine/folder";
import { type CommandHandler, serve } from "../../jobs/command-server";
import { RoomFiles } from "../../jobs/room-files";
import { endpoint } from "../../sandbox/endpoint";
import { environmentOf } from "../../sandbox/environment";
import type { Program } from "../../sandbox/program";
import { type InRoom, Room } from "../../sandbox/room";
import { isolationSupport } from "../../sandbox/isolation-support";
import { type MachineRoot, makeMachineRoot, rootOf } from "./root";
import { LINK_LOCAL, PORTS } from "./ports";
import { proxyOf } from "./proxy";
import type { System } from "../systems";

/** What root of a virtual machine has, without what reaches beyond it: its devices, its clock, its network, its kernel. */
const CAPABILITIES =
    "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+sys_ptrace,+net_bind_service,+sys_chroot,+audit_write,+setfcap";
/** What sun_path holds. */
const LONGEST_SOCKET = 107;
/** https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#%24PATH */
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin";

/** Who answers a host's programs, beside their commands. */
export type HostServers = Readonly<Record<"metadata" | "downloads", Server>>;

export class Machine {
    public readonly room: Room;
    public readonly files: RoomFiles;
    /** Whatever listens on it, by the port that the host has it at. */
    private readonly published = new Map<number, () => Duplex>();
    /** Answers the host's programs. */
    public answer: CommandHandler = () => Promise.resolve({ code: 255, err: "this host has not begun\n" });
    public readonly ready: Promise<void>;
    private readonly folder: string;
    private readonly servers = new Map<number, Listener>();

    constructor(account: LocalAccount, system: System, id: string, address: string, hostServers: HostServers) {
        refuseWithoutWalls();
        const hosts = join(account.folder, "hosts");
        const root = machineRoot(account, system);
        this.folder = join(hosts, id);
        mkdirSync(join(this.folder, "root"), { recursive: true });
        // A root that belongs to somebody else inside passes through.
        for (const path of [hosts, this.folder]) chmodSync(path, 0o711);
        const proxy = proxyOf(hostServers.metadata);
        const ways: Readonly<Record<string, (connection: Duplex) => void>> = {
            metadata: (connection) => void hostServers.metadata.emit("connection", connection),
            downloads: (connection) => void hostServers.downloads.emit("connection", connection),
            commands: (connection) => serve(connection, "-", (request) => this.answer(request)),
            endpoint: (connection) => void endpoint.emit("connection", connection),
            proxy: (connection) => void proxy.emit("connection", connection),
        };
        this.room = new Room({
            network: "own",
            ports: PORTS,
            root: {
                prepare: rootOf(root, hosts, join(this.folder, "root"), [address, LINK_LOCAL]),
                identity: { uid: 0, gid: 0, capabilities: CAPABILITIES, namespaces: false },
            },
            connect: (name, connection) => {
                const way = ways[name] ?? this.wayTo(name);
                if (way) way(connection);
                else connection.destroy();
            },
        });
        this.files = new RoomFiles(this.room, "/");
        this.ready = this.room.ready.then(() => undefined);
        this.ready.catch(() => undefined);
    }

    /** What whatever runs there begins with. */
    public get env(): Readonly<Record<string, string>> {
        const at = (port: number) => `http://127.0.0.1:${port}`;
        const all = environmentOf({ home: "/", tmp: "/tmp", endpoint: at(PORTS.endpoint), proxy: at(PORTS.proxy) });
        const own = /^(HOME|TMPDIR|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_EC2_METADATA_DISABLED)$/;
        return {
            ...Object.fromEntries(Object.entries(all).filter(([name]) => !own.test(name))),
            ...{ PATH, AWS_EC2_METADATA_SERVICE_ENDPOINT: at(PORTS.metadata) },
        };
    }

    public start(
        argv: readonly string[],
        { cwd = "/", env = {}, log }: Partial<InRoom> & Pick<InRoom, "log">,
    ): Program {
        return this.room.start(argv, { cwd, env: { ...this.env, ...env }, log });
    }

    /** A short command of ours, which ends well or throws its last words. */
    public async ask(...argv: readonly string[]): Promise<string> {
        const words: string[] = [];
        const { code } = await this.start(argv, { log: (line) => words.push(line) }).ended;
        if (code !== 0) throw new Error(`${argv[0] ?? ""}: ${words.at(-1) ?? `exit status ${String(code)}`}`);
        return words.join("\n");
    }

    /** A port of the host leads elsewhere, as docker publishes one, until what this answers is called. */
    public async publish(port: number, to: () => Duplex): Promise<() => Promise<void>> {
        await this.room.ask("listen", { name: `port ${port}`, port, host: "0.0.0.0" });
        this.published.set(port, to);
        return async () => {
            this.published.delete(port);
            await this.room.ask("unlisten", { name: `port ${port}` }).catch(() => undefined);
        };
    }

    /** A socket of the engine's, in the engine's own folder; the host has none of its files in it. */
    public address(port: number): Address {
        const socketPath = join(this.folder, `p${port}`);
        if (socketPath.length > LONGEST_SOCKET)
            throw new Error(
                `${socketPath} is longer than the ${LONGEST_SOCKET} letters a socket's path may have; move the project to a shorter path`,
            );
        if (!this.servers.has(port) && this.room.isOpen) {
            const server = createServer({ allowHalfOpen: true }, (client) => joined(client, this.room.dial(port)));
            server.on("error", () => undefined).unref();
            server.listen(socketPath);
            this.servers.set(port, server);
        }
        return { socketPath };
    }

    public async close(): Promise<void> {
        for (const server of this.servers.values()) server.close();
        await this.room.close();
        removed(this.folder);
    }

    private wayTo(name: string): ((connection: Duplex) => void) | undefined {
        const to = this.published.get(Number(/^port (\d+)$/.exec(name)?.[1]));
        return to && ((connection) => joined(connection, to()));
    }
}

/** Where one side breaks off, so does the other. */
function joined(one: Duplex, other: Duplex): void {
    for (const [from, to] of [
        [one, other],
        [other, one],
    ] as const)
        from.on("error", () => to.destroy()).on("close", () => to.destroy());
    one.pipe(other).pipe(one);
}

const made = new WeakMap<LocalAccount, Map<string, MachineRoot>>();

/** What every host of a distribution has under its own files; made once, since it is only read. */
function machineRoot(account: LocalAccount, system: System): MachineRoot {
    const hosts = join(account.folder, "hosts");
    const roots = made.get(account) ?? new Map<string, MachineRoot>();
    // What a killed engine left: nothing of it runs any more, and each host begins anew.
    if (!made.has(account)) removed(hosts);
    made.set(account, roots);
    const folder = join(hosts, digestOf(Buffer.from(system.name)).slice(7, 15));
    const root = roots.get(system.name) ?? makeMachineRoot(folder, system);
    roots.set(system.name, root);
    return root;
}

/** Also what a host made unreadable for its own user. */
function removed(folder: string): void {
    try {
        rmSync(folder, { recursive: true, force: true });
    } catch {
        spawnSync("chmod", ["-R", "u+rwX", folder]);
        rmSync(folder, { recursive: true, force: true });
    }
}

function refuseWithoutWalls(): void {
    const { namespaces, overlay, network } = isolationSupport();
    if (namespaces && overlay && network) return;
    throw new NotRehearsed(
        "a virtual machine on this machine: it only runs inside a sandbox, which takes Linux with user namespaces, overlays and networks of their own",
    );
}
