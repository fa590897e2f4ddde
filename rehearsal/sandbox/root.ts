// The lines of shell that make a new root: this machine's system and languages, read-only, the folders that are meant, and
// nothing else. What is not mounted here cannot be named inside.
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";

import { quoted } from "./host";
import { bindOptions, closed, type Mounted, row } from "./mounts";
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
const FOLDERS = ["/dev/pts", "/dev/shm", "/etc", "/proc", "/root", "/run", "/sys", "/tmp", "/var"];
const LINKS = {
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "fd/0",
    "/dev/stdout": "fd/1",
    "/dev/stderr": "fd/2",
    "/dev/ptmx": "pts/ptmx",
    "/var/run": "/run",
    "/var/tmp": "/tmp",
};

/** What lies in a root beside the system. */
export interface Bound extends Shown {
    readonly writable?: boolean;
}

/** Lines for a process that is alone with its mounts; `mounted` is what it found. */
export function rootLines(wanted: readonly Bound[], mounted: readonly Mounted[]): string[] {
    const system = SYSTEM.filter((path) => existsSync(path));
    const linked = system.filter(
        (path) => lstatSync(path).isSymbolicLink() && basename(readlinkSync(path)) === basename(path),
    );
    const etc = readdirSync("/etc").filter((name) => ETC.includes(name) || VERSIONED.test(name));
    const bound: readonly Bound[] = [
        ...[...system.filter((path) => !linked.includes(path)), ...etc.map((name) => `/etc/${name}`)].map(asItIs),
        ...wanted,
    ];
    /** Where a path lies while the root is made: in what will be mounted around it, which is only mounted then. */
    const point = (path: string): string => {
        const around = wanted.find(({ at }) => at !== path && path.startsWith(`${at}/`));
        return around === undefined ? inside(path) : `${around.from}${path.slice(around.at.length)}`;
    };
    const isFolder = ({ from }: Bound) => statSync(from).isDirectory();
    const files = [...bound.filter((each) => !isFolder(each)).map(({ at }) => at), ...DEVICES];
    const folders = [...FOLDERS, ...bound.filter(isFolder).map(({ at }) => at), ...files.map(dirname)];
    const table = [
        ...bound.map(({ from, at, writable }) => row(from, inside(at), "none", bindOptions(from, mounted, writable))),
        ...DEVICES.map((device) => row(device, inside(device), "none", "bind,nosuid,noexec")),
        row("none", inside("/dev/shm"), "tmpfs", "mode=1777,nosuid,nodev"),
        row("none", inside("/dev/pts"), "devpts", "newinstance,ptmxmode=0666,mode=620,nosuid,noexec"),
        row("none", inside("/proc"), "proc", "nosuid,nodev,noexec"),
    ];
    return [
        `mount -t tmpfs -o mode=755,nosuid,nodev,size=4m none ${NEW_ROOT}`,
        `mkdir -p ${[...new Set(folders)].map((path) => quoted(point(path))).join(" ")}`,
        ...files.map((path) => `: >${quoted(point(path))}`),
        `ln -st ${NEW_ROOT} ${linked.map((path) => quoted(readlinkSync(path))).join(" ")}`,
        ...Object.entries(LINKS).map(([at, to]) => `ln -s ${to} ${inside(at)}`),
        ...Object.entries({ ...OWN, "resolv.conf": contents("/etc/resolv.conf") }).map(
            ([name, text]) => `printf %s ${quoted(text)} >${inside(`/etc/${name}`)}`,
        ),
        `printf '%s\\n' ${quoted(table.join("\n"))} >${inside("/.mounts")}`,
        `mount --all --fstab ${inside("/.mounts")}`,
        `rm ${inside("/.mounts")}`,
        ...bound.flatMap(({ from, at, writable }) => (writable === true ? [] : closed(from, inside(at), mounted))),
    ];
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
