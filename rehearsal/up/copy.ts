import { constants, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * Copies files, folders and links as they are: a link leads where it led, and nothing behind it is copied. Pipes, sockets and
 * devices, which no application's source has, are left out: reading one may never end.
 */
export function copyFolder(from: string, to: string, without: ReadonlySet<string>): void {
    // Listed before anything is made, as the copy may lie below what is copied.
    const entries = readdirSync(from, { withFileTypes: true }).filter(({ name }) => !without.has(name));
    mkdirSync(to, { recursive: true, mode: lstatSync(from).mode | 0o700 });
    for (const entry of entries) {
        const [source, target] = [join(from, entry.name), join(to, entry.name)];
        if (entry.isDirectory()) copyFolder(source, target, without);
        else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
        else if (entry.isFile()) copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    }
}
