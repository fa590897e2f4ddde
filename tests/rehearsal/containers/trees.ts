// Random file trees, with a hand that swaps entries for links out while they are read. A tree holds folders, files, hard
// links, links in and out, a pipe, a socket and, where root makes one, a device.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

import type { copy, CopyOrder, folder } from "../../../rehearsal/containers/copy.cjs";
import { mutatedInside } from "../../support/mutant";

const {
    chmodSync,
    linkSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} = fs;

export const SECRET = "canary of the outside";
const NAMES = ["a", "b", "dir", "__proto__", "-r", "a b", "ü", "x\ny", ".hidden", "*", "[q]", "\\"];

/** Thousands of trees take a tenth of the time there. */
const MEMORY = "/dev/shm";
/** Links to this machine itself. */
const FAR = ["/", "/dir", "/proc/self/root", "../../outside/deep"];

type Copy = typeof copy;

/** COPY with a mistake in how it walks. */
export function copyWith(file: string, sound: string, wrong: string): Copy {
    return handWith(file, sound, wrong).copy;
}

/** Everything that works on the files of an image, with a mistake. */
export function handWith(file: string, sound: string, wrong: string): { copy: Copy; folder: typeof folder } {
    return mutatedInside("rehearsal/containers/copy.cjs", file, [sound, wrong]);
}

