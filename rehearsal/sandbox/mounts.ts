// What is mounted on this machine, and the options by which some of it is mounted once more.
// https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
import { readFileSync } from "node:fs";

import { quoted } from "./host";

export interface Mounted {
    readonly at: string;
    readonly options: readonly string[];
}

export function mountedHere(): readonly Mounted[] {
    return readFileSync("/proc/self/mountinfo", "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => {
            const [, , , , at = "", options = ""] = line.split(" ");
            return {
                at: at.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
                options: options.split(","),
            };
        });
}

/** A bind may be stricter than what it shows and never more generous, or the kernel refuses it to ordinary users. */
export function bindOptions(from: string, mounted: readonly Mounted[], writable = false): string {
    const holds = mounted.filter(({ at }) => `${from}/`.startsWith(at === "/" ? "/" : `${at}/`));
    const noexec =
        holds
            .sort((a, b) => a.at.length - b.at.length)
            .at(-1)
            ?.options.includes("noexec") === true;
    const bind = below(from, mounted).length > 0 ? "rbind" : "bind";
    return [bind, "nosuid", "nodev", ...(noexec ? ["noexec"] : []), ...(writable ? [] : ["ro"])].join(",");
}

/** Lines that make read-only what is mounted below a folder that is shown: its own option leaves these out. */
export function closed(from: string, at: string, mounted: readonly Mounted[]): string[] {
    return below(from, mounted).map((mount) => {
        const options = mount.options.filter((option) => option === "noexec");
        const place = quoted(`${at}${mount.at.slice(from.length)}`);
        return `mount -o ${["remount", "bind", "ro", "nosuid", "nodev", ...options].join(",")} ${place}`;
    });
}

function below(folder: string, mounted: readonly Mounted[]): readonly Mounted[] {
    return mounted.filter(({ at }) => at.startsWith(`${folder}/`));
}

/** https://man7.org/linux/man-pages/man5/fstab.5.html */
export function row(...fields: readonly string[]): string {
    return fields
        .map((field) => field.replace(/[\s\\]/g, (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, "0")}`))
        .join(" ");
}
