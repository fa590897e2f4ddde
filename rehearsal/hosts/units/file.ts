// The text of a service's unit, as systemd reads it. https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html
import { NotRehearsed } from "../../account/gateway";

export interface UnitFile {
    /** By `Section.Key`; an empty value forgets those before it. */
    all(key: string): readonly string[];
    last(key: string): string | undefined;
    readonly isInstallable: boolean;
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html and systemd.exec.html */
const PLAYED = [
    ...["Type", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecStop", "ExecStopPost", "ExecReload"],
    ...["User", "Group", "WorkingDirectory", "Environment", "EnvironmentFile", "UMask"],
    ...["Restart", "RestartSec", "RemainAfterExit", "TimeoutStopSec", "TimeoutSec", "KillSignal", "SuccessExitStatus"],
    ...["StandardOutput", "StandardError", "AmbientCapabilities"],
].map((key) => `Service.${key}`);
/** Orders boots that a host does only once, describes, or asks for what a host always is. */
const SILENT = [
    ...["Description", "Documentation", "After", "Before", "Wants", "Requires", "StartLimitIntervalSec"].map(
        (key) => `Unit.${key}`,
    ),
    ...["StartLimitBurst"].map((key) => `Unit.${key}`),
    ...["StandardInput", "SyslogIdentifier", "SyslogFacility", "LimitNOFILE"].map((key) => `Service.${key}`),
    ...["LimitNPROC", "LimitCORE", "TasksMax", "NoNewPrivileges", "TimeoutStartSec", "KillMode", "OOMScoreAdjust"].map(
        (key) => `Service.${key}`,
    ),
    ...["WantedBy", "RequiredBy", "Alias"].map((key) => `Install.${key}`),
];
const TYPES = ["simple", "exec", "oneshot"];

export class BadUnit extends Error {}

/** @param texts the unit, and what lies in its folder of additions */
export function readUnit(name: string, texts: readonly string[]): UnitFile {
    const values = new Map<string, string[]>();
    for (const text of texts) readInto(values, text);
    const unknown = [...values.keys()].filter((key) => !PLAYED.includes(key) && !SILENT.includes(key));
    if (unknown.length > 0)
        throw new NotRehearsed(
            `${unknown.map((key) => `${key.replace(".", "] ").replace(/^/, "[")}=`).join(", ")} in ${name}`,
        );
    const all = (key: string) => values.get(key) ?? [];
    const last = (key: string) => all(key).at(-1);
    const type = last("Service.Type") ?? "simple";
    if (!TYPES.includes(type)) throw new NotRehearsed(`Type=${type} in ${name}; ${TYPES.join(", ")} are`);
    // Every port is open to every user of a host, which is more than AWS's has.
    const rights = last("Service.AmbientCapabilities") ?? "CAP_NET_BIND_SERVICE";
    if (rights !== "CAP_NET_BIND_SERVICE") throw new NotRehearsed(`AmbientCapabilities=${rights} in ${name}`);
    const kill = last("Service.KillMode") ?? "control-group";
    if (kill !== "control-group" && kill !== "mixed") throw new NotRehearsed(`KillMode=${kill} in ${name}`);
    if (all("Service.ExecStart").length === 0)
        throw new BadUnit(`${name}: Service has no ExecStart= setting. Refusing.`);
    if (type !== "oneshot" && all("Service.ExecStart").length > 1)
        throw new BadUnit(
            `${name}: Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.`,
        );
    return { all, last, isInstallable: [...values.keys()].some((key) => key.startsWith("Install.")) };
}

function readInto(values: Map<string, string[]>, text: string): void {
    let section = "";
    // A line goes on behind a backslash.
    for (const line of text.replace(/\\\n/g, " ").split("\n")) {
        const trimmed = line.trim();
        if (trimmed === "" || /^[#;]/.test(trimmed)) continue;
        const [, header] = /^\[(.+)\]$/.exec(trimmed) ?? [];
        if (header !== undefined) {
            section = header;
            continue;
        }
        const at = trimmed.indexOf("=");
        if (at === -1) continue;
        const key = `${section}.${trimmed.slice(0, at).trim()}`;
        const value = trimmed.slice(at + 1).trim();
        values.set(key, value === "" ? [] : [...(values.get(key) ?? []), value]);
    }
}

/** Words as systemd divides them: quotes of both kinds, and a backslash before a letter. */
export function wordsOf(text: string): readonly string[] {
    const words: string[] = [];
    let word: string | undefined;
    let quote = "";
    for (let at = 0; at < text.length; at++) {
        const letter = text.charAt(at);
        if (letter === "\\" && at + 1 < text.length) word = `${word ?? ""}${text.charAt((at += 1))}`;
        else if (quote !== "") {
            if (letter === quote) quote = "";
            else word = `${word ?? ""}${letter}`;
        } else if (letter === '"' || letter === "'") [quote, word] = [letter, word ?? ""];
        else if (/\s/.test(letter)) {
            if (word !== undefined) words.push(word);
            word = undefined;
        } else word = `${word ?? ""}${letter}`;
    }
    return word === undefined ? words : [...words, word];
}

export interface CommandLine {
    readonly argv: readonly string[];
    /** Whether its failure is none. */
    readonly forgiven: boolean;
    /** Whether it runs as root, whoever the unit's user is. */
    readonly asRoot: boolean;
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines */
export function commandLine(text: string, env: Readonly<Record<string, string>>, unit: string): CommandLine {
    const [, prefix = "", rest = ""] = /^([-@:+!|]*)(.*)$/s.exec(text) ?? [];
    if (/[^-+]/.test(prefix)) throw new NotRehearsed(`a command of ${unit} that begins with ${prefix}`);
    const argv = wordsOf(rest).flatMap((word) => {
        const specified = word.replaceAll(/%(.)/g, (_, letter: string) => specifier(letter, unit));
        const [, whole] = /^\$(\w+)$/.exec(specified) ?? [];
        // Without braces it may be several words, or none.
        if (whole !== undefined) return (env[whole] ?? "").split(/\s+/).filter(Boolean);
        return specified
            .replaceAll("$$", "\0")
            .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? "")
            .replaceAll("\0", "$");
    });
    return { argv, forgiven: prefix.includes("-"), asRoot: prefix.includes("+") };
}

function specifier(letter: string, unit: string): string {
    if (letter === "%") return "%";
    if (letter === "n") return unit;
    if (letter === "N" || letter === "p") return unit.replace(/\.service$/, "");
    throw new NotRehearsed(`%${letter} in ${unit}`);
}

/** `5s`, `1min 30s`, `500ms`, a number of seconds. https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html */
export function milliseconds(text: string): number {
    if (text === "infinity") return Infinity;
    const UNITS: Readonly<Record<string, number>> = {
        ms: 1,
        s: 1000,
        sec: 1000,
        "": 1000,
        m: 60_000,
        min: 60_000,
        h: 3_600_000,
    };
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)];
    return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNITS[unit] ?? NaN), 0);
}
