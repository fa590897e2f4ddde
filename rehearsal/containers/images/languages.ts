// The languages that stood-in images bring along, as this machine has them: the program that answers, not the shim that
// chooses one, at the path where the official image has it.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

import { PIP_SETTINGS } from "../../packages/python-index";
import { hostsPath } from "../../sandbox/environment";

export type LanguageName = "go" | "node" | "python";

/** Something of this machine that a container sees, read-only. */
export interface Shown {
    readonly from: string;
    readonly at: string;
}

export interface Language {
    readonly version: string;
    readonly shown: readonly Shown[];
    /** Links in the image, by their path. */
    readonly links: Readonly<Record<string, string>>;
    /** Files in the image that can be run or read, by their path. */
    readonly files: Readonly<Record<string, string>>;
    /** Folders that the image owns, with all that lies in them. */
    readonly copies: readonly Shown[];
}

const known = new Map<string, Language | undefined>();

/** @param wanted a version, which is taken where this machine has it */
export function languageOf(name: LanguageName, wanted?: string): Language | undefined {
    const key = `${name} ${wanted ?? ""}`;
    if (!known.has(key)) known.set(key, FIND[name](wanted));
    return known.get(key);
}

const FIND: Readonly<Record<LanguageName, (wanted?: string) => Language | undefined>> = { go, node, python };

function node(): Language {
    const program = realpathSync(process.execPath);
    const modules = "/usr/local/lib/node_modules";
    const brought = ["npm", "corepack"].flatMap((name) => packageOf(program, name));
    return {
        version: process.versions.node,
        shown: [
            { from: program, at: "/usr/local/bin/node" },
            ...brought.map(({ name, from }) => ({ from, at: `${modules}/${name}` })),
        ],
        links: {
            "/usr/local/bin/nodejs": "node",
            ...Object.fromEntries(
                brought.flatMap(({ name, bin }) =>
                    bin.map(([command, file]) => [`/usr/local/bin/${command}`, `../lib/node_modules/${name}/${file}`]),
                ),
            ),
        },
        files: {},
        copies: [],
    };
}

interface Brought {
    readonly name: string;
    readonly from: string;
    readonly bin: readonly (readonly [command: string, file: string])[];
}

/** A package that was installed with node itself. */
function packageOf(program: string, name: string): readonly Brought[] {
    const from = join(dirname(dirname(program)), "lib/node_modules", name);
    if (!existsSync(join(from, "package.json"))) return [];
    const { bin = {} } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as {
        bin?: Readonly<Record<string, string>>;
    };
    const commands = Object.entries(bin).filter(([command]) => /^(npm|npx|corepack)$/.test(command));
    return [{ name, from: realpathSync(from), bin: commands }];
}

const ASK_PYTHON = `
import json, os, sys
try:
    import pip
    found = os.path.dirname(pip.__file__)
except ImportError:
    found = None
print(json.dumps([getattr(sys, "_base_executable", sys.executable), sys.base_prefix, sys.version.split()[0], found]))`;

/**
 * As a virtual environment in `/usr/local`: where the image installs packages it has none of this machine's, and pip does
 * not take it for a system's own. https://docs.python.org/3/library/venv.html
 */
function python(wanted = "3"): Language | undefined {
    const minor = /^3\.\d+/.exec(wanted)?.[0];
    const names = [...(minor === undefined ? [] : [`python${minor}`]), "python3"];
    for (const name of names) {
        const answer = ask(name, "-IB", "-c", ASK_PYTHON);
        if (answer === undefined) continue;
        const [executable, prefix, version, pip] = JSON.parse(answer) as [string, string, string, string | null];
        const program = realpathSync(executable);
        const short = version.split(".").slice(0, 2).join(".");
        const packages = `/usr/local/lib/python${short}/site-packages`;
        const links = { python: "python3", python3: `python${short}`, [`python${short}`]: program };
        return {
            version,
            // Where it lies here, since it may look there for its library.
            shown: [prefix === "/usr" ? itself(program) : itself(realpathSync(prefix))],
            links: Object.fromEntries(Object.entries(links).map(([at, to]) => [`/usr/local/bin/${at}`, to])),
            files: {
                // The weakest of pip's settings; a pip.conf of the image goes before it.
                "/etc/xdg/pip/pip.conf": PIP_SETTINGS,
                "/usr/local/pyvenv.cfg": `home = ${dirname(program)}\ninclude-system-site-packages = false\nversion = ${version}\n`,
                ...Object.fromEntries(
                    (pip === null ? [] : ["pip", "pip3", `pip${short}`]).map((at) => [`/usr/local/bin/${at}`, PIP]),
                ),
            },
            copies: pip === null ? [] : [{ from: pip, at: `${packages}/pip` }],
        };
    }
    return undefined;
}

const PIP = `#!/usr/local/bin/python3
import sys
from pip._internal.cli.main import main
sys.exit(main())
`;

function go(): Language | undefined {
    const answer = ask("go", "env", "GOVERSION", "GOROOT")?.split("\n");
    const [version = "", root = ""] = answer ?? [];
    if (!existsSync(join(root, "bin/go"))) return undefined;
    return {
        version: version.replace(/^go/, ""),
        shown: [{ from: realpathSync(root), at: "/usr/local/go" }],
        links: {},
        files: {},
        copies: [],
    };
}

function itself(path: string): Shown {
    return { from: path, at: path };
}

function ask(program: string, ...args: readonly string[]): string | undefined {
    // A shim of pyenv looks for its versions in the home folder; what go would note down there about its use has no place.
    const nowhere = { XDG_CONFIG_HOME: "/dev/null/none", XDG_CACHE_HOME: "/dev/null/none" };
    const env = { PATH: hostsPath(), HOME: process.env.HOME ?? "/", GOTOOLCHAIN: "local", ...nowhere };
    const { status, stdout } = spawnSync(program, args, { encoding: "utf8", env, cwd: "/", timeout: 20_000 });
    return status === 0 && stdout.trim() !== "" ? stdout.trim() : undefined;
}
