import { existsSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

import type { CheckedBuild } from "../../builds/types";
import type { Finding } from "../../check/findings";
import type { AppSpec } from "./appspec";

/** Where a command or a script says a port in so many words: an option, a variable, an address of this machine. */
const SAYS_PORT =
    /(?:\bPORT=|--port[= ]|--bind[= ]\S*?:|\bhttp\.server |\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0):)["']?(\d{2,5})\b/g;
const MOST_BYTES = 1_000_000;

type Says = Omit<Finding, "level" | "says" | "fix"> & { readonly ports: readonly string[] };

/** The command of the settings, or the hooks and units of an AppSpec of the application's own: the port that is open is theirs. */
export function portIsNamed(of: CheckedBuild, appSpec: AppSpec | undefined, root: string): readonly Finding[] {
    const { line, settings } = of;
    const { port, start, environment } = line.deploy;
    if (port === undefined) return [];
    const where = settings.at(line.name, "deploy", "port");
    const told: readonly Says[] =
        environment?.["PORT"] === undefined
            ? []
            : [placed(settings.at(line.name, "deploy", "environment", "PORT"), [environment["PORT"]])];
    const started =
        appSpec || start === undefined ? [] : [placed(settings.at(line.name, "deploy", "start"), portsIn(start))];
    const found = [...told, ...started, ...(appSpec ? inFiles(of, appSpec, root) : [])];
    return found.flatMap(({ ports, ...at }): readonly Finding[] => {
        if (ports.length === 0 || ports.includes(String(port))) return [];
        const says = `it says port ${[...new Set(ports)].join(", ")}, and ${where} says ${port}: what listens elsewhere is reached by nobody`;
        return [{ level: "look", ...at, says, fix: `port ${port}, which the variable PORT holds as well` }];
    });
}

/** `Pulumi.staging.yaml:14`, as a finding has it. */
function placed(at: string, ports: readonly string[]): Says {
    const [, file = at, line] = /^(.*):(\d+)$/.exec(at) ?? [];
    return { file, ...(line === undefined ? {} : { line: Number(line) }), ports };
}

/** Scripts that hooks run, and units of systemd that are copied. */
function inFiles({ shown }: CheckedBuild, { hooks, sources }: AppSpec, root: string): readonly Says[] {
    const scripts = Object.values(hooks).flatMap((each) => each.map(({ location }) => location));
    const named = [...scripts, ...sources.filter((source) => source.endsWith(".service"))];
    return [...new Set(named)].flatMap((name) => {
        const path = join(root, posix.normalize(`/${name}`));
        const found = existsSync(path) ? statSync(path) : undefined;
        if (found?.isFile() !== true || found.size > MOST_BYTES) return [];
        return [{ file: shown(path), ports: portsIn(readFileSync(path, "utf8")) }];
    });
}

function portsIn(text: string): readonly string[] {
    return [...text.matchAll(SAYS_PORT)].flatMap(([, port]) => port ?? []);
}
