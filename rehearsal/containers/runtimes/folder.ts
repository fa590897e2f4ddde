// Containers where there are no namespaces: an image is one folder, and a command runs in its WORKDIR as any other process
// does. An absolute path would be the host's, so whatever names one is refused.
import { chmodSync, constants, copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";

import { NotRehearsed } from "../../account/gateway";
import type { Digest } from "../../engine/journal";
import { contain } from "../../sandbox/contain";
import { hostsPath } from "../../sandbox/environment";
import { copy, type CopyOrder, folder } from "../copy.cjs";
import { askAgain } from "../health-check";
import type { Belongings, Cache, Command, ContainerRuntime, CopySource, Files, StartedContainer } from "../engine";
import type { Layers } from "../images/layers";
import { firstIn } from "./files";
import { Beginning } from "./never-ran";
import { makeUsers } from "../images/users";

/** An absolute path in a command; what every system has is left alone. */
const ABSOLUTE = /(?<![\w./:}~-])\/(?!dev\/(?:null|stdout|stderr)\b|bin\/sh\b|\s|\/|$)[\w.@-]+[^\s"';|&)]*/;

export class FolderRuntime implements ContainerRuntime {
    public readonly isLayered = false;
    private readonly bin: string;
    /** All that an image has of its base. */
    private readonly base: string;

    constructor(
        folder: string,
        private readonly layers: Layers,
    ) {
        this.bin = join(folder, "bin");
        this.base = join(folder, "base");
        makeUsers(this.base);
        mkdirSync(this.bin, { recursive: true });
        copyFileSync(join(__dirname, "..", "httpd.cjs"), join(this.bin, "httpd"));
        chmodSync(join(this.bin, "httpd"), 0o755);
    }

    public lend(context: string): string {
        return context;
    }

    public async copy(from: CopySource, { layers }: Files, order: CopyOrder) {
        const whole = await this.copied(layers);
        const source = "context" in from ? from.context : await this.folderOf(from.image);
        const { fingerprint } = copy(source, whole, order);
        return { fingerprint, layers: [await this.layers.keepPlain(whole)] };
    }

    public async folder({ layers }: Files, path: string): Promise<readonly Digest[]> {
        const whole = await this.copied(layers);
        return folder(whole, path).known ? layers : [await this.layers.keepPlain(whole)];
    }

    public async change({ layers }: Files, command: Command, caches: readonly Cache[]) {
        const [cache] = caches;
        if (cache) throw new Error(`a cache at ${cache.at} needs a mount, which needs namespaces`);
        const whole = await this.copied(layers);
        const { code } = await this.contained(whole, command, {}).ended;
        return code === 0 ? { code, layers: [await this.layers.keepPlain(whole)] } : { code: code ?? 137, layers };
    }

    public async start(
        { layers }: Files,
        command: Command,
        { port, folders: [lent] = [], asks }: Belongings = {},
    ): Promise<StartedContainer> {
        if (lent)
            throw new NotRehearsed(
                `a folder at ${lent.at} of a container on this machine; it takes Linux, and there namespaces, or --engine docker`,
            );
        const whole = await this.copied(layers);
        const free = port === undefined ? undefined : await freePort();
        const argv = command.argv.map((word) => inFolder(word, whole, port, free));
        const beginning = new Beginning(argv[0], command.log);
        const contained = this.contained(
            whole,
            { ...command, argv, log: beginning.log },
            free === undefined ? {} : { PORT: String(free) },
        );
        const gone = () => rmSync(whole, { recursive: true, force: true });
        void contained.ended.then(gone, gone);
        const ask = async (words: readonly string[]): Promise<number> => {
            const inside = words.map((word) => inFolder(word, whole));
            return (
                (await this.contained(whole, { ...command, argv: inside, log: () => undefined }, {}).ended).code ?? 137
            );
        };
        if (asks) void askAgain(asks, contained.ended, ask);
        return free === undefined
            ? { beginning, contained }
            : { beginning, contained, address: { host: "127.0.0.1", port: free } };
    }

    public async read(files: Files, path: string): Promise<Buffer | undefined> {
        return firstIn([await this.folderOf(files), this.base], path);
    }

    private async folderOf({ layers: [whole] }: Files): Promise<string> {
        return whole === undefined ? this.base : this.layers.unpacked(whole);
    }

    public refuses(text: string, workdir?: string): string | undefined {
        const path = ABSOLUTE.exec(text)?.[0];
        if (path === undefined || (workdir !== undefined && `${path}/`.startsWith(`${workdir}/`))) return undefined;
        return `${path} ${workdir === undefined ? "is absolute" : `lies outside of WORKDIR ${workdir}`}, and without namespaces it would be this machine's own`;
    }

    private contained(whole: string, { argv, cwd, env, log }: Command, more: Record<string, string>) {
        const inside = join(whole, cwd);
        mkdirSync(inside, { recursive: true });
        return contain(argv, {
            cwd: inside,
            env: { ...env, PATH: [this.bin, hostsPath()].join(delimiter), HOME: whole, ...more },
            isolated: false,
            log,
        });
    }

    private async copied([whole]: readonly Digest[]): Promise<string> {
        const draft = this.layers.draft();
        if (whole !== undefined) copyTree(await this.layers.unpacked(whole), draft);
        return draft;
    }
}

/** A command of a task, not written for this: its paths become those of its folder, its port one that is free. */
function inFolder(word: string, whole: string, port?: number, free?: number): string {
    const placed = word.replace(new RegExp(ABSOLUTE, "g"), (path) =>
        /^\/(usr\/)?bin\//.test(path) ? path : join(whole, path),
    );
    return port === undefined ? placed : placed.replace(new RegExp(`(?<![\\w.])${port}(?![\\w.])`, "g"), String(free));
}

function copyTree(from: string, to: string): void {
    const options = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, force: true };
    cpSync(from, to, { ...options, mode: constants.COPYFILE_FICLONE });
}

/** For a container to listen on. No other process gets it in the meantime: the system hands ports out in turn. */
async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}
