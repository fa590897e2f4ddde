// The lines of shell that make a new root: this machine's system and languages, read-only, the folders that are meant, and
// nothing else. What is not mounted here cannot be named inside.
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

import { bindOptions, closed, type Mounted, quoted, row } from "./this-machine";
import type { Shown } from "./toolchain";

/** A mount of ours covers it while the root is made; nothing that goes into a root lies below it. */
export const NEW_ROOT = "/sys";

/** Links on a merged system, folders on another. */
const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
/** What programs read there: names, certificates, libraries, what languages keep. Neither users nor what a machine is called. */
const ETC = [
    ...["alternatives", "ca-certificates", "ca-certificates.conf", "crypto-policies", "pki", "ssl"],
    ...["gai.conf", "host.conf", "localtime", "networks", "nsswitch.conf", "protocols", "services", "timezone"],
    ...["ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias", "magic", "mime.types", "os-release", "terminfo"],
    ...["bash.bashrc", "fonts", "inputrc", "npmrc", "pip.conf", "profile", "profile.d", "wgetrc"],
    ...["dotnet", "maven", "perl", "php", "python3"],
];
const VERSIONED = /^(java-.+|python3\.\d+)$/;
const OWN = {
    passwd: "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
    group: "root:x:0:\nnogroup:x:65534:\n",
    hosts: "127.0.0.1 localhost\n::1 localhost\n",
};
const DEVICES = ["null", "zero", "full", "random", "urandom", "tty"].map((name) => `/dev/${name}`);
const LINKS = ["/dev/fd", "/dev/stdin", "/dev/stdout", "/dev/stderr"];
const FOLDERS = ["/dev/pts", "/dev/shm", "/etc", "/proc", "/root", "/run", "/sys", "/tmp", "/var/tmp"];

/** What lies in a root beside the system. */
export interface Bound extends Shown {
    readonly writable?: boolean;
}

/** Enough for what stands in a root that nobody writes to. */
const SMALL = "16m";

/** Lines for a process that is alone with its mounts; `mounted` is what it found. Every program that is started counts. */
export function rootLines(wanted: readonly Bound[], mounted: readonly Mounted[], most = SMALL): string[] {
    const system = SYSTEM.filter((path) => existsSync(path));
    const linked = system.filter((path) => lstatSync(path).isSymbolicLink());
    const etc = readdirSync("/etc").filter((name) => ETC.includes(name) || VERSIONED.test(name));
    const [etcFolders, etcFiles] = [true, false].map((folders) =>
        etc.map((name) => `/etc/${name}`).filter((path) => isFolder(path) === folders),
    ) as [string[], string[]];
    const tmp = wanted.find(({ at }) => at === "/tmp");
    const bound: readonly Bound[] = [
        ...[...system.filter((path) => !linked.includes(path)), ...etcFolders].map(asItIs),
        ...wanted,
        ...(tmp ? [{ ...tmp, at: "/var/tmp" }] : []),
    ];
    /** Where a path lies while the root is made: in what will be mounted around it, which is only mounted then. */
    const point = (path: string): string => {
        const around = wanted.find(({ at }) => at !== path && path.startsWith(`${at}/`));
        return around === undefined ? inside(path) : `${around.from}${path.slice(around.at.length)}`;
    };
    const files = [...bound.filter(({ from }) => !isFolder(from)).map(({ at }) => at), ...DEVICES, "/dev/ptmx"];
    const folders = [
        ...FOLDERS,
        ...bound.filter(({ from }) => isFolder(from)).map(({ at }) => at),
        ...files.map(dirname),
    ];
    const table = [
        ...bound.map(({ from, at, writable }) => row(from, inside(at), "none", bindOptions(from, mounted, writable))),
        ...DEVICES.map((device) => row(device, inside(device), "none", "bind,nosuid,noexec")),
        row("none", inside("/dev/shm"), "tmpfs", "mode=1777,nosuid,nodev"),
        row("none", inside("/dev/pts"), "devpts", "newinstance,ptmxmode=0666,mode=620,nosuid,noexec"),
        row(inside("/dev/pts/ptmx"), inside("/dev/ptmx"), "none", "bind,nosuid,noexec"),
        row("none", inside("/proc"), "proc", "nosuid,nodev,noexec"),
    ];
    return [
        `mount -t tmpfs -o mode=755,nosuid,nodev,size=${most} none ${NEW_ROOT}`,
        `mkdir -p ${[...new Set(folders)].map((path) => quoted(point(path))).join(" ")}`,
        ...files.map((path) => `: >${quoted(point(path))}`),
        `cp -P --parents ${[...linked, ...LINKS].join(" ")} ${NEW_ROOT}`,
        `cp -L ${etcFiles.map(quoted).join(" ")} ${inside("/etc")}`,
        ...Object.entries({ ...OWN, "resolv.conf": contents("/etc/resolv.conf") }).map(
            ([name, text]) => `printf %s ${quoted(text)} >${inside(`/etc/${name}`)}`,
        ),
        // Read before anything is mounted, and covered by what is.
        `printf '%s\\n' ${quoted(table.join("\n"))} >${inside("/proc/mounts")}`,
        `mount --all --fstab ${inside("/proc/mounts")}`,
        ...bound.flatMap(({ from, at, writable }) => (writable === true ? [] : closed(from, inside(at), mounted))),
    ];
}

function isFolder(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function asItIs(path: string): Bound {
    return { from: realpathSync(path), at: path };
}

function inside(path: string): string {
    return `${NEW_ROOT}${path}`;
}

function contents(file: string): string {
    return existsSync(file) ? readFileSync(file, "utf8") : "";
}
