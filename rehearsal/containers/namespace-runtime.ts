// Containers in namespaces: the image's layers over this machine's programs, each in a mount of its own. They are gone with
// the processes in them, by whatever end.
import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, watch } from "node:fs";
import { dirname, join } from "node:path";

import { digestOf } from "../engine/folder";
import type { Digest } from "../engine/journal";
import { contain, isolationSupport, type Contained } from "../sandbox/contain";
import { quoted } from "../sandbox/host";
import { baseOf } from "./bases";
import { type HostRoot, makeHostRoot } from "./host-root";
import { changedAt, makeEmptyRoot, mountsOf } from "./image-root";
import type { Layers } from "./layers";
import type { Cache, Command, ContainerRuntime, Files, StartedContainer } from "./engine";

/** What Docker leaves to root, without the making of devices. https://docs.docker.com/engine/security/#linux-kernel-capabilities */
const CAPABILITIES =
    "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+audit_write,+setfcap";
/** What sun_path holds. */
const LONGEST_SOCKET = 107;

export class NamespaceRuntime implements ContainerRuntime {
    /** By the base image that each stands in for. */
    private readonly roots = new Map<string, HostRoot>();
    private readonly empty: HostRoot;
    /** Empty, except for the processes of a container, which see their own root there. */
    private readonly mountPoint: string;
    private readonly sockets: string;

    constructor(
        private readonly folder: string,
        private readonly layers: Layers,
    ) {
        this.empty = { folder: join(folder, "empty"), through: [], shown: [] };
        this.mountPoint = join(folder, "mount");
        this.sockets = join(folder, "sockets");
        makeEmptyRoot(this.empty.folder);
        rmSync(join(folder, "bases"), { recursive: true, force: true });
        rmSync(this.sockets, { recursive: true, force: true });
        for (const path of [this.mountPoint, this.sockets]) mkdirSync(path, { recursive: true });
    }

    public async add({ layers }: Files, draft: string): Promise<readonly Digest[]> {
        return [...layers, await this.layers.keep(draft)];
    }

    public async change(files: Files, command: Command, caches: readonly Cache[]) {
        const changes = this.layers.draft();
        const held = caches.map(({ id, at }) => ({ at, from: this.cache(id) }));
        const inside = await this.contained(files, command, {
            changes,
            writable: [changes, ...held.map(({ from }) => from)],
            more: held.flatMap(({ at, from }) => [
                `mkdir -p "$root"${quoted(at)}`,
                `mount --bind ${quoted(from)} "$root"${quoted(at)}`,
            ]),
        });
        const code = (await inside.ended).code ?? 137;
        const layers =
            code === 0
                ? [...files.layers, await this.layers.keep(this.gathered(changes, this.rootOf(files)))]
                : files.layers;
        rmSync(changes, { recursive: true });
        return { code, layers };
    }

    public async show(files: Files, patterns: readonly string[], use: (root: string) => void): Promise<void> {
        const into = this.layers.draft();
        const words: string[] = [];
        const paths = patterns.map((pattern) => `.${join("/", pattern).replace(/[^\w@%+=:,./*?[\]-]/g, "\\$&")}`);
        const inside = contain(
            [
                "sh",
                "-c",
                `cd "$0" && cp -a --parents -- ${paths.join(" ")} ${quoted(into)}`,
                join(this.mountPoint, "root"),
            ],
            {
                cwd: "/",
                env: { PATH: process.env.PATH ?? "" },
                writable: [into],
                prepare: (await this.mounted(files, this.mountPoint)).join("\n"),
                log: (line) => words.push(line),
            },
        );
        const { code } = await inside.ended;
        if (code !== 0) throw new Error(words.join("\n").replaceAll("cannot stat './", "not found: '/"));
        use(into);
        rmSync(into, { recursive: true });
    }

    public async start(files: Files, command: Command, port?: number): Promise<StartedContainer> {
        if (port === undefined) return { contained: await this.contained(files, command, { network: "own" }) };
        const socketPath = join(this.sockets, randomBytes(4).toString("hex"));
        if (socketPath.length > LONGEST_SOCKET)
            throw new Error(
                `${socketPath} is longer than the ${LONGEST_SOCKET} letters a socket's path may have; move the project to a shorter path`,
            );
        const relay = [process.execPath, join(__dirname, "relay.cjs"), socketPath, String(port)].map(quoted).join(" ");
        const stop = new AbortController();
        const listens = appears(socketPath, stop.signal);
        const contained = await this.contained(files, command, {
            network: "own",
            writable: [this.sockets],
            // Without the image's variables, some of which node reads; below process 1, so that it ends with it.
            more: [`env -i ${relay} </dev/null >/dev/null 2>&1 &`],
        });
        await Promise.race([listens, contained.ended]);
        stop.abort();
        const gone = () => rmSync(socketPath, { force: true });
        void contained.ended.then(gone, gone);
        return { contained, address: { socketPath } };
    }

