// Containers in namespaces: the image's layers over this machine's programs, in a root from which the rest of this machine
// cannot be named. They are gone with the processes in them, by whatever end.
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { digestOf } from "../../engine/folder";
import type { Digest } from "../../engine/journal";
import { contain, isolationSupport, type Contained } from "../../sandbox/contain";
import { type HeldNetwork, holdNetwork } from "../../sandbox/held-network";
import { ownRange } from "../../sandbox/this-machine";
import { type Bound, NEW_ROOT } from "../../sandbox/root";
import { askInside } from "../health-check";
import { baseOf } from "../images/bases";
import { copy, type CopyOrder } from "../copy.cjs";
import type { Belongings, Cache, Command, ContainerRuntime, CopySource, Files, StartedContainer } from "../engine";
import { ask, give, IMAGE, wallsOf } from "../image-files";
import { giveAll, hostsProgram, type HostRoot, makeHostRoot } from "../images/stood-in-root";
import { changedAt, makeEmptyRoot, mountsOf } from "../images/image-root";
import type { Layers } from "../images/layers";
import { firstIn } from "./files";
import { Beginning } from "./never-ran";
import { giveSecrets, type Given, type Placed } from "./secrets";
import { wayIn } from "./sockets";
import { PROXY, wayOut } from "./way-out";

/** What Docker leaves to root, without the making of devices. https://docs.docker.com/engine/security/#linux-kernel-capabilities */
const CAPABILITIES =
    "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+audit_write,+setfcap";
/** As in containers of Docker: a user needs no right to listen below 1024. https://docs.kernel.org/networking/ip-sysctl.html */
const EVERY_PORT = "echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start";
const IN_MEMORY = `${NEW_ROOT}/rehearsal/changes`;

interface Around {
    /** In memory, and thrown away, where no folder is named. */
    readonly changes?: string;
    readonly held?: readonly Bound[];
    readonly bound?: readonly Bound[];
    /** Lines that still see this machine. */
    readonly prepare?: string;
    /** Lines that run before the program, as the same user. */
    readonly before?: string;
    /** @default its own */
    readonly network?: HeldNetwork | "own";
}

export class NamespaceRuntime implements ContainerRuntime {
    /** By the base image that each stands in for. */
    private readonly roots = new Map<string, HostRoot>();
    private readonly empty: HostRoot;
    private readonly sockets: string;
    public readonly proxy = PROXY;
    public readonly isLayered = true;

    constructor(
        private readonly folderOf: string,
        private readonly layers: Layers,
    ) {
        this.empty = { folder: join(folderOf, "empty"), through: [], shown: [] };
        this.sockets = join(folderOf, "sockets");
        makeEmptyRoot(this.empty.folder);
        giveAll(this.empty.folder);
        rmSync(join(folderOf, "bases"), { recursive: true, force: true });
        rmSync(this.sockets, { recursive: true, force: true });
        mkdirSync(this.sockets, { recursive: true });
    }

    public lend(context: string, ignored?: string): string {
        const range = ownRange();
        if (!range) return context;
        const draft = this.layers.draft();
        const owner = { uid: range.first, gid: range.first };
        copy(context, draft, { sources: ["."], at: "/", ignored, owner, owns: true });
        return draft;
    }

    public async copy(from: CopySource, files: Files, order: CopyOrder) {
        const draft = this.layers.draft();
        const source = "image" in from ? { mounts: await this.mounted(from.image, { at: "/rehearsal/from" }) } : {};
        const { said, bytes } = await ask(
            { does: "copy", pack: true, ...order },
            {
                draft,
                ...("context" in from ? { from: from.context } : {}),
                mounts: [...(source.mounts ?? []), ...(await this.mounted(files, { at: IMAGE, changes: draft }))],
            },
        );
        const layer = this.layers.keep(bytes, changedAt(draft, ""), draft);
        return { fingerprint: String(said["fingerprint"]), layers: [...files.layers, layer] };
    }

    public async folder(files: Files, path: string): Promise<readonly Digest[]> {
        return (await this.withPlace(files, "folder", path)).layers;
    }

    /** And where links of the image lead to it, found inside, so that what is mounted there is the image's. */
    private async withPlace(files: Files, does: "folder" | "file", path: string): Promise<Placed> {
        const draft = this.layers.draft();
        const mounts = await this.mounted(files, { at: IMAGE, changes: draft });
        const { said, bytes } = await ask({ does, path, pack: true }, { draft, mounts });
        const at = String(said["path"]);
        if (said["known"] !== true)
            return { layers: [...files.layers, this.layers.keep(bytes, changedAt(draft, ""), draft)], at };
        rmSync(draft, { recursive: true, force: true });
        return { layers: files.layers, at };
    }

    public async change(files: Files, command: Command, caches: readonly Cache[]) {
        const given = await giveSecrets(command.secrets ?? [], this.layers.draft(), files, (under, path) =>
            this.withPlace(under, "file", path),
        );
        const { code, own } = await this.changed(given, command, caches).finally(() => given.takeBack());
        return { code, layers: own === undefined ? files.layers : [...files.layers, own] };
    }