/** The same numbers for the same seed. https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function numbers(seed: number): (below: number) => number {
    let state = seed >>> 0;
    return (below) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
}

export class Trees {
    public readonly folder: string;
    public readonly outside: string;
    private readonly near: boolean;
    private readonly special: readonly string[];

    /** @param near No link leads further than to the folder outside: for code with a mistake, which would follow it. */
    constructor({ near = false } = {}) {
        this.near = near;
        this.folder = mkdtempSync(join(fs.existsSync(MEMORY) ? MEMORY : tmpdir(), "fl-trees-"));
        this.outside = join(this.folder, "outside");
        mkdirSync(join(this.outside, "deep"), { recursive: true });
        for (const name of ["secret", "deep/secret"]) writeFileSync(join(this.outside, name), SECRET);
        const [pipe, device] = [join(this.folder, "pipe"), join(this.folder, "device")];
        execFileSync("mkfifo", [pipe]);
        const socket = join(this.folder, "socket");
        // Ended at once, it leaves the socket where it was.
        const listens = `require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
        spawnSync(process.execPath, ["-e", listens, socket]);
        const made = process.getuid?.() === 0 && this.mknod(device);
        this.special = [pipe, socket, ...(made ? [device] : [])];
    }

    public close(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** The folders of one seed, new. */
    public grown(seed: number, names: readonly string[]): readonly string[] {
        const pick = numbers(seed);
        return names.map((name) => {
            const root = join(this.folder, name);
            rmSync(root, { recursive: true, force: true });
            this.grow(root, pick);
            return root;
        });
    }

    /** One entry below these folders becomes a link, unless another hand was quicker. */
    public swap(roots: readonly string[], pick: (below: number) => number): void {
        try {
            const all = roots.flatMap((root) => entriesBelow(root));
            const victim = all[pick(all.length)];
            if (victim === undefined) return;
            rmSync(victim, { recursive: true, force: true });
            symlinkSync(this.target(dirname(victim), pick), victim);
        } catch (error) {
            if (!["EEXIST", "ENOENT", "ENOTDIR", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? ""))
                throw error;
        }
    }

    /** One tree, copied; says what is wrong with it. */
    public try(seed: number, copyIt: Copy): string | undefined {
        return this.tried(seed, (context, image, pick) => {
            copyIt(context, image, this.order(pick));
            return undefined;
        });
    }

    /** The folder of one tree in which a cache is mounted; says what is wrong with it. */
    public tryCache(seed: number, folderIn: typeof folder): string | undefined {
        const at = (pick: (below: number) => number) =>
            ["/a", "/dir", "/a/b", "/dir/../../outside/new", "/b/a/dir", "/.hidden/c"][pick(6)] ?? "/a";
        return this.tried(seed, (_, image, pick, swaps) => {
            const { path } = folderIn(image, at(pick));
            if (swaps || realpathSync(join(image, path)) === resolve(realpathSync(image), `.${path}`)) return undefined;
            return `a cache is mounted where a link leads, ${path}`;
        });
    }

    private tried(
        seed: number,
        act: (context: string, image: string, pick: (below: number) => number, swaps: boolean) => string | undefined,
    ): string | undefined {
        const pick = numbers(seed);
        const [context, image] = [join(this.folder, "context"), join(this.folder, "image")];
        const before = this.stateOf();
        for (const root of [context, image]) this.grow(root, pick);
        const swaps = pick(2) === 0 ? undefined : this.swapping(pick, [context, image]);
        let wrong: string | undefined;
        try {
            wrong = act(context, image, pick, swaps !== undefined);
        } catch (error) {
            if (!(error instanceof Error)) wrong = `threw ${String(error)}`;
        } finally {
            swaps?.stop();
        }
        const leaked = filesBelow(image).find((path) => readFileSync(path).includes(SECRET));
        const changed = this.stateOf() !== before;
        for (const root of [context, image]) rmSync(root, { recursive: true, force: true });
        if (changed) return "something outside has changed";
        return leaked === undefined ? wrong : "the outside is in the image";
    }

    private order(pick: (below: number) => number): CopyOrder {
        const one = () => ["a", "b", "dir", "*", ".", "dir/*", "a/b", "../outside/secret", "**", "?"][pick(10)] ?? ".";
        const at = ["/", "/a", "/dir/", "/a/b/", "/b/c", "/../x", "/dir"][pick(7)] ?? "/";
        const ignored = [undefined, "a", "*\n!dir", "**/b"][pick(4)];
        const mode = pick(4) === 0 ? 0o777 : undefined;
        return { sources: pick(3) === 0 ? [one(), one()] : [one()], at, ignored, mode, owns: process.getuid?.() === 0 };
    }

    private grow(root: string, pick: (below: number) => number): void {
        mkdirSync(root);
        const folders = [root];
        const files: string[] = [];
        for (let left = 2 + pick(8); left > 0; left -= 1) {
            const at = join(folders[pick(folders.length)] ?? root, NAMES[pick(NAMES.length)] ?? "a");
            try {
                const kind = pick(10);
                if (kind < 3) {
                    mkdirSync(at);
                    folders.push(at);
                } else if (kind < 5) {
                    writeFileSync(at, "inside", { flag: "wx" });
                    files.push(at);
                } else if (kind < 8) symlinkSync(this.target(root, pick), at);
                else
                    linkSync(
                        kind === 8
                            ? (files[pick(files.length)] ?? at)
                            : (this.special[pick(this.special.length)] ?? at),
                        at,
                    );
            } catch {
                // Two of one name, or a hard link to nothing: the tree is as good without it.
            }
        }
    }

    private target(root: string, pick: (below: number) => number): string {
        const out = [this.outside, `${this.outside}/secret`, `${this.outside}/new`, "../outside", "../outside/secret"];
        const all = [...out, "..", ".", "a", "dir", root, ...(this.near ? [] : FAR)];
        return all[pick(all.length)] ?? ".";
    }

    /** Before one of the next calls of the file system, an entry becomes a link out. */
    private swapping(pick: (below: number) => number, roots: readonly string[]): { stop: () => void } {
        const names = ["openSync", "lstatSync", "readlinkSync", "mkdirSync", "readdirSync", "unlinkSync"] as const;
        const sound = Object.fromEntries(names.map((name) => [name, fs[name]]));
        let left = pick(40);
        const restore = () => Object.assign(fs, sound);
        for (const name of names)
            Object.assign(fs, {
                [name]: (...args: unknown[]) => {
                    if ((left -= 1) === 0) {
                        restore();
                        this.swap(roots, pick);
                    }
                    return (sound[name] as (...all: unknown[]) => unknown)(...args);
                },
            });
        return { stop: restore };
    }

    /** Everything outside, as it is. */
    public stateOf(): string {
        return [this.outside, ...entriesBelow(this.outside)]
            .map((path) => {
                const { mode, uid, mtimeMs, size, nlink } = lstatSync(path);
                return [path, mode, uid, mtimeMs, size, nlink].join(" ");
            })
            .join("\n");
    }

    private mknod(path: string): boolean {
        try {
            execFileSync("mknod", [path, "c", "1", "5"], { stdio: "ignore" });
            chmodSync(path, 0o666);
            return true;
        } catch {
            return false;
        }
    }
}

export function entriesBelow(root: string): string[] {
    return readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
        const path = join(root, entry.name);
        return [path, ...(entry.isDirectory() ? entriesBelow(path) : [])];
    });
}

function filesBelow(root: string): string[] {
    return entriesBelow(root).filter((path) => lstatSync(path).isFile());
}
