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
import { dirname, join } from "node:path";

import { MOUNT_POINTS } from "./mounts";

/** Where programs live on the Linux systems there are; whatever else an image needs, it brings along. */
const PROGRAMS = ["/usr", "/etc", "/opt", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

/** What images install into. Folders of this machine's root are nobody's to write for an ordinary user; these are theirs. */
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
