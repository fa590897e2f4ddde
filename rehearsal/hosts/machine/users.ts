// The users of a host, as its own list has them now.
import type { Machine } from "./machine";

export interface HostUser {
    readonly name: string;
    readonly uid: number;
    readonly gid: number;
    readonly home: string;
    readonly shell: string;
}

/** No list of users is larger. */
const MOST = 1 << 20;

export async function passwd(machine: Machine): Promise<readonly HostUser[]> {
    const text = (await machine.files.read("/etc/passwd", MOST)).toString("utf8");
    return text.split("\n").flatMap((line) => {
        const [name = "", , uid, gid, , home = "/", shell = "/bin/sh"] = line.split(":");
        return gid === undefined ? [] : [{ name, uid: Number(uid), gid: Number(gid), home, shell }];
    });
}
