// The folder that a job hands to `docker build`: a copy of it, made of the bytes that the job gave.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

import type { LocalAccount } from "../account/local-account";
import type { RoomFiles } from "./room-files";
import { KIND, LINK } from "./zip";

export interface Lent {
    readonly context: string;
    readonly dockerfile: string;
    /** Takes it back. */
    done(): void;
}

export async function lendContext(
    account: LocalAccount,
    files: RoomFiles,
    context: string,
    dockerfile = posix.join(context, "Dockerfile"),
): Promise<Lent> {
    const jobs = join(account.folder, "jobs");
    mkdirSync(jobs, { recursive: true });
    const scratch = mkdtempSync(join(jobs, "context-"));
    const done = () => rmSync(scratch, { recursive: true, force: true });
    try {
        const folder = join(scratch, "context");
        await copied(files, context, folder);
        const inside = posix.relative(posix.resolve(files.cwd, context), posix.resolve(files.cwd, dockerfile));
        const place = inside.startsWith("..") ? join(scratch, "Dockerfile") : join(folder, inside);
        if (inside.startsWith("..")) writeFileSync(place, await files.read(dockerfile), { flag: "wx" });
        return { context: folder, dockerfile: place, done };
    } catch (error) {
        done();
        throw error;
    }
}

/** Into a folder that is ours alone: links come last, so nothing of it is ever written through one. */
async function copied(files: RoomFiles, from: string, to: string): Promise<void> {
    const found = await files.list(from);
    mkdirSync(to);
    for (const { path } of found.filter(({ kind }) => kind === "folder"))
        mkdirSync(join(to, path), { recursive: true });
    const wanted = found.filter(({ kind }) => kind === "file" || kind === "link");
    const entries = await files.take(
        wanted.map(({ path }) => ({ name: path, path: posix.join(from, path) })),
        true,
    );
    const isLink = ({ mode }: { readonly mode: number }) => (mode & KIND) === LINK;
    for (const { name, mode, bytes } of [...entries].sort((a, b) => Number(isLink(a)) - Number(isLink(b)))) {
        const place = join(to, name);
        mkdirSync(dirname(place), { recursive: true });
        if (isLink({ mode })) symlinkSync(Buffer.from(bytes).toString("utf8"), place);
        else writeFileSync(place, bytes, { flag: "wx" });
        if (!isLink({ mode })) chmodSync(place, mode & 0o777);
    }
}
