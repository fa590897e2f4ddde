import { createHash, randomUUID } from "node:crypto";
import {
    closeSync,
    existsSync,
    fsyncSync,
    linkSync,
    mkdirSync,
    openSync,
    readFileSync,
    renameSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import type { Digest } from "./facts";

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

    /** Gives the bytes another name without copying them; whoever gets it may read and not write. */
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
