// Asks the process that works on the files of images, inside walls of its own. https://docs.kernel.org/filesystems/overlayfs.html
import { chownSync, realpathSync } from "node:fs";
import { buffer } from "node:stream/consumers";

import { type Bound, rootLines } from "../sandbox/root";
import { enclose, isolationSupport } from "../sandbox/contain";
import { mountedHere, ownRange, quoted } from "../sandbox/this-machine";

/** Where the root of an image lies inside. */
export const IMAGE = "/rehearsal/image";
/** To own files as anybody, and to make what hides a file; over nothing but what it sees. */
const CAPABILITIES = "-all,+chown,+dac_override,+fowner,+fsetid,+mknod,+setfcap";

export interface Sight {
    /** What is copied. */
    readonly from?: string;
    /** The folder that a layer is made in. */
    readonly draft: string;
    /** Lines that mount images. */
    readonly mounts?: readonly string[];
}

interface Answered {
    readonly said: Readonly<Record<string, unknown>>;
    /** An archive of the layer. */
    readonly bytes: Buffer;
}

/** Lines for a root with this machine's system and our own programs; images are mounted in it by more of them. */
export function wallsOf(bound: readonly Bound[], mounts: readonly string[]): string {
    const own = [
        { from: __dirname, at: "/rehearsal/bin" },
        { from: realpathSync(process.execPath), at: "/rehearsal/node" },
    ];
    return [...rootLines([...own, ...bound], mountedHere()), ...mounts].join("\n");
}

export async function ask(order: Readonly<Record<string, unknown>>, sight: Sight): Promise<Answered> {
    const bytes = await answer([], Buffer.from(JSON.stringify(order)), sight);
    const end = bytes.indexOf("\n");
    return {
        said: JSON.parse(bytes.subarray(0, end).toString("utf8")) as Answered["said"],
        bytes: bytes.subarray(end + 1),
    };
}

/** An archive becomes a folder. */
export async function unpack(archive: Buffer, draft: string): Promise<void> {
    await answer(["unpack"], archive, { draft });
}

/** What belongs to root inside. */
export function give(path: string): string {
    const range = ownRange();
    if (range) chownSync(path, range.first, range.first);
    return path;
}

async function answer(args: readonly string[], input: Buffer, { from, draft, mounts = [] }: Sight): Promise<Buffer> {
    const bound = [
        ...(from === undefined ? [] : [{ from, at: "/rehearsal/from" }]),
        { from: give(draft), at: "/rehearsal/draft", writable: true },
    ];
    const child = enclose(
        ["/rehearsal/node", "/rehearsal/bin/image-files.cjs", ...args],
        {
            ...{ cwd: "/", writable: [], readable: [], network: "own" },
            prepare: wallsOf(bound, mounts),
            identity: { uid: 0, gid: 0, capabilities: CAPABILITIES, namespaces: false },
        },
        {},
        isolationSupport().namespaces,
    );
    const { stdin, stdout, stderr } = child;
    if (!stdin || !stdout || !stderr) throw new Error("no walls were made for the files of an image");
    stdin.on("error", () => undefined);
    stdin.end(input);
    const [bytes, words] = [buffer(stdout), buffer(stderr)];
    const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) throw new Error((await words).toString("utf8").trim());
    return bytes;
}

/** Lines that give folders to root inside, made by root outside. */
export function givenTo(paths: readonly string[]): readonly string[] {
    const range = ownRange();
    return range ? [`chown ${range.first}:${range.first} ${paths.map(quoted).join(" ")}`] : [];
}
