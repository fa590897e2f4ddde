import { createHash, randomUUID } from "node:crypto";
import {
    closeSync,
    existsSync,
    fsyncSync,
    linkSync,
    mkdirSync,
    openSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import type { Digest } from "./journal";

/** Takes a folder for this process alone; a process that held it and was killed holds it no longer. */
export function take(folder: string): () => void {
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, "lock");
    const mine = lifeOf(process.pid) ?? String(process.pid);
    const holder = existsSync(lock) ? readFileSync(lock, "utf8") : "";
    const pid = Number(holder.split(" ")[0]);
    if (holder !== mine && holder !== "" && holder === lifeOf(pid))
        throw new Error(`process ${pid} rehearses in ${folder}; let it end, or stop it with: kill ${pid}`);
    rmSync(lock, { force: true });
    writeFileSync(lock, mine, { flag: "wx" });
    return () => rmSync(lock, { force: true });
}

/** Of all that is in it, but not of who took it. */
export function empty(folder: string): void {
    for (const name of readdirSync(folder).filter((name) => name !== "lock"))
        rmSync(join(folder, name), { recursive: true, force: true });
}

/** The number of a process that lives, and when it began: after a while numbers are given to others. */
function lifeOf(pid: number): string | undefined {
    try {
        process.kill(pid, 0);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
    }
    if (process.platform !== "linux") return String(pid);
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: what follows the name, which may hold anything
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
    const [state = "", ...numbers] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // One that has ended and whose parent has not waited for it still has its number.
    return state === "" || "ZX".includes(state) ? undefined : `${pid} ${numbers[18] ?? ""}`;
}

/** Bytes under their own digest: written once, whole or not at all. */
export class Blobs {
    constructor(private readonly folder: string) {
        mkdirSync(folder, { recursive: true });
    }

    public put(bytes: Uint8Array): Digest {
        const digest = digestOf(bytes);
        const path = this.pathOf(digest);
        if (existsSync(path)) return digest;
        mkdirSync(dirname(path), { recursive: true });
        const draft = join(this.folder, `draft-${randomUUID()}`);
        const file = openSync(draft, "wx", 0o444);
        writeFileSync(file, bytes);
        fsyncSync(file);
        closeSync(file);
        renameSync(draft, path);
        return digest;
    }

    public get(digest: Digest): Buffer {
        return readFileSync(this.pathOf(digest));
    }

    public has(digest: string): digest is Digest {
        return /^sha256:[0-9a-f]{64}$/.test(digest) && existsSync(this.pathOf(digest as Digest));
    }

    /** Gives the bytes another name without copying them; through that name they may be read and not written. */
    public link(digest: Digest, path: string): void {
        mkdirSync(dirname(path), { recursive: true });
        linkSync(this.pathOf(digest), path);
    }

    private pathOf(digest: Digest): string {
        const hex = digest.slice("sha256:".length);
        return join(this.folder, hex.slice(0, 2), hex.slice(2));
    }
}

export function digestOf(bytes: Uint8Array): Digest {
    return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
