// The options of `docker run` and its kin, which stand before the image; whatever follows is the container's own.
// https://docs.docker.com/reference/cli/docker/container/run/
import { NotRehearsed } from "../../account/gateway";

type Kind = "flag" | "value";

interface Known {
    readonly long: Readonly<Record<string, Kind>>;
    readonly short: Readonly<Record<string, string>>;
}

export interface Options {
    readonly all: (name: string) => readonly string[];
    readonly last: (name: string) => string | undefined;
    readonly has: (name: string) => boolean;
    readonly words: readonly string[];
}

/** @param command for the refusal of what is not known */
export function optionsOf(command: string, argv: readonly string[], { long, short }: Known, mixed = false): Options {
    const found = new Map<string, string[]>();
    const words: string[] = [];
    for (let at = 0; at < argv.length; at += 1) {
        const word = argv[at] ?? "";
        if (!word.startsWith("-") || word === "-") {
            words.push(word);
            if (mixed) continue;
            words.push(...argv.slice(at + 1));
            break;
        }
        for (const [name, own] of named(word, short)) {
            const kind = Object.hasOwn(long, name) ? long[name] : undefined;
            if (kind === undefined) throw new NotRehearsed(`docker ${command} ${word}`);
            const value = kind === "flag" ? (own ?? "true") : (own ?? argv[(at += 1)] ?? "");
            found.set(name, [...(found.get(name) ?? []), value]);
        }
    }
    const all = (name: string) => found.get(name) ?? [];
    return { all, last: (name) => all(name).at(-1), has: (name) => all(name).at(-1) === "true", words };
}

/** `--name=app`, `-p80:80`, `-dit`. */
function named(
    word: string,
    short: Readonly<Record<string, string>>,
): readonly (readonly [string, string | undefined])[] {
    const [, long, own] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (long !== undefined) return [[long, own]];
    const letters = word.slice(1);
    const first = short[letters.charAt(0)] ?? word;
    if (letters.length === 1) return [[first, undefined]];
    const flags = [...letters].map((letter) => short[letter]);
    if (flags.every((name) => name !== undefined && FLAGS_TOGETHER.includes(name)))
        return flags.map((name) => [name ?? "", undefined] as const);
    return [[first, letters.slice(1).replace(/^=/, "")]];
}

const FLAGS_TOGETHER = ["detach", "interactive", "tty", "all", "quiet", "force"];
const flags = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "flag" as const]));
const values = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "value" as const]));

/** What limits a container, or names it, and changes nothing that a rehearsal shows. */
const SILENT = ["label", "hostname", "log-opt", "memory", "memory-swap", "cpus", "pids-limit", "ulimit", "platform"];

export const RUN: Known = {
    long: {
        ...flags("detach", "rm", "init", "quiet"),
        ...values(
            "name",
            "publish",
            "restart",
            "env",
            "env-file",
            "entrypoint",
            "log-driver",
            "pull",
            "volume",
            "mount",
            ...SILENT,
        ),
    },
    short: { d: "detach", p: "publish", v: "volume", e: "env", l: "label", h: "hostname", m: "memory", q: "quiet" },
};
export const OTHERS: Known = {
    long: {
        ...flags("all", "quiet", "force", "volumes", "no-trunc", "disable-content-trust"),
        ...values("time", "timeout", "filter", "format", "tail", "signal", "type", "platform"),
    },
    short: { a: "all", q: "quiet", f: "force", t: "time", n: "tail", v: "volumes", s: "signal" },
};
export const INSPECT: Known = { ...OTHERS, short: { f: "format" } };