    private async changed({ files, held: secrets }: Given, command: Command, caches: readonly Cache[]) {
        const changes = this.layers.draft();
        const held: Bound[] = [...secrets];
        for (const { id, at } of caches) {
            // Where a link of the image leads is found inside, so that what is mounted there is the image's.
            const mounts = await this.mounted(files, { at: IMAGE, changes });
            const { said } = await ask({ does: "folder", path: at }, { draft: changes, mounts });
            held.push({ from: this.cache(id), at: String(said["path"]), writable: true });
        }
        const { bound, prepare, before, close } = wayOut(this.sockets, command.log);
        const { log } = new Beginning(command.argv[0], command.log);
        const inside = await this.contained(
            files,
            { ...command, log },
            { changes, held, bound: [bound], prepare, before },
        );
        const code = (await inside.ended.finally(close)).code ?? 137;
        if (code !== 0) {
            rmSync(changes, { recursive: true, force: true });
            return { code };
        }
        const parts = this.rootOf(files).through;
        const { bytes } = await ask({ does: "gather", parts, pack: true }, { draft: changes });
        return { code, own: this.layers.keep(bytes, changedAt(changes, ""), changes) };
    }

    public async start(
        files: Files,
        command: Command,
        { port, folders = [], asks, network }: Belongings = {},
    ): Promise<StartedContainer> {
        const held: Bound[] = [];
        for (const { from, at: path } of folders) {
            const { layers, at } = await this.withPlace(files, "folder", path);
            files = { ...files, layers };
            held.push({ from, at, writable: true });
        }
        const beginning = new Beginning(command.argv[0], command.log);
        const heard = { ...command, log: beginning.log };
        const way = port === undefined ? undefined : wayIn(this.sockets, port, command.user);
        const asked = askInside(asks, command, this.sockets);
        const contained = await this.contained(files, heard, {
            ...{ held, network },
            bound: [asked.bound, way?.bound].filter((each) => each !== undefined),
            before: [asked.before, way?.before].join("\n"),
        });
        asked.until(contained.ended);
        await way?.opened(contained.ended);
        return { beginning, contained, address: way?.address };
    }

    public network(): Promise<HeldNetwork> {
        return holdNetwork();
    }

    /** Of the topmost layer that has it. What is no file there, a link or a pipe, is not waited for and not followed. */
    public async read(files: Files, path: string): Promise<Buffer | undefined> {
        return firstIn(await this.foldersOf(files), path);
    }

    public refuses(): undefined {
        return undefined;
    }

    private async contained(
        files: Files,
        { argv, cwd, env, user, log }: Command,
        { changes, held = [], bound = [], prepare, before = "", network = "own" }: Around,
    ): Promise<Contained> {
        const image = await this.mounted(files, { at: IMAGE, changes: changes ?? IN_MEMORY, held });
        const memory = [`mkdir ${IN_MEMORY}`, `mount -t tmpfs -o mode=755,nosuid,nodev none ${IN_MEMORY}`];
        const enters = [hostsProgram("unshare") ?? "unshare", `--root=${IMAGE}`, `--wd=${cwd}`];
        const { user: ordinary } = isolationSupport();
        return contain(
            [hostsProgram("sh") ?? "/bin/sh", "-c", `${before}\nunset OLDPWD\nexec "$@"`, "sh", ...enters, ...argv],
            {
                cwd: "/",
                env,
                log,
                network,
                prepare: wallsOf(bound, [
                    ...(changes === undefined ? memory : []),
                    ...image,
                    EVERY_PORT,
                    ...(prepare === undefined ? [] : [prepare]),
                ]),
                identity: {
                    ...(ordinary ? { uid: 0, gid: 0 } : user),
                    capabilities: CAPABILITIES,
                    namespaces: false,
                    first: true,
                },
            },
        );
    }

    /** Lines of shell that mount an image in new walls. */
    private async mounted(
        files: Files,
        { at, ...more }: { readonly at: string; readonly changes?: string; readonly held?: readonly Bound[] },
    ): Promise<string[]> {
        const { through, shown } = this.rootOf(files);
        const under = await this.foldersOf(files);
        return mountsOf({ at: `${NEW_ROOT}${at}`, from: this.layers.folder, under, through, shown, ...more });
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
        const folder = join(this.folderOf, "bases", digestOf(Buffer.from(standsOn)).slice(7, 19));
        const known = this.roots.get(standsOn) ?? makeHostRoot(folder, base);
        this.roots.set(standsOn, known);
        return known;
    }

    private cache(id: string): string {
        const path = join(this.folderOf, "caches", digestOf(Buffer.from(id)).slice(7, 39));
        mkdirSync(path, { recursive: true });
        chmodSync(path, 0o755);
        return give(path);
    }
}
