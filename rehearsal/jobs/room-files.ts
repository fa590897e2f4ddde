// The files of a job, as its own programs see them: a path is looked for inside its walls, and there alone.
import { type Entry, KIND, LIMIT, LINK } from "./zip";
import type { Head } from "../sandbox/inside/frames.cjs";
import type { Room } from "../sandbox/room";

export const KINDS: readonly string[] = ["file", "folder", "link", "other"];

/** Something below a folder. */
export interface Found {
    /** From the folder on, with slashes. */
    readonly path: string;
    readonly kind: string;
    /** The same for what is no link; nothing for a link to what is not there, the system's words where it cannot be told. */
    readonly leadsTo: string | undefined;
}

/** Read in one go. */
const TOGETHER = 500;

export class RoomFiles {
    constructor(
        private readonly room: Room,
        /** What a relative path begins at. */
        public readonly cwd: string,
    ) {}

    public async read(path: string, most = LIMIT): Promise<Buffer> {
        const [, bytes] = await this.ask("read", { path, most });
        return bytes;
    }

    /** Makes the folders above it as well. */
    public async write(path: string, bytes: Uint8Array): Promise<void> {
        await this.ask("write", { path }, bytes);
    }

    public async remove(path: string): Promise<void> {
        await this.ask("remove", { path });
    }

    public async kind(path: string): Promise<string | undefined> {
        const [{ kind }] = await this.ask("stat", { path });
        return typeof kind === "string" ? kind : undefined;
    }

    /** Everything below a folder, in the order of its names. */
    public async list(path: string): Promise<readonly Found[]> {
        const [{ entries }] = await this.ask("list", { path });
        const listed = (Array.isArray(entries) ? entries : []).map((entry: unknown) => {
            const [name, kind, leadsTo] = Array.isArray(entry) ? (entry as unknown[]) : [];
            return {
                path: nameIn(name),
                kind: String(kind),
                leadsTo: leadsTo === null ? undefined : String(leadsTo),
            };
        });
        return listed.sort((a, b) => (a.path < b.path ? -1 : 1));
    }

    /** Files with their bytes, as a zip holds them. */
    public async take(
        files: readonly { readonly name: string; readonly path: string }[],
        links = false,
    ): Promise<Entry[]> {
        const entries: Entry[] = [];
        let left = LIMIT;
        for (let at = 0; at < files.length; at += TOGETHER) {
            const some = files.slice(at, at + TOGETHER);
            const [{ taken }, bytes] = await this.ask("take", {
                files: some.map(({ path }) => path),
                links,
                most: left,
            });
            const told = Array.isArray(taken) ? (taken as unknown[]) : [];
            let from = 0;
            some.forEach(({ name }, index) => {
                const [mode, length] = (told[index] ?? []) as number[];
                entries.push({
                    name,
                    mode: Number(mode) || 0,
                    bytes: bytes.subarray(from, (from += Number(length) || 0)),
                });
            });
            left -= bytes.length;
        }
        return entries;
    }

    /** Puts entries of a zip below a folder. */
    public async put(path: string, entries: readonly Entry[]): Promise<void> {
        const files = entries.map(({ name, mode, bytes }) => ({
            name,
            length: bytes.length,
            link: (mode & KIND) === LINK,
            executable: (mode & KIND) !== LINK && (mode & 0o111) !== 0,
        }));
        await this.ask("put", { path, files }, Buffer.concat(entries.map(({ bytes }) => bytes)));
    }

    private ask(ask: string, head: Head, body?: Uint8Array) {
        return this.room.ask(ask, { cwd: this.cwd, ...head }, body);
    }
}

/** It is made a name in a zip, and a file of ours. */
function nameIn(name: unknown): string {
    if (
        typeof name !== "string" ||
        name.split("/").some((part) => ["", ".", ".."].includes(part)) ||
        name.includes("\0")
    )
        throw new Error(`a file cannot be called ${JSON.stringify(name)}`);
    return name;
}
