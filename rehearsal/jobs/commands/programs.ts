import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { raw } from "jq-wasm";

import { NotRehearsed } from "../../account/gateway";
import { dockerCommand } from "../../containers/cli";
import { pack, unpack } from "../artifacts";
import type { CommandHandler, CommandRequest, CommandResponse } from "../command-server";
import type { JobFolder } from "../job-folder";
import { aws } from "./aws";
import type { JobSite } from "./types";

/** In all, unless AWS_MAX_ATTEMPTS says otherwise. https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-retries.html */
const CLI_ATTEMPTS = 3;

type Site = Omit<JobSite, "cwd" | "real" | "writable">;

/** Answers the programs of one job, in its name. */
export function handlerFor(site: Site, jobFolder: JobFolder): CommandHandler {
    return async (request) => {
        const { cwd, stdin } = request;
        const here = jobFolder.real(cwd, cwd);
        const placed: JobSite = {
            ...site,
            cwd: here,
            real: (path) =>
                path === "/dev/stdin" && stdin !== undefined ? jobFolder.real(stdin, here) : jobFolder.real(path, here),
            writable: (path) => jobFolder.writable(path, here),
        };
        const piped = stdin === undefined ? undefined : jobFolder.real(stdin, here);
        try {
            return await answer({ ...request, cwd: here, stdin: piped }, placed);
        } finally {
            if (piped !== undefined) rmSync(piped, { force: true });
        }
    };
}

async function answer(request: CommandRequest, site: JobSite): Promise<CommandResponse> {
    const { program, argv, attempts = CLI_ATTEMPTS } = request;
    if (program === "aws") return aws(argv, { ...site, by: { ...site.by, attempts } });
    if (program === "docker") return docker(request, site);
    if (program === "sleep") return sleep(argv, (milliseconds) => site.sleep(milliseconds));
    const lent = lentPrograms[program];
    return lent ? lent(request, site) : { code: 127, err: `${program}: not rehearsed\n` };
}

function docker({ argv, stdin }: CommandRequest, site: JobSite): Promise<CommandResponse> {
    const piped = stdin === undefined ? Buffer.alloc(0) : readFileSync(stdin);
    return dockerCommand([...argv], { ...site, stdin: piped });
}

const SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86400 };

/** `sleep`, which takes AWS's time and not ours. Answers undefined for what is no time. */
export function milliseconds(argv: readonly string[]): number | undefined {
    const parts = argv.map((word) => {
        if (word === "infinity") return Infinity;
        const [, count, unit = ""] = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word) ?? [];
        return count === undefined ? NaN : Number(count) * (SECONDS[unit] ?? NaN);
    });
    const sum = parts.reduce((all, part) => all + part, 0);
    return argv.length === 0 || Number.isNaN(sum) ? undefined : sum * 1000;
}

async function sleep(
    argv: readonly string[],
    pause: (milliseconds: number) => Promise<void>,
): Promise<CommandResponse> {
    const span = milliseconds(argv);
    if (span === undefined) return { code: 1, err: `sleep: invalid time interval '${argv.join(" ")}'\n` };
    await pause(span);
    return { code: 0 };
}

// jq, zip and unzip for hosts that have none: every image of CodeBuild has them. Only what scripts ask of them.

type Program = (question: CommandRequest, site: JobSite) => Promise<CommandResponse> | CommandResponse;

/** The options of jq that stand alone, that name a text, and that name a file. */
const JQ_FLAG =
    /^(-[rcnjesSaRM]+|--(raw-output|compact-output|null-input|join-output|exit-status|slurp|sort-keys|raw-input|tab))$/;

const jq: Program = async ({ argv, stdin }, site) => {
    const flags: string[] = [];
    const loose: string[] = [];
    for (let at = 0; at < argv.length; at++) {
        const word = argv[at] ?? "";
        const [name = "", value = ""] = argv.slice(at + 1);
        if (word === "--arg" || word === "--argjson") flags.push(word, name, value);
        else if (word === "--rawfile") flags.push("--arg", name, readFileSync(site.real(value), "utf8"));
        else if (word === "--slurpfile")
            flags.push("--argjson", name, await raw(readFileSync(site.real(value), "utf8"), ".", ["-s", "-c"]));
        else if (JQ_FLAG.test(word)) flags.push(word);
        else if (word.startsWith("-") && word !== "-") throw new NotRehearsed(`jq ${word}; install jq on this machine`);
        else loose.push(word);
        if (word.startsWith("--arg") || word.endsWith("file")) at += 2;
    }
    const [filter = ".", ...files] = loose;
    const piped = stdin === undefined ? "null" : readFileSync(stdin, "utf8");
    const input = files.length === 0 ? piped : files.map((file) => readFileSync(site.real(file), "utf8")).join("\n");
    try {
        const out = await raw(input, filter, flags);
        const joined = flags.some((flag) => flag === "--join-output" || /^-\w*j/.test(flag));
        const strict = flags.some((flag) => flag === "--exit-status" || /^-\w*e/.test(flag));
        const last = out.trim().split("\n").pop();
        const falsy = last === "null" || last === "false" ? 1 : last === "" ? 4 : 0;
        return { code: strict ? falsy : 0, out: out === "" || joined || out.endsWith("\n") ? out : `${out}\n` };
    } catch (error) {
        return { code: 5, err: `${(error as Error).message}\n` };
    }
};

const zip: Program = ({ argv, stdin, cwd }, site) => {
    const options = argv
        .filter((word) => /^-./.test(word))
        .join("")
        .replaceAll("-", "");
    if (!/^[qXDr@j]*$/.test(options)) throw new NotRehearsed(`zip -${options}; install zip on this machine`);
    const [target = "", ...named] = argv.filter((word) => !/^-./.test(word));
    const listed =
        options.includes("@") && stdin !== undefined ? readFileSync(stdin, "utf8").split("\n").filter(Boolean) : [];
    const files = [...named, ...listed].flatMap((path) => filesBelow(cwd, path.replace(/^\.\//, "")));
    const name = (path: string) => (options.includes("j") ? basename(path) : path);
    const bytes = pack(Object.fromEntries(files.map((path) => [name(path), join(cwd, path)])));
    writeFileSync(site.writable(target.endsWith(".zip") || target.includes(".") ? target : `${target}.zip`), bytes);
    return { code: 0 };
};

function filesBelow(cwd: string, path: string): readonly string[] {
    const full = join(cwd, path);
    if (!existsSync(full)) return [];
    return statSync(full).isDirectory()
        ? readdirSync(full).flatMap((name) => filesBelow(cwd, join(path, name)))
        : [path];
}

const unzip: Program = ({ argv, cwd }, site) => {
    const [archive = "", ...more] = argv.filter((word) => !/^-[qo]+$/.test(word));
    const [flag, folder = cwd, ...others] = more;
    if ((flag !== undefined && flag !== "-d") || others.length > 0)
        throw new NotRehearsed(`unzip ${more.join(" ")}; install unzip on this machine`);
    const path = site.real(archive);
    if (!existsSync(path)) return { code: 9, err: `unzip:  cannot find or open ${archive}\n` };
    try {
        unpack(readFileSync(path), site.writable(folder));
        return { code: 0 };
    } catch (error) {
        return { code: 9, err: `unzip: ${archive}: ${(error as Error).message}\n` };
    }
};

export const lentPrograms: Readonly<Record<string, Program>> = { jq, zip, unzip };
