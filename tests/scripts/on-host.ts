import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { rememberingJq } from "./fakes/stand-in";

export interface Play {
    /** Files of the host, by their path there. */
    readonly files?: Readonly<Record<string, string>>;
    /** Programs of the host as shell; each writes down how it was called. @default they do nothing */
    readonly programs?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
    /** Where it runs, as a path of the host. @default "/" */
    readonly cwd?: string;
    /** A mutant: this text of the script is replaced by that one. */
    readonly mutant?: readonly [string, string];
}

export interface Played {
    readonly code: number | null;
    /** Both streams, as the agent keeps them. */
    readonly said: string;
    /** How programs were called, in that order. */
    readonly calls: readonly string[];
    /** A file of the host, or undefined. */
    file(path: string): string | undefined;
}

/** What a host has and this machine may not be told to do. */
const PROGRAMS = [
    "docker",
    "systemctl",
    "useradd",
    "curl",
    "sleep",
    "aws",
    "shutdown",
    "dnf",
    "apt-get",
    "dpkg",
    "snap",
    "wget",
    "mv",
];
/** Paths of a host that a test keeps in a folder of its own. */
const PLACES = ["/etc/", "/var/", "/opt/", "/run/", "/home/"];

/**
 * Runs a script of a host with stand-ins for its programs, and its files in a folder. Whatever it is not given it does
 * not find: none of this machine's own files is read or written by an absolute path.
 */
export function play(script: string, { files = {}, programs = {}, env = {}, cwd = "/", mutant }: Play = {}): Played {
    const home = mkdtempSync(join(tmpdir(), "fairlead-host-"));
    try {
        const [bin, root, log] = ["bin", "root", "calls"].map((part) => join(home, part)) as [string, string, string];
        [bin, root].forEach((folder) => mkdirSync(folder));
        for (const name of new Set([...PROGRAMS, ...Object.keys(programs)])) {
            const text = `#!/bin/bash\nprintf '%s\\n' "${name} $*" >>"${log}"\n${programs[name] ?? ""}\n`;
            writeFileSync(join(bin, name), within(root, text));
            chmodSync(join(bin, name), 0o755);
        }
        mkdirSync(join(root, cwd), { recursive: true });
        for (const [path, text] of Object.entries(files)) {
            mkdirSync(dirname(join(root, path)), { recursive: true });
            writeFileSync(join(root, path), within(root, text));
        }
        if (mutant && script.split(mutant[0]).length !== 2)
            throw new Error(`the mutant's text must stand exactly once in the script: ${mutant[0]}`);
        const body = mutant ? script.replace(mutant[0], () => mutant[1]) : script;
        const file = join(root, cwd, ".script");
        writeFileSync(file, rememberingJq() + within(root, body));
        const done = spawnSync("bash", [file], {
            cwd: join(root, cwd),
            env: { PATH: bin + delimiter + (process.env.PATH ?? ""), TMPDIR: home, LC_ALL: "C", ...env },
            encoding: "utf8",
            timeout: 30_000,
        });
        const content = (path: string): string | undefined =>
            existsSync(path) ? readFileSync(path, "utf8").replaceAll(root, "") : undefined;
        const kept = new Map<string, string | undefined>();
        const calls = content(log)?.split("\n").filter(Boolean) ?? [];
        for (const path of WRITTEN) kept.set(path, content(join(root, path)));
        return {
            code: done.status,
            said: (done.stdout + done.stderr).replaceAll(root, ""),
            calls: calls.map((call) => call.replaceAll(home, "")),
            file: (path) => kept.get(path),
        };
    } finally {
        rmSync(home, { recursive: true, force: true });
    }
}

/** What our scripts write on a host. */
const WRITTEN = [
    "/etc/docker/daemon.json",
    "/etc/logrotate.d/fairlead",
    "/etc/codedeploy-agent/conf/codedeployagent.yml",
    "/etc/systemd/system/fairlead-app.service",
    "/etc/systemd/system/fairlead-app.service.d/port.conf",
    "/opt/aws/amazon-cloudwatch-agent/etc/fairlead.json",
    "/app/said",
    "/var/lib/fairlead/live.json",
    "/var/lib/fairlead/deployed.json",
    "/run/fairlead/runner.env",
    "/run/fairlead/credentials/token",
    "/etc/fairlead/host.env",
];

function within(root: string, text: string): string {
    return PLACES.reduce(
        (moved, place) => moved.replaceAll(new RegExp(`(?<=^|[\\s'"=(>:])${place}`, "gm"), `${root}${place}`),
        text,
    );
}
