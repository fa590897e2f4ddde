// Who USER and --chown mean, by the image's own lists.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { environmentOf } from "../../sandbox/environment";
import { type Base, DEFAULT_PATH } from "./bases";
import type { ContainerRuntime, Files } from "../engine";

export interface UserIds {
    readonly uid: number;
    readonly gid: number;
}

export class Users {
    private constructor(
        private readonly users: readonly (readonly string[])[],
        private readonly groups: readonly (readonly string[])[],
    ) {}

    public static async of(runtime: ContainerRuntime, files: Files): Promise<Users> {
        const list = async (path: string) => {
            const found = await runtime.read(files, path);
            return (found?.toString("utf8") ?? "").split("\n").map((line) => line.split(":"));
        };
        return new Users(await list("/etc/passwd"), await list("/etc/group"));
    }

    /** `name`, `name:group`, or the numbers of either; nothing means root. */
    public idsOf(text = ""): UserIds {
        const [user = "", group] = (text || "0").split(":");
        const known = this.user(user);
        if (!known && !/^\d+$/.test(user))
            throw new Error(`unable to find user ${user}: no matching entries in passwd file`);
        const uid = Number(known?.[2] ?? user);
        if (group === undefined) return { uid, gid: Number(known?.[3] ?? 0) };
        const knownGroup = this.groups.find(([name, , id]) => name === group || id === group);
        if (!knownGroup && !/^\d+$/.test(group))
            throw new Error(`unable to find group ${group}: no matching entries in group file`);
        return { uid, gid: Number(knownGroup?.[2] ?? group) };
    }

    /** What every command of theirs finds, before the image has its say; nothing of this machine's own. */
    public environment(text = "", proxy?: string): Record<string, string> {
        const home = this.user(text.split(":")[0] || "0")?.[5] ?? "/";
        return { ...environmentOf({ home, tmp: "/tmp", proxy }), PATH: DEFAULT_PATH };
    }

    private user(user: string): readonly string[] | undefined {
        return this.users.find(([name, , id]) => name === user || id === user);
    }
}

// The lists that the official images have, as far as a Dockerfile may name who is in them.

export type User = readonly [name: string, uid: number, gid: number, home: string, shell: string];

const ROOT: User = ["root", 0, 0, "/root", "/bin/sh"];
const NOBODY: User = ["nobody", 65534, 65534, "/nonexistent", "/usr/sbin/nologin"];
const system = (name: string, id: number): User => [name, id, id, "/", "/usr/sbin/nologin"];
const DEBIAN = [system("daemon", 1), system("bin", 2), system("mail", 8), system("www-data", 33), system("_apt", 42)];
const LISTS: Readonly<Record<Base["kind"], readonly User[]>> = {
    alpine: [ROOT, system("bin", 1), system("daemon", 2), system("mail", 8), system("guest", 405), NOBODY],
    amazon: [ROOT, system("bin", 1), system("daemon", 2), system("mail", 8), system("ftp", 14), NOBODY],
    busybox: [ROOT, system("daemon", 1), system("bin", 2), system("mail", 8), system("www-data", 33), NOBODY],
    compilers: [ROOT, ...DEBIAN, NOBODY],
    full: [ROOT, ...DEBIAN, NOBODY],
    slim: [ROOT, ...DEBIAN, NOBODY],
};
const NODE: User = ["node", 1000, 1000, "/home/node", "/bin/sh"];

/** Who has a home. */
export interface Homed {
    readonly home: string;
    readonly uid: number;
    readonly gid: number;
}

/** Writes the lists that USER and --chown are looked up in; answers who has a home. */
export function makeUsers(folder: string, base?: Base): readonly Homed[] {
    const users = [...LISTS[base?.kind ?? "slim"], ...(base === undefined || base.language === "node" ? [NODE] : [])];
    return writeUsers(folder, users);
}

export function writeUsers(folder: string, users: readonly User[]): readonly Homed[] {
    const groups = users.map(([name, , gid]) => [name === "nobody" ? "nogroup" : name, "x", gid, ""]);
    const lines = (rows: readonly (readonly unknown[])[]) => rows.map((row) => `${row.join(":")}\n`).join("");
    mkdirSync(join(folder, "etc"), { recursive: true });
    writeFileSync(
        join(folder, "etc/passwd"),
        lines(users.map(([name, uid, gid, home, shell]) => [name, "x", uid, gid, name, home, shell])),
    );
    writeFileSync(join(folder, "etc/group"), lines(groups));
    return users.map(([, uid, gid, home]) => ({ home, uid, gid }));
}
