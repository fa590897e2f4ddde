// The lines of shell that make an image's root, in namespaces where no other process sees it.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import { quoted } from "../sandbox/host";
import type { Shown } from "./languages";

/** A root without anything but what every container has. */
export function makeEmptyRoot(folder: string): void {
    for (const name of [...MOUNT_POINTS.folders, "etc", "run", "sys", "tmp", "var/tmp"])
        mkdirSync(join(folder, name), { recursive: true });
    for (const name of MOUNT_POINTS.files) writeFileSync(join(folder, name), "");
    for (const name of ["tmp", "var/tmp"]) chmodSync(join(folder, name), 0o1777);
    rmSync(join(folder, "dev/fd"), { force: true });
    symlinkSync("/proc/self/fd", join(folder, "dev/fd"));
}

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
    /** What of this machine is shown as it is. */
    readonly shown: readonly Shown[];
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
        ...shown.map((each) => row(each.from, `${at}${each.at}`, "none", "bind,ro,nosuid,nodev")),
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
