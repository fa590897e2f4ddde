// What a container on a stood-in base image sees of this machine: its programs, and nothing of its people.
import { spawnSync } from "node:child_process";
import {
    chmodSync,
    copyFileSync,
    existsSync,
    lstatSync,
    mkdirSync,
    readFileSync,
    readlinkSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";

import { quoted } from "../sandbox/host";

/** Where programs live on the Linux systems there are; whatever else an image needs, it brings along. */
const PROGRAMS = ["/usr", "/etc", "/opt", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

/** What images install into. An ordinary user may not write to the folders of this machine's root; these are its own. */
const INSTALLED = ["bin", "etc", "include", "lib/node_modules", "sbin", "share"].map((name) => join("usr/local", name));

/** The users an image FROM node, python … can name. */
const PASSWD = `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/sbin/nologin
node:x:1000:1000::/home/node:/bin/sh
`;
const GROUP = "root:x:0:\nnogroup:x:65534:\nnode:x:1000:\n";

export interface HostRoot {
    /** Lies under the layers of an image, at `/`. */
    readonly folder: string;
    /** Folders of the host that show through under it. */
    readonly through: readonly string[];
    /** Lies where no container sees it, unless it is shown there. */
    readonly extra: readonly string[];
}

/** Made anew for every engine, since names are resolved as this machine resolves them now. */
export function makeHostRoot(folder: string): HostRoot {
    rmSync(folder, { recursive: true, force: true });
    const through = PROGRAMS.filter((path) => existsSync(path) && !lstatSync(path).isSymbolicLink());
    makeEmptyRoot(folder);
    for (const path of [...through, ...INSTALLED]) mkdirSync(join(folder, path), { recursive: true });
    for (const path of PROGRAMS)
        if (existsSync(path) && !through.includes(path)) symlinkSync(readlinkSync(path), join(folder, path));
    mkdirSync(join(folder, "root"), { mode: 0o700 });
    mkdirSync(join(folder, "home"));
    mkdirSync(join(folder, "home/node"));
    spawnSync("chown", ["1000:1000", join(folder, "home/node")]);
    makeUsers(folder);
    for (const file of ["/etc/resolv.conf", "/etc/hosts"])
        if (existsSync(file)) writeFileSync(join(folder, file), readFileSync(file));
    return { folder, through, extra: putNodeOnPath(folder, through) };
}

/** The lists that USER and --chown are looked up in. */
export function makeUsers(folder: string): void {
    mkdirSync(join(folder, "etc"), { recursive: true });
    writeFileSync(join(folder, "etc/passwd"), PASSWD);
    writeFileSync(join(folder, "etc/group"), GROUP);
}

/** A root without anything but what every container has. */
export function makeEmptyRoot(folder: string): void {
    for (const name of [...MOUNT_POINTS.folders, "etc", "run", "sys", "tmp", "var/tmp"])
        mkdirSync(join(folder, name), { recursive: true });
    for (const name of MOUNT_POINTS.files) writeFileSync(join(folder, name), "");
    for (const name of ["tmp", "var/tmp"]) chmodSync(join(folder, name), 0o1777);
    rmSync(join(folder, "dev/fd"), { force: true });
    symlinkSync("/proc/self/fd", join(folder, "dev/fd"));
}

/** Where the official images have node and what comes with it. */
const BIN = "/usr/local/bin";

function putNodeOnPath(folder: string, through: readonly string[]): readonly string[] {
    const bin = join(folder, BIN);
    const node = realpathSync(process.execPath);
    const prefix = dirname(dirname(node));
    for (const name of ["node", "npm", "npx", "corepack"]) {
        const program = join(prefix, "bin", name);
        if (existsSync(program) && program !== join(BIN, name)) symlinkSync(program, join(bin, name));
    }
    copyFileSync(join(__dirname, "httpd.cjs"), join(bin, "httpd"));
    chmodSync(join(bin, "httpd"), 0o755);
    if (through.some((path) => prefix === path || prefix.startsWith(`${path}/`))) return [];
    mkdirSync(join(folder, prefix), { recursive: true });
    return [prefix];
}

// The lines of shell that make an image's root, in namespaces where no other process sees it.

const DEVICES = ["null", "zero", "full", "random", "urandom"];

interface ImageRoot {
    /** Where the root will be. */
    readonly at: string;
    /** What the names below are made relative to: the options of a mount are one page long at most. */
    readonly from: string;
    /** Folders that lie over each other, the topmost first. */
    readonly under: readonly string[];
    /** Folders of this machine that show through under them. */
    readonly through: readonly string[];
    /** Folders of this machine that are shown as they are. */
    readonly shown: readonly string[];
    /** Where changes go. */
    readonly changes: string;
    /** Whether we are an ordinary user, who may not write every attribute of a file. */
    readonly ordinary: boolean;
}

/** One program mounts it all, for every program that is started costs more than what it does. */
export function mountsOf({ at, from, under, through, shown, changes, ordinary }: ImageRoot): string[] {
    const parts = ["", ...through].map((part) => {
        const [upper = "", work = ""] = ["upper", "work"].map((name) => relative(from, changedAt(changes, part, name)));
        const lower = under
            .filter((folder) => existsSync(join(folder, part)))
            .map((folder) => relative(from, join(folder, part)));
        const layers = `lowerdir=${[...lower, ...(part === "" ? [] : [part])].join(":")},upperdir=${upper},workdir=${work}`;
        return { upper, work, row: row("none", `${at}${part}`, "overlay", ordinary ? `${layers},userxattr` : layers) };
    });
    const table = [
        ...parts.map((part) => part.row),
        ...shown.map((path) => row(path, `${at}${path}`, "none", "bind")),
        row("none", `${at}/proc`, "proc", "ro"),
        row("none", `${at}/dev/shm`, "tmpfs", "mode=1777"),
        ...DEVICES.map((name) => row(`/dev/${name}`, `${at}/dev/${name}`, "none", "bind")),
    ];
    return [
        `cd ${quoted(from)}`,
        `mkdir ${[at, ...parts.flatMap(({ upper, work }) => [upper, work])].map(quoted).join(" ")}`,
        `printf '%s\\n' ${quoted(table.join("\n"))} >${quoted(`${at}.mounts`)}`,
        `mount --all --fstab ${quoted(`${at}.mounts`)}`,
        // Made without any rights, so that an ordinary owner could not even remove them.
        ...(ordinary ? [`chmod 700 ${parts.map(({ work }) => quoted(join(work, "work"))).join(" ")}`] : []),
    ];
}

/** Where what was written to a part of the root lies. */
export function changedAt(changes: string, part: string, name = "upper"): string {
    return join(changes, `${name}${part.replaceAll("/", ".")}`);
}

/** Files and folders that a root has for its mounts. */
const MOUNT_POINTS = { folders: ["proc", "dev/shm"], files: DEVICES.map((name) => `dev/${name}`) };

/** https://man7.org/linux/man-pages/man5/fstab.5.html */
function row(...fields: readonly string[]): string {
    return fields
        .map((field) => field.replace(/[\s\\]/g, (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, "0")}`))
        .join(" ");
}
