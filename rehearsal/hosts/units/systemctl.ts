// `systemctl` and `service` of a host. https://www.freedesktop.org/software/systemd/man/latest/systemctl.html
import { NotRehearsed } from "../../account/gateway";
import type { CommandResponse } from "../../jobs/command-server";
import { BadUnit } from "./file";
import type { Diary } from "./diary";
import { fullName, NoUnit, type Unit, type Units } from "./units";

interface Managed {
    readonly units: Units;
    readonly diary: Diary;
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemctl.html#Exit%20status */
const CODE = { notActive: 3, noSuchUnit: 4, failed: 1, notFound: 5 };
const FLAGS = [
    "--no-pager",
    "--no-block",
    "--quiet",
    "-q",
    "--now",
    "--full",
    "-l",
    "--value",
    "--system",
    "--force",
    "-f",
];
const PROPERTY = "--property=";
/** How many of its last words a status shows. */
const LAST = 10;

type Verb = (unit: Unit, managed: Managed, flags: readonly string[]) => Promise<CommandResponse> | CommandResponse;

const done: CommandResponse = { code: 0 };
const said = (words: string | undefined): CommandResponse =>
    words === undefined ? done : { code: 1, err: `${words}\n` };

const restart: Verb = async (unit) => {
    await unit.stop();
    return said(await unit.start());
};

const enable: Verb = async (unit, { units }, flags) => {
    if (!unit.isInstallable)
        return {
            code: 0,
            err: "The unit files have no installation config (WantedBy=, RequiredBy=, UpheldBy=,\nAlso=, or Alias= settings in the [Install] section). This means they are not meant to be enabled or disabled using systemctl.\n",
        };
    units.enabled.add(unit.name);
    return flags.includes("--now") ? said(await unit.start()) : done;
};

const VERBS: Readonly<Record<string, Verb>> = {
    start: async (unit, _, flags) => {
        const started = unit.start();
        return said(flags.includes("--no-block") ? undefined : await started);
    },
    stop: async (unit) => {
        await unit.stop();
        return done;
    },
    restart,
    "try-restart": async (unit, managed, flags) => (unit.state === "active" ? restart(unit, managed, flags) : done),
    reload: async (unit) => said(await unit.reload()),
    "reload-or-restart": async (unit, managed, flags) =>
        unit.state === "active" && (await unit.reload()) === undefined ? done : restart(unit, managed, flags),
    enable,
    reenable: enable,
    disable: async (unit, { units }, flags) => {
        units.enabled.delete(unit.name);
        if (flags.includes("--now")) await unit.stop();
        return done;
    },
    "is-active": (unit, _, flags) => state(unit.state, unit.state === "active", CODE.notActive, flags),
    "is-failed": (unit, _, flags) => state(unit.state, unit.state === "failed", CODE.failed, flags),
    "is-enabled": (unit, { units }, flags) => {
        const enabled = units.enabled.has(unit.name);
        return state(enabled ? "enabled" : unit.isInstallable ? "disabled" : "static", enabled, CODE.failed, flags);
    },
    status: (unit, { units, diary }) => ({
        code: unit.state === "active" ? 0 : CODE.notActive,
        out: [
            `● ${unit.name} - ${unit.description}`,
            `     Loaded: loaded (${unit.path}; ${units.enabled.has(unit.name) ? "enabled" : "disabled"}; preset: disabled)`,
            `     Active: ${unit.state} (${unit.sub})`,
            "",
            ...diary.of(unit.name).slice(-LAST),
            "",
        ].join("\n"),
    }),
    "reset-failed": () => done,
    // https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html
    show: ({ state, sub, restarts }, _, flags) =>
        shown({ ActiveState: state, SubState: sub, NRestarts: restarts }, flags),
};

function shown(known: Readonly<Record<string, string | number>>, flags: readonly string[]): CommandResponse {
    const asked = flags.flatMap((flag) => (flag.startsWith(PROPERTY) ? flag.slice(PROPERTY.length).split(",") : []));
    const other = asked.find((name) => !Object.hasOwn(known, name));
    if (other !== undefined || asked.length === 0)
        throw new NotRehearsed(`systemctl show ${PROPERTY}${other ?? ""}; ${Object.keys(known).join(", ")} are`);
    const lines = Object.entries(known).filter(([name]) => asked.includes(name));
    const bare = flags.includes("--value");
    return { code: 0, out: lines.map(([name, value]) => `${bare ? "" : `${name}=`}${value}\n`).join("") };
}

function state(word: string, holds: boolean, otherwise: number, flags: readonly string[]): CommandResponse {
    const quiet = flags.includes("--quiet") || flags.includes("-q");
    return { code: holds ? 0 : otherwise, out: quiet ? "" : `${word}\n` };
}

export async function systemctl(argv: readonly string[], managed: Managed): Promise<CommandResponse> {
    const flags = argv.filter((word) => word.startsWith("-"));
    const [verb = "list-units", ...names] = argv.filter((word) => !word.startsWith("-"));
    const unknown = flags.find((flag) => !FLAGS.includes(flag) && !(verb === "show" && flag.startsWith(PROPERTY)));
    if (unknown !== undefined) throw new NotRehearsed(`systemctl ${unknown}`);
    if (verb === "daemon-reload") {
        await managed.units.reload();
        return done;
    }
    const play = VERBS[verb];
    if (!play) throw new NotRehearsed(`systemctl ${verb}`);
    if (names.length === 0) return { code: 1, err: "Too few arguments.\n" };
    const answers: CommandResponse[] = [];
    for (const name of names) answers.push(await one(verb, play, name, managed, flags));
    const text = (key: "out" | "err") => answers.map((answer) => String(answer[key] ?? "")).join("");
    return { code: answers.find(({ code }) => code !== 0)?.code ?? 0, out: text("out"), err: text("err") };
}

async function one(
    verb: string,
    play: Verb,
    name: string,
    managed: Managed,
    flags: readonly string[],
): Promise<CommandResponse> {
    try {
        // What enables a unit loads it anew.
        if (verb.endsWith("enable")) await managed.units.reload();
        const { unit, changed } = await managed.units.find(name);
        const warning = `Warning: The unit file, source configuration file or drop-ins of ${unit.name} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`;
        const answer = await play(unit, managed, flags);
        return changed ? { ...answer, err: `${warning}${answer.err ?? ""}` } : answer;
    } catch (error) {
        if (error instanceof BadUnit) return { code: CODE.failed, err: `${error.message}\n` };
        if (!(error instanceof NoUnit)) throw error;
        return missing(verb, fullName(name), flags);
    }
}

function missing(verb: string, name: string, flags: readonly string[]): CommandResponse {
    if (verb === "show") return shown({ ActiveState: "inactive", SubState: "dead", NRestarts: 0 }, flags);
    if (verb === "is-active") return state("inactive", false, CODE.noSuchUnit, flags);
    if (verb === "is-failed") return state("inactive", false, CODE.failed, flags);
    if (verb === "status") return { code: CODE.noSuchUnit, err: `Unit ${name} could not be found.\n` };
    if (verb === "is-enabled")
        return { code: CODE.failed, err: `Failed to get unit file state for ${name}: No such file or directory\n` };
    const known = /^(stop|reload|try-restart)$/.test(verb) ? "loaded" : "found";
    if (/^(en|dis|reen)able$/.test(verb))
        return { code: CODE.failed, err: `Failed to ${verb} unit: Unit file ${name} does not exist.\n` };
    return { code: CODE.notFound, err: `Failed to ${verb} ${name}: Unit ${name} not ${known}.\n` };
}

/** `service NAME VERB`, which systems with systemd hand on. */
export async function service(
    [name = "", verb = "", ...more]: readonly string[],
    managed: Managed,
): Promise<CommandResponse> {
    if (more.length > 0 || verb === "") throw new NotRehearsed(`service ${[name, verb, ...more].join(" ")}`);
    return systemctl([verb, name], managed);
}
