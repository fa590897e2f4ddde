// Secrets of a build, as files that a command finds where it asked for them. They are mounted, so no layer, no cache and no image
// ever has them; the folder that they are mounted from is gone with the command, or at the next start.
import { chmodSync, chownSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Digest } from "../../engine/journal";
import type { Bound } from "../../sandbox/root";
import { ownRange } from "../../sandbox/this-machine";
import type { Files, SecretFile } from "../engine";

export interface Given {
    /** With an empty file for each to lie on, in layers that no image keeps. */
    readonly files: Files;
    readonly held: readonly Bound[];
    takeBack(): void;
}

export interface Placed {
    /** With what a mount lies on. */
    readonly layers: readonly Digest[];
    /** Where links of the image lead to it. */
    readonly at: string;
}

export async function giveSecrets(
    secrets: readonly SecretFile[],
    folder: string,
    files: Files,
    place: (files: Files, path: string) => Promise<Placed>,
): Promise<Given> {
    const takeBack = () => rmSync(folder, { recursive: true, force: true });
    const held: Bound[] = [];
    const range = ownRange();
    try {
        for (const [n, { at: path, content, mode, owner }] of secrets.entries()) {
            const { layers, at } = await place(files, path);
            files = { ...files, layers };
            const from = join(folder, String(n));
            writeFileSync(from, content, { mode: 0o600 });
            chmodSync(from, mode);
            if (range) chownSync(from, range.first + owner.uid, range.first + owner.gid);
            held.push({ from, at });
        }
        return { files, held, takeBack };
    } catch (error) {
        takeBack();
        throw error;
    }
}

/** For Docker, in a folder that is gone with the build: a command line is everybody's to read. */
export function secretFlags(secrets: Readonly<Record<string, Buffer>> = {}, folder: string): readonly string[] {
    return Object.entries(secrets).flatMap(([id, content], n) => {
        const path = join(folder, `secret-${n}`);
        writeFileSync(path, content, { mode: 0o600 });
        return ["--secret", `id=${id},src=${path}`];
    });
}
