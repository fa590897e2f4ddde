// Git, asked in such a way that the folder it is asked about has no say in what runs. A configuration can name programs
// (fsmonitor, hooks, filters, textconv, gpg, ssh, helpers of remotes), and comes along with a folder, or in a folder in it.
import { execFileSync } from "node:child_process";

/** What would run a program even in a repository whose configuration is ours. */
const OVERRIDES = {
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "log.showSignature": "false",
    "submodule.recurse": "false",
    "diff.external": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
};

/** Longer than anything asked here takes, unless a file or the matching of a pattern never ends. */
const LONGEST_MS = 60_000;
const LARGEST = 1024 ** 3;

interface Asked {
    /** Whose settings git knows besides ours. @default nobody's, also not those of the machine */
    readonly as?: "person";
    /** What git is told by variables. */
    readonly env?: NodeJS.ProcessEnv;
    /** By which it may reach another repository. @default none */
    readonly protocol?: "none" | "file";
    readonly input?: string | Buffer;
    /** Milliseconds. @default a minute */
    readonly within?: number;
}

/** Answers what it printed. Throws where there is no git, and where it fails. */
export function git(args: readonly string[], asked: Asked = {}): Buffer {
    const { as, env, protocol = "none", input = "", within = LONGEST_MS } = asked;
    const overrides = Object.entries(OVERRIDES).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const known = as === "person" ? personsOwn(process.env) : NOBODY;
    try {
        return execFileSync("git", ["--no-pager", ...overrides, ...args], {
            env: { ...known, ...env, ...QUIET, PATH: process.env["PATH"], GIT_ALLOW_PROTOCOL: protocol },
            input,
            maxBuffer: LARGEST,
            timeout: within,
            killSignal: "SIGKILL",
            stdio: ["pipe", "pipe", "pipe"],
        });
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ETIMEDOUT") throw error;
        const seconds = within / 1000;
        throw new Error(
            `git took longer than ${seconds} s; is there a pattern in a .gitignore that never ends matching?`,
        );
    }
}

const QUIET = {
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    LC_ALL: "C.UTF-8",
};

const NOBODY = {
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
};

/** Without the variables that say which repository is meant, and what to run for it. */
function personsOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const kept = /^(HOME|XDG_CONFIG_HOME|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))$/;
    return Object.fromEntries(Object.entries(env).filter(([name]) => kept.test(name)));
}
