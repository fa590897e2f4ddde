// The layers of images: tar files among the blobs, and unpacked beside them, as an overlay takes them.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

import type { LocalAccount } from "../../account/local-account";
import type { Blobs } from "../../engine/folder";
import type { Digest, Fact, Fold } from "../../engine/journal";
import { unpack } from "../image-files";

export class Layers {
    /** Holds every unpacked layer. */
    public readonly folder: string;
    private readonly drafts: string;

    constructor(
        folder: string,
        private readonly blobs: Blobs,
        /** Whether they are made and unpacked inside walls. */
        private readonly walled: boolean,
    ) {
        this.folder = join(folder, "layers");
        this.drafts = join(folder, "drafts");
        // The process that was writing there is gone.
        rmSync(this.drafts, { recursive: true, force: true });
        for (const path of [this.folder, this.drafts]) mkdirSync(path, { recursive: true });
        // No other user of this machine runs what an image may run as root.
        chmodSync(folder, 0o700);
    }

    /** An empty folder, until the next start. */
    public draft(): string {
        const path = mkdtempSync(join(this.drafts, "x"));
        chmodSync(path, 0o755);
        return path;
    }

    /** Makes a folder a layer, of which there is an archive already; the draft it lies in is gone afterwards. */
    public keep(archive: Buffer, folder: string, draft: string): Digest {
        const digest = this.blobs.put(archive);
        const path = this.pathOf(digest);
        if (!existsSync(path)) renameSync(folder, path);
        rmSync(draft, { recursive: true, force: true });
        return digest;
    }

    /** The same without walls, where files have no owners and hide nothing. */
    public async keepPlain(draft: string): Promise<Digest> {
        // When it became a layer must not change its digest.
        utimesSync(draft, 0, 0);
        return this.keep(await tar(["--create", "-C", draft, "."]), draft, draft);
    }

    /** The folder of an unpacked layer. */
    public async unpacked(digest: Digest): Promise<string> {
        const path = this.pathOf(digest);
        if (!existsSync(path)) {
            const draft = this.draft();
            const archive = this.blobs.get(digest);
            if (this.walled) await unpack(archive, draft);
            else await tar(["--extract", "--preserve-permissions", "-C", draft], archive);
            renameSync(this.walled ? join(draft, "upper") : draft, path);
            rmSync(draft, { recursive: true, force: true });
        }
        return path;
    }

    private pathOf(digest: Digest): string {
        return join(this.folder, digest.slice("sha256:".length).slice(0, 16));
    }
}

async function tar(args: readonly string[], input?: Buffer): Promise<Buffer> {
    const child = spawn("tar", args, { stdio: ["pipe", "pipe", "pipe"] });
    const [bytes, words] = [buffer(child.stdout), buffer(child.stderr)];
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) throw new Error(`tar ${args.join(" ")} failed: ${(await words).toString("utf8").trim()}`);
    return bytes;
}

/** The same step of a Dockerfile on the same files is not done twice. Its fact: `built`, with the layers as its blobs. */
export class BuildCache implements Fold {
    private readonly layers = new Map<string, readonly Digest[]>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, blobs }: Fact): void {
        if (kind === "built") this.layers.set(about, blobs ?? []);
    }

    public find(key: string): readonly Digest[] | undefined {
        return this.layers.get(key);
    }

    public keep(key: string, layers: readonly Digest[]): void {
        this.account.record({ kind: "built", about: key, data: {}, blobs: layers });
    }
}

/** What of a layer lies at or below a path that was only lent. */
export function writtenAt(layer: string, paths: readonly string[]): string | undefined {
    const files = readdirSync(layer, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const names = files.map(({ parentPath, name }) => `/${join(parentPath, name).slice(layer.length + 1)}`);
    return names.find((name) => paths.some((path) => `${name}/`.startsWith(path.endsWith("/") ? path : `${path}/`)));
}
