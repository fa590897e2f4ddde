// A bundle becomes files of the host, by the process of ours inside of it.
import { posix } from "node:path";

import { type Entry, KIND, LINK } from "../../jobs/zip";
import type { Machine } from "../machine/machine";

/** With the modes that the zip has, as unzip gives them; where it has none, with the usual ones. */
export async function unpacked(machine: Machine, root: string, zip: Buffer, entries: readonly Entry[]): Promise<void> {
    const archive = posix.join(root, "deployment-archive");
    await machine.files.write(posix.join(root, "bundle.tar"), zip);
    await machine.files.put(archive, entries);
    const modes = new Map<string, string[]>();
    for (const { name, mode } of entries) {
        if (mode === 0 || (mode & KIND) === LINK) continue;
        const octal = (mode & 0o777).toString(8);
        modes.set(octal, [...(modes.get(octal) ?? []), posix.join(archive, name)]);
    }
    for (const [octal, paths] of modes)
        for (let at = 0; at < paths.length; at += TOGETHER)
            await machine.ask("chmod", octal, "--", ...paths.slice(at, at + TOGETHER));
}

/** In one command line. */
const TOGETHER = 500;
