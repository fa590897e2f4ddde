// Starts a command of a unit, as systemd does: as its user, in its folder, with its variables, its words where the unit says.
// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html
import { NotRehearsed } from "../../account/gateway";
import type { Program } from "../../sandbox/program";
import { isolationSupport } from "../../sandbox/isolation-support";
import { type HostUser, passwd } from "../machine/users";
import type { Machine } from "../machine/machine";
import { environmentOf } from "./environment";
import { commandLine, type UnitFile } from "./file";

/** It does not even begin. */
export class CannotLaunch extends Error {
    constructor(
        words: string,
        /** As systemd calls the result. */
        public readonly why: "exit-code" | "resources",
    ) {
        super(words);
    }
}

interface Launch {
    readonly file: UnitFile;
    readonly name: string;
    readonly invocation: string;
    /** The command line, as the unit has it. */
    readonly text: string;
}

export async function launch(machine: Machine, at: Launch, say: (line: string) => void): Promise<Program> {
    const { file, name, invocation } = at;
    const own = await environmentOf(machine, file);
    if (typeof own === "string") throw new CannotLaunch(own, "resources");
    const { asRoot } = commandLine(at.text, {}, name);
    const who = asRoot ? undefined : await userOf(machine, file);
    const cwd = (file.last("Service.WorkingDirectory") ?? "/").replace(/^-/, "").replace(/^~$/, who?.home ?? "/root");
    const env = {
        ...(who ? { HOME: who.home, USER: who.name, LOGNAME: who.name, SHELL: who.shell } : {}),
        ...own,
        ...{ INVOCATION_ID: invocation },
    };
    const { argv } = commandLine(at.text, { ...machine.env, ...env }, name);
    const [program = ""] = argv;
    if ((await machine.files.kind(cwd)) !== "folder")
        throw new CannotLaunch(
            `Changing to the requested working directory failed: No such file or directory (${cwd})`,
            "exit-code",
        );
    if (program.startsWith("/") && (await machine.files.kind(program)) !== "file")
        throw new CannotLaunch(`Unable to locate executable '${program}': No such file or directory`, "exit-code");
    const group = file.last("Service.Group");
    const as =
        who && !isolationSupport().user
            ? ["setpriv", `--reuid=${who.uid}`, `--regid=${group ?? who.gid}`, "--init-groups", "--"]
            : [];
    const umask = file.last("Service.UMask") ?? "0022";
    const before = `umask ${/^[0-7]{3,4}$/.test(umask) ? umask : "0022"}\n${outputOf(file, name)}exec "$@" </dev/null`;
    return machine.start(["bash", "-c", before, name, ...as, ...argv], { cwd, env, log: say });
}

async function userOf(machine: Machine, file: UnitFile): Promise<HostUser | undefined> {
    const user = file.last("Service.User");
    if (user === undefined) return undefined;
    const found = (await passwd(machine)).find(({ name, uid }) => name === user || String(uid) === user);
    if (found) return found;
    throw new CannotLaunch(`Failed to determine user credentials: No such process (User=${user})`, "exit-code");
}

/** Its words go to where it says, opened as root, and are said as well. */
function outputOf(file: UnitFile, name: string): string {
    const out = file.last("Service.StandardOutput") ?? "journal";
    const wanted = { out, err: file.last("Service.StandardError") ?? "inherit" };
    return Object.entries(wanted)
        .map(([stream, where]) => {
            const from = where === "inherit" && stream === "err" ? out : where;
            const number = stream === "out" ? 1 : 2;
            const [, how, path] = /^(append|file|truncate):(\/.+)$/.exec(from) ?? [];
            if (path !== undefined) {
                const flags = how === "append" || stream === "err" ? "-a " : "";
                return `exec ${number}> >(trap "" TERM INT HUP; exec tee ${flags}'${path.replaceAll("'", "'\\''")}' >&${number})\n`;
            }
            if (from === "null") return `exec ${number}>/dev/null\n`;
            if (/^(inherit|journal|syslog|kmsg|(journal|syslog)\+console)$/.test(from)) return "";
            throw new NotRehearsed(`StandardOutput=${from} in ${name}`);
        })
        .join("");
}
