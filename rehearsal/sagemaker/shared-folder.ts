// A folder that a container writes to and the rehearsal reads: only once the container has ended, so that nothing in it is
// swapped meanwhile; links are never followed, and what is neither file nor folder is left out.
import {
    chmodSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { spawn } from "node:child_process";
import { gunzipSync, gzipSync } from "node:zlib";

import { setupPath } from "../sandbox/this-machine";
import { contain } from "../sandbox/contain";
import { Refused } from "../account/gateway";

/** Held in memory; what a rehearsal trains is small. */
const MOST = 1 << 30;
/** The same files are the same archive, so that a model that is trained again has the digest it had; GNU's tar knows how. */
const EXACT = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"];

export interface SharedFile {
    /** From the folder on, with slashes. */
    readonly path: string;
    readonly bytes: Buffer;
}

export class SharedFolder {
    private constructor(public readonly root: string) {}

    /** @param below a folder of ours, made if it is not there, which no other user of this machine enters */
    public static make(below: string): SharedFolder {
        mkdirSync(below, { recursive: true });
        chmodSync(below, 0o700);
        const folder = new SharedFolder(mkdtempSync(join(below, "x")));
        open(folder.root);
        return folder;
    }

    /** Before a container has it. */
    public write(path: string, bytes: Uint8Array | string): void {
        const parts = partsOf(path);
        this.folder(parts.slice(0, -1).join("/"));
        const file = join(this.root, ...parts);
        writeFileSync(file, bytes);
        chmodSync(file, 0o666);
    }

    /** Before a container has it. Everybody in the container may write there, whoever its image's user is. */
    public folder(path: string): void {
        let at = this.root;
        for (const part of partsOf(path)) {
            at = join(at, part);
            mkdirSync(at, { recursive: true });
            open(at);
        }
    }

    /** Puts what a `.tar.gz` holds into a folder. Whatever wrote it, it is unpacked inside walls that show this folder alone. */
    public async unpack(path: string, archive: Buffer): Promise<void> {
        const bytes = unzipped(archive);
        this.folder(path);
        const cwd = join(this.root, ...partsOf(path));
        const words: string[] = [];
        const tar = contain(["tar", "--extract", "--no-same-owner", "--file", "-"], {
            ...{ cwd, writable: [cwd], env: { PATH: setupPath() } },
            log: (line) => words.push(line),
        });
        tar.stdin.end(bytes);
        const { code } = await tar.ended;
        if (code !== 0) throw new Refused("ClientError", `the archive cannot be unpacked: ${words.join(" ")}`);
        open(cwd);
    }

    /** A file, once the container has ended; nothing where there is none, or something else. */
    public read(path: string): Buffer | undefined {
        const at = this.find(path);
        if (at === undefined || !lstatSync(at).isFile()) return undefined;
        return readWhole(at);
    }

    /** All files below a folder, in the order of their names, once the container has ended. */
    public files(path: string): readonly SharedFile[] {
        const at = this.find(path);
        if (at === undefined || !lstatSync(at).isDirectory()) return [];
        const found: SharedFile[] = [];
        const walk = (folder: string, name: string) => {
            for (const entry of readdirSync(folder, { withFileTypes: true }).sort(byName)) {
                const [inside, named] = [join(folder, entry.name), `${name}${entry.name}`];
                if (entry.isDirectory()) walk(inside, `${named}/`);
                else if (entry.isFile()) found.push({ path: named, bytes: readWhole(inside) });
            }
        };
        walk(at, "");
        return found;
    }

    /** A folder as a `.tar.gz`, once the container has ended; links in it stay links. Nothing where there is no such folder. */
    public async pack(path: string): Promise<Buffer | undefined> {
        const at = this.find(path);
        if (at === undefined || !lstatSync(at).isDirectory()) return undefined;
        const names = readdirSync(at)
            .sort()
            .map((name) => `./${name}`);
        // Of no names at all tar would rather make no archive.
        const what = names.length > 0 ? names : ["--files-from", "/dev/null"];
        const exact = process.platform === "linux" ? EXACT : [];
        const tar = spawn("tar", ["--create", ...exact, "--directory", at, "--file", "-", ...what]);
        const [bytes, words] = [buffer(tar.stdout), buffer(tar.stderr)];
        const code = await new Promise((resolve, reject) => tar.once("error", reject).once("close", resolve));
        if (code !== 0) throw new Error(`tar could not pack ${at}: ${(await words).toString("utf8").trim()}`);
        return gzipSync(await bytes);
    }

    public remove(): void {
        try {
            rmSync(this.root, { recursive: true, force: true });
        } catch {
            // A container of Docker's wrote as root, and this is no root: it is gone with the folder of the rehearsal.
        }
    }

    private find(path: string): string | undefined {
        let at = this.root;
        for (const part of partsOf(path)) {
            if (!lstatSync(at).isDirectory()) return undefined;
            at = join(at, part);
            if (!lstatSync(at, { throwIfNoEntry: false })) return undefined;
        }
        return at;
    }
}

/** No name leads out: keys of S3 may hold anything. */
function partsOf(path: string): readonly string[] {
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.includes("..") || path.includes("\0"))
        throw new Refused("ClientError", `${JSON.stringify(path)} is no path below /opt/ml`);
    return parts;
}

function open(folder: string): void {
    chmodSync(folder, 0o777);
}

function readWhole(file: string): Buffer {
    const { size } = lstatSync(file);
    if (size > MOST) throw new Refused("ClientError", `${file} is larger than ${MOST} bytes, which is not rehearsed`);
    return readFileSync(file);
}

function unzipped(archive: Buffer): Buffer {
    try {
        return gunzipSync(archive, { maxOutputLength: MOST });
    } catch (error) {
        throw new Refused("ClientError", `the archive is no gzip of a tar: ${(error as Error).message}`);
    }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
    return a.name < b.name ? -1 : 1;
}
