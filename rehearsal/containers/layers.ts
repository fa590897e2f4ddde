// The layers of images: tar files among the blobs, and unpacked beside them, as an overlay takes them.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";

import type { LocalAccount } from "../account/local-account";
import type { Blobs } from "../engine/folder";
import type { Digest, Fact, Fold } from "../engine/journal";
import { isolationSupport } from "../sandbox/contain";

/** In a form that says the same for the same files: pax headers name neither the process nor the time of reading. */
const PAX = [
    ...["--format=posix", "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime"],
    // Which folder hides the one below it is written there; files that do are devices, which tar knows.
    ...["--xattrs", "--xattrs-include=*.overlay.*"],
];

export class Layers {
    /** Holds every unpacked layer. */
    public readonly folder: string;
    private readonly drafts: string;

    constructor(
        folder: string,
        private readonly blobs: Blobs,
    ) {
        this.folder = join(folder, "layers");
        this.drafts = join(folder, "drafts");
        // The process that was writing there is gone.
        rmSync(this.drafts, { recursive: true, force: true });
        for (const path of [this.folder, this.drafts]) mkdirSync(path, { recursive: true });
    }

    /** An empty folder, until the next start. */
    public draft(): string {
        const path = mkdtempSync(join(this.drafts, "x"));
        chmodSync(path, 0o755);
        return path;
    }

    /** Makes a folder a layer; the folder is gone afterwards. */
    public async keep(draft: string): Promise<Digest> {
        const gnu = process.platform === "linux" ? ["--sort=name", "--numeric-owner", ...PAX] : [];
        // When it became a layer must not change its digest.
        utimesSync(draft, 0, 0);
        const digest = this.blobs.put(await tar(["--create", ...gnu, "-C", draft, "."]));
        const path = this.pathOf(digest);
        if (existsSync(path)) rmSync(draft, { recursive: true });
        else renameSync(draft, path);
        return digest;
    }

    /** The folder of an unpacked layer. */
    public async unpacked(digest: Digest): Promise<string> {
        const path = this.pathOf(digest);
        if (!existsSync(path)) {
            const draft = this.draft();
            await tar(
                [
                    "--extract",
                    "--preserve-permissions",
                    ...(process.platform === "linux" ? PAX.slice(2) : []),
                    "-C",
                    draft,
                ],
                this.blobs.get(digest),
            );
            renameSync(draft, path);
        }
        return path;
    }

    private pathOf(digest: Digest): string {
        return join(this.folder, digest.slice("sha256:".length).slice(0, 16));
    }
}

/** In a user's own namespace, where that is what we have: only its root may write what hides a file. */
async function tar(args: readonly string[], input?: Buffer): Promise<Buffer> {
    const inside = isolationSupport().user ? ["unshare", "--user", "--map-root-user"] : [];
    const [program = "", ...rest] = [...inside, "tar", ...args];
    const child = spawn(program, rest, { stdio: ["pipe", "pipe", "pipe"] });
    const [bytes, words] = [collected(child.stdout), collected(child.stderr)];
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) throw new Error(`tar ${args.join(" ")} failed: ${(await words).toString("utf8").trim()}`);
    return bytes;
}

async function collected(stream: NodeJS.ReadableStream): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
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
