// A system that a job may add to, as root does in CodeBuild's containers: `npm install -g`, a program in /usr/local/bin. What it
// adds lies above this machine's own files, in memory, and is gone with the job.
// https://docs.kernel.org/filesystems/overlayfs.html
import { existsSync } from "node:fs";

import { type IdRange, type Mounted, quoted } from "./this-machine";

const SYSTEM = "/usr";
/** Where programs put themselves. A folder above another's is its owner's: what is in it stays this machine's own. */
const PLACES = [
    ...["", "/bin", "/include", "/lib", "/lib/node_modules", "/local", "/sbin", "/share", "/share/man"],
    ...["/bin", "/etc", "/include", "/lib", "/lib/node_modules", "/sbin", "/share", "/src"].map(
        (path) => `/local${path}`,
    ),
];
/** No memory until something is written. */
export const MOST = "1g";

/** Beside the system: what stands there is a copy in memory already, or nothing. */
const BESIDE = ["/etc", "/home", "/mnt", "/opt", "/srv", "/var", "/var/cache", "/var/lib", "/var/log"];

/** Lines that give these folders to the job, without what is mounted below them. */
export function besideLines(at: string, range: IdRange | undefined): string[] {
    const folders = BESIDE.map((path) => `${at}${path}`).join(" ");
    const [given, own] = range === undefined ? [[], BESIDE.filter((path) => !path.startsWith("/var/"))] : [[range], []];
    return [
        `mkdir -p ${folders}`,
        ...given.flatMap(({ first }) => [
            `chown ${first}:${first} ${folders}`,
            `find ${at}/etc -xdev -type f -exec chown ${first}:${first} {} + 2>/dev/null || :`,
        ]),
        // The root of an ordinary user's job is closed; what is a mount of its own stays open.
        ...own.map((path) => `mount --rbind ${at}${path} ${at}${path} 2>/dev/null || :`),
    ];
}

/**
 * Lines for a root whose system is mounted already; `at` is where the new root lies. A kernel without this, or with other
 * things mounted below, leaves the system read-only, and what a job writes there fails by name.
 */
export function growingLines(at: string, mounted: readonly Mounted[], range: IdRange | undefined): string[] {
    if (mounted.some((mount) => mount.at.startsWith(`${SYSTEM}/`)) || !existsSync(SYSTEM)) return [];
    const above = `${at}/.above`;
    const folders = PLACES.map((path) => quoted(`${above}/added${path}`));
    const options = `lowerdir=${SYSTEM},upperdir=${above}/added,workdir=${above}/work`;
    // An ordinary user's namespace may keep its marks in no other attributes.
    const marks = range === undefined ? ",userxattr" : "";
    return [
        `mkdir ${above}`,
        `mount -t tmpfs -o mode=755,nosuid,nodev,size=${MOST} none ${above}`,
        `mkdir -p ${above}/work ${folders.join(" ")}`,
        ...(range === undefined ? [] : [`chown -R ${range.first}:${range.first} ${above}/added`]),
        `mount -t overlay -o nosuid,nodev,${options}${marks} none ${at}${SYSTEM} 2>/dev/null || :`,
        // What is mounted keeps it; nobody inside reaches it by its name.
        `umount -l ${above}`,
        `rmdir ${above}`,
    ];
}