    public async find(files: Files, path: string): Promise<string | undefined> {
        const shown = this.rootOf(files).through.some((folder) => path.startsWith(`${folder}/`));
        const places = (await this.foldersOf(files)).map((folder) => join(folder, path));
        const found = [...places, ...(shown ? [path] : [])].find((place) =>
            lstatSync(place, { throwIfNoEntry: false }),
        );
        // What hides a file of a lower layer is a device.
        return found !== undefined && lstatSync(found).isCharacterDevice() ? undefined : found;
    }

    public refuses(): undefined {
        return undefined;
    }

    private async contained(
        files: Files,
        { argv, cwd, env, user, log }: Command,
        {
            changes = this.mountPoint,
            more = [],
            ...sandbox
        }: { changes?: string; more?: string[]; network?: "own"; writable?: string[] },
    ): Promise<Contained> {
        const { user: ordinary } = isolationSupport();
        const another = !ordinary && user.uid !== 0;
        // A process that changes its user forgets that it should die with its parent, so that is said again; and keeps the
        // one right it takes to enter the root. In a namespace of an ordinary user there is no other user.
        const become = [
            `--bounding-set=${CAPABILITIES} --inh-caps=-all${another ? ",+sys_chroot --ambient-caps=+sys_chroot" : ""}`,
            ...(ordinary ? [] : [`--reuid=${user.uid} --regid=${user.gid} --clear-groups`]),
            "--pdeathsig KILL",
        ].join(" ");
        return contain(argv, {
            ...sandbox,
            cwd: "/",
            env,
            log,
            prepare: [
                ...(await this.mounted(files, changes)),
                ...more,
                `mkdir -p "$root"${quoted(cwd)}`,
                // From within, since another user may not even see what the root lies in.
                'cd "$root" && unset OLDPWD',
                `exec setpriv ${become} unshare --root=. --wd=${quoted(cwd)} "$@"`,
            ].join("\n"),
        });
    }

    /** Lines of shell that make `$root` the root of an image. */
    private async mounted(files: Files, changes: string): Promise<string[]> {
        const { through, shown } = this.rootOf(files);
        const at = join(this.mountPoint, "root");
        const under = await this.foldersOf(files);
        const from = this.layers.folder;
        return [
            `root=${quoted(at)}`,
            `mount -t tmpfs -o mode=755 none ${quoted(this.mountPoint)}`,
            ...mountsOf({ at, from, under, through, shown, changes, ordinary: isolationSupport().user }),
        ];
    }

    /** What lies over each other, the topmost first. */
    private async foldersOf(files: Files): Promise<string[]> {
        const unpacked = await Promise.all(files.layers.map((digest) => this.layers.unpacked(digest)));
        return [...unpacked.reverse(), this.rootOf(files).folder];
    }

    /** What lies under an image. */
    private rootOf({ standsOn }: Files): HostRoot {
        const base = standsOn === undefined ? undefined : baseOf(standsOn);
        if (standsOn === undefined || !base) return this.empty;
        const folder = join(this.folder, "bases", digestOf(Buffer.from(standsOn)).slice(7, 19));
        const known = this.roots.get(standsOn) ?? makeHostRoot(folder, base);
        this.roots.set(standsOn, known);
        return known;
    }

    private cache(id: string): string {
        const path = join(this.folder, "caches", Buffer.from(id).toString("hex"));
        mkdirSync(path, { recursive: true });
        return path;
    }

    /** One folder of what was written through several mounts. */
    private gathered(changes: string, { through }: HostRoot): string {
        const root = changedAt(changes, "");
        for (const part of through) {
            const changed = changedAt(changes, part);
            if (existsSync(changed) && readdirSync(changed).length > 0) renameSync(changed, join(root, part));
        }
        return root;
    }
}

function appears(path: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => watch(dirname(path), { signal }, () => existsSync(path) && resolve()));
}
