// What a job sees of this machine beside the system itself: the programs on PATH that live elsewhere, read-only. Of a home
// folder that is what a language needs and nothing else; a list of what to hide would always lack the next secret.
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";

/** A folder or file of this machine, and where it is seen. */
export interface Shown {
    readonly from: string;
    readonly at: string;
}

/** Every root has these anyway. */
const SYSTEM = /^\/(usr|bin|sbin|lib|lib32|lib64|libx32|etc)(\/|$)/;
/** Where whole systems of programs are installed, for every user of a machine. */
const SHARED = /^(\/opt\/.+|\/nix|\/snap|\/home\/linuxbrew\/\.linuxbrew)(?=\/|$)/;
/** Folders that hold nothing but languages, wherever a home folder has them. */
const MANAGERS = [
    ...[
        ".asdf",
        ".bun",
        ".deno",
        ".dotnet",
        ".fnm",
        ".goenv",
        ".jenv",
        ".nodenv",
        ".nvm",
        ".pyenv",
        ".rbenv",
        ".rustup",
    ],
    ...[".sdkman/candidates", ".volta", ".local/share/fnm", ".local/share/mise", ".local/share/pnpm"],
    ".local/share/uv/python",
];
const MANAGER = new RegExp(`^.*/(${MANAGERS.map((name) => name.replaceAll(".", "\\.")).join("|")})(?=/|$)`);
/** What a language leaves beside its `bin`: Python, Conda, Node, Go, Java, Maven, Gradle. */
const MARKS = ["pyvenv.cfg", "conda-meta", "include/node", "pkg/tool", "release", "bin/m2.conf", "init.d"];
const BINS = ["bin", "sbin", "shims"];

export interface Machine {
    readonly path: string;
    readonly home: string;
    /** The node that runs this. */
    readonly node: string;
    /** Certificates that the environment names. */
    readonly certificates: readonly string[];
}

/** None lies below another. */
export function toolchain({ path, home, node, certificates }: Machine): readonly Shown[] {
    const folders = [...path.split(delimiter).filter((folder) => folder.startsWith("/")), dirname(node)];
    const named = folders.filter(existsSync).flatMap((folder) => programsOf(folder));
    const wanted = [...named, ...certificates.filter((file) => file.startsWith("/") && existsSync(file)).map(itself)]
        .filter(({ at }) => !SYSTEM.test(at) && !`${home}/`.startsWith(`${at}/`))
        .filter(({ at }) => at.split("/").length > 2 || SHARED.test(at));
    const outermost = [...new Map(wanted.map((shown) => [shown.at, shown])).values()];
    return outermost.filter(({ at }) => !outermost.some((other) => other.at !== at && at.startsWith(`${other.at}/`)));
}

/** A folder of PATH with what its programs need; also what they are links to. */
function programsOf(folder: string): readonly Shown[] {
    const real = realpathSync(folder);
    const own = [installationOf(real), ...(real === folder ? [] : [{ from: real, at: folder }])];
    if (SYSTEM.test(real)) return real === folder ? [] : own.slice(1);
    const links = readdirSync(real, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
    const targets = links.map(({ name }) => targetOf(join(real, name))).filter((target) => target !== undefined);
    return [...own, ...targets.filter((target) => !target.startsWith(`${real}/`)).map(ofProgram)];
}

function ofProgram(program: string): Shown {
    const found = installationOf(dirname(program));
    return found.at === dirname(program) ? itself(program) : found;
}

/** Everything that was installed together with a folder of programs, where that is known; the folder alone, where not. */
function installationOf(folder: string): Shown {
    const shared = MANAGER.exec(folder)?.[0] ?? SHARED.exec(folder)?.[0];
    if (shared !== undefined) return itself(shared);
    const prefix = dirname(folder);
    const whole = BINS.includes(basename(folder)) && MARKS.some((mark) => existsSync(join(prefix, mark)));
    return itself(whole ? prefix : folder);
}

function itself(path: string): Shown {
    return { from: path, at: path };
}

function targetOf(link: string): string | undefined {
    try {
        const target = realpathSync(link);
        return statSync(target).isFile() ? target : undefined;
    } catch {
        return undefined;
    }
}
