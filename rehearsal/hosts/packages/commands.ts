// `dnf`, `apt-get`, `rpm`, `dpkg` and `snap` of a host, as far as user data and hooks install what they need.
import { NotRehearsed } from "../../account/gateway";
import type { CommandResponse } from "../../jobs/command-server";
import type { RoomFiles } from "../../jobs/room-files";
import { packageIn } from "./downloads";
import type { Installed } from "./installed";

const SILENT = /^(-y|-q|-qq|--yes|--assumeyes|--quiet|--no-install-recommends|--allowerasing|--best|--refresh)$/;
/** A package is a file of some megabytes; ours are a line. */
const MOST = 1 << 20;

/** Nobody else holds the lock, and the index is always there. https://manpages.ubuntu.com/manpages/noble/en/man8/apt-get.8.html */
const OF_APT = [/^-oDPkg::Lock::Timeout=-?\d+$/i, /^--error-on=any$/];

type Command = (argv: readonly string[], installed: Installed, files: RoomFiles) => Promise<CommandResponse>;

const manager =
    (name: string): Command =>
    async (argv, installed) => {
        const known = name.startsWith("apt") ? [SILENT, ...OF_APT] : [SILENT];
        const words = joined(argv).filter((word) => !known.some((option) => option.test(word)));
        const [verb = "", ...names] = words;
        const refused = new NotRehearsed([name, ...argv].join(" "));
        if (words.some((word) => word.startsWith("-"))) throw refused;
        // Nothing is newer than what is there.
        if (/^(update|upgrade|makecache|check-update)$/.test(verb) && names.length === 0) return { code: 0 };
        if (verb === "clean" || verb === "autoremove") return { code: 0 };
        if (verb === "remove" || verb === "erase") installed.remove(names);
        else if (verb === "install" && names.length > 0) await installed.install(names);
        else throw refused;
        return { code: 0, out: "Complete!\n" };
    };

/** `-o NAME=VALUE` as one word. */
function joined(argv: readonly string[]): readonly string[] {
    return argv.flatMap((word, at) =>
        word === "-o" ? [`-o${argv[at + 1] ?? ""}`] : argv[at - 1] === "-o" ? [] : [word],
    );
}

/** `rpm -q NAME…` */
const rpm: Command = async (argv, installed) => {
    const [flag, ...names] = argv;
    if ((flag !== "-q" && flag !== "--query") || names.length === 0) throw new NotRehearsed(`rpm ${argv.join(" ")}`);
    return asked(
        names,
        installed,
        (name) => `${name}-0.rehearsed`,
        (name) => `package ${name} is not installed`,
    );
};

/** `dpkg -i [-E] FILE`, `dpkg -s NAME…` */
const dpkg: Command = async (argv, installed, files) => {
    const [what, ...words] = argv.filter((word) => word !== "-E");
    if (what === "-s" || what === "--status")
        return asked(
            words,
            installed,
            (name) => `Package: ${name}\nStatus: install ok installed`,
            (name) => `dpkg-query: package '${name}' is not installed and no information is available`,
        );
    if (what !== "-i" && what !== "--install") throw new NotRehearsed(`dpkg ${argv.join(" ")}`);
    for (const path of words) {
        const name = packageIn((await files.read(path, MOST)).toString("utf8"));
        if (name === undefined)
            throw new NotRehearsed(`dpkg --install ${path}, which is no package that is stood in for`);
        await installed.install([name], true);
    }
    return { code: 0 };
};

const snap: Command = async (argv, installed) => {
    const [verb, ...names] = argv.filter((word) => word !== "--classic");
    if (verb !== "install" || names.length === 0 || names.some((name) => name.startsWith("-")))
        throw new NotRehearsed(`snap ${argv.join(" ")}`);
    for (const name of names) await installed.snap(name);
    return { code: 0 };
};

function asked(
    names: readonly string[],
    installed: Installed,
    yes: (name: string) => string,
    no: (name: string) => string,
): CommandResponse {
    const lines = names.map((name) => (installed.has(name) ? yes(name) : no(name)));
    return { code: names.every((name) => installed.has(name)) ? 0 : 1, out: `${lines.join("\n")}\n` };
}

export const PACKAGE_COMMANDS: Readonly<Record<string, Command>> = {
    ...Object.fromEntries(["dnf", "yum", "apt", "apt-get"].map((name) => [name, manager(name)])),
    ...{ rpm, dpkg, snap },
};
