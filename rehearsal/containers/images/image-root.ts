// The lines of shell that make an image's root, in namespaces where no other process sees it.
import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import type { Bound } from "../../sandbox/root";
import { bindOptions, mountedHere, quoted, row } from "../../sandbox/this-machine";
import { givenTo } from "../image-files";
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
    /** Where changes go; nowhere, where it is only read. */
    readonly changes?: string;
    /** Files and folders of this machine that are there as well. */
    readonly held?: readonly Bound[];
}

/** One program mounts it all, for every program that is started costs more than what it does. */
export function mountsOf({ at, from, under, through, shown, changes, held = [] }: ImageRoot): string[] {
    const mounted = mountedHere();
    const parts = ["", ...through].map((part) => {
        const lower = under
            .filter((folder) => hasFolder(folder, part))
            .map((folder) => relative(from, join(folder, part)));
        const lowest = [...lower, ...(part === "" ? [] : [part])];
        if (changes === undefined) return { made: [], row: readOnly(`${at}${part}`, lowest) };
        const [upper = "", work = ""] = ["upper", "work"].map((name) => relative(from, changedAt(changes, part, name)));
        const layers = `lowerdir=${lowest.join(":")},upperdir=${upper},workdir=${work},userxattr`;
        return { made: [upper, work], row: row("none", `${at}${part}`, "overlay", layers) };
    });
    const made = parts.flatMap((part) => part.made);
    const table = [
        ...parts.map((part) => part.row),
        ...shown.map((each) => row(each.from, `${at}${each.at}`, "none", bindOptions(each.from, mounted))),
        ...held.map((each) =>
            row(each.from, `${at}${each.at}`, "none", bindOptions(each.from, mounted, each.writable)),
        ),
        row("none", `${at}/proc`, "proc", "ro,nosuid,nodev,noexec"),
        row("none", `${at}/dev/shm`, "tmpfs", "mode=1777,nosuid,nodev"),
        ...DEVICES.map((name) => row(`/dev/${name}`, `${at}/dev/${name}`, "none", "bind,nosuid,noexec")),
    ];
    return [
        `cd ${quoted(from)}`,
        `mkdir -p ${[at, ...made].map(quoted).join(" ")}`,
        ...(made.length === 0 ? [] : givenTo(made)),
        `printf '%s\\n' ${quoted(table.join("\n"))} >${quoted(`${at}.mounts`)}`,
        `mount --all --fstab ${quoted(`${at}.mounts`)}`,
        // Made without any rights, so that an ordinary owner could not even remove them.
        ...(made.length === 0
            ? []
            : [
                  `chmod 700 ${made
                      .filter((_, n) => n % 2 === 1)
                      .map((work) => quoted(join(work, "work")))
                      .join(" ")}`,
              ]),
    ];
}

/** An overlay of one folder is none. */
function readOnly(at: string, lower: readonly string[]): string {
    const [only = ""] = lower;
    if (lower.length === 1) return row(only, at, "none", "bind,ro,nosuid,nodev");
    return row("none", at, "overlay", `lowerdir=${lower.join(":")},userxattr`);
}

/** Whether a layer has a folder there: by folders alone, since what is a link in it would lead into this machine. */
function hasFolder(layer: string, part: string): boolean {
    const names = part.split("/").filter((name) => name !== "");
    return names.every((_, at) =>
        lstatSync(join(layer, ...names.slice(0, at + 1)), { throwIfNoEntry: false })?.isDirectory(),
    );
}

/** Where what was written to a part of the root lies. */
export function changedAt(changes: string, part: string, name = "upper"): string {
    return join(changes, `${name}${part.replaceAll("/", ".")}`);
}

/** Files and folders that a root has for its mounts. */
const MOUNT_POINTS = { folders: ["proc", "dev/shm"], files: DEVICES.map((name) => `dev/${name}`) };
