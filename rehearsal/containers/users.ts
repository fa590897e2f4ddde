// Who USER and --chown mean, by the image's own lists.
import { readFileSync } from "node:fs";

import { environmentOf } from "../sandbox/environment";
import { DEFAULT_PATH } from "./bases";
import type { ContainerRuntime, Files } from "./engine";

export interface Identity {
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
            const found = await runtime.find(files, path);
            return found === undefined
                ? []
                : readFileSync(found, "utf8")
                      .split("\n")
                      .map((line) => line.split(":"));
        };
        return new Users(await list("/etc/passwd"), await list("/etc/group"));
    }

    /** `name`, `name:group`, or the numbers of either; nothing means root. */
    public identity(text = ""): Identity {
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
    public environment(text = ""): Record<string, string> {
        const home = this.user(text.split(":")[0] || "0")?.[5] ?? "/";
        return { ...environmentOf({ home, tmp: "/tmp" }), PATH: DEFAULT_PATH };
    }

    private user(user: string): readonly string[] | undefined {
        return this.users.find(([name, , id]) => name === user || id === user);
    }
}
