// jq, zip and unzip for hosts that have none: every image of CodeBuild has them. Only what scripts ask of them.
import { basename, posix } from "node:path";

import { NotRehearsed } from "../../account/gateway";
import { RefusedInside } from "../../sandbox/room";
import { pack } from "../artifacts";
import type { CommandRequest, CommandResponse } from "../command-server";
import type { RoomFiles } from "../room-files";
import { readZip } from "../zip";
import type { JobSite } from "./types";

type Program = (question: CommandRequest, site: JobSite) => Promise<CommandResponse>;

/** The options of jq that stand alone; others name a text or a file. */
const JQ_FLAG =
    /^(-[rcnjesSaRM]+|--(raw-output|compact-output|null-input|join-output|exit-status|slurp|sort-keys|raw-input|tab))$/;

const jq: Program = async ({ argv, stdin }, site) => {
    const read = async (path: string) => (await site.files.read(path)).toString("utf8");
    const flags: string[] = [];
    const loose: string[] = [];
    for (let at = 0; at < argv.length; at++) {
        const word = argv[at] ?? "";
        const [name = "", value = ""] = argv.slice(at + 1);
        if (word === "--arg" || word === "--argjson") flags.push(word, name, value);
        else if (word === "--rawfile") flags.push("--arg", name, await read(value));
        else if (word === "--slurpfile")
            flags.push("--argjson", name, await filtered(site, await read(value), ".", ["-s", "-c"]));
        else if (JQ_FLAG.test(word)) flags.push(word);
        else if (word.startsWith("-") && word !== "-") throw new NotRehearsed(`jq ${word}; install jq on this machine`);
        else loose.push(word);
        if (word.startsWith("--arg") || word.endsWith("file")) at += 2;
    }
    const [filter = ".", ...files] = loose;
    const piped = stdin === undefined ? "null" : (await site.stdin()).toString("utf8");
    const input = files.length === 0 ? piped : (await Promise.all(files.map(read))).join("\n");
    try {
        const out = await filtered(site, input, filter, flags);
        const joined = flags.some((flag) => flag === "--join-output" || /^-\w*j/.test(flag));
        const strict = flags.some((flag) => flag === "--exit-status" || /^-\w*e/.test(flag));
        const last = out.trim().split("\n").pop();
        const falsy = last === "null" || last === "false" ? 1 : last === "" ? 4 : 0;
        return { code: strict ? falsy : 0, out: out === "" || joined || out.endsWith("\n") ? out : `${out}\n` };
    } catch (error) {
        if (!(error instanceof RefusedInside)) throw error;
        return { code: 5, err: `${error.message}\n` };
    }
};

/** A filter may never end, so it runs inside the job, and ends with it. */
async function filtered({ room }: JobSite, input: string, filter: string, flags: readonly string[]): Promise<string> {
    const [, out] = await room.ask("jq", { filter, flags }, Buffer.from(input));
    return out.toString("utf8");
}

const zip: Program = async ({ argv, stdin }, site) => {
    const options = argv
        .filter((word) => /^-./.test(word))
        .join("")
        .replaceAll("-", "");
    if (!/^[qXDr@j]*$/.test(options)) throw new NotRehearsed(`zip -${options}; install zip on this machine`);
    const [target = "", ...named] = argv.filter((word) => !/^-./.test(word));
    const listed =
        options.includes("@") && stdin !== undefined
            ? (await site.stdin()).toString("utf8").split("\n").filter(Boolean)
            : [];
    const below = [...named, ...listed].map((path) => filesBelow(site.files, path.replace(/^\.\//, "")));
    const name = (path: string) => (options.includes("j") ? basename(path) : path);
    const chosen = new Map((await Promise.all(below)).flat().map((path) => [name(path), path]));
    const archive = target.endsWith(".zip") || target.includes(".") ? target : `${target}.zip`;
    await site.files.write(archive, await pack(chosen, site.files));
    return { code: 0 };
};

async function filesBelow(files: RoomFiles, path: string): Promise<readonly string[]> {
    const kind = await files.kind(path);
    if (kind !== "folder") return kind === undefined ? [] : [path];
    const below = await files.list(path);
    return below.filter(({ leadsTo }) => leadsTo === "file").map((found) => posix.join(path, found.path));
}

const unzip: Program = async ({ argv }, { files }) => {
    const [archive = "", ...more] = argv.filter((word) => !/^-[qo]+$/.test(word));
    const [flag, folder = files.cwd, ...others] = more;
    if ((flag !== undefined && flag !== "-d") || others.length > 0)
        throw new NotRehearsed(`unzip ${more.join(" ")}; install unzip on this machine`);
    if ((await files.kind(archive)) === undefined) return { code: 9, err: `unzip:  cannot find or open ${archive}\n` };
    try {
        await files.put(folder, readZip(await files.read(archive)));
        return { code: 0 };
    } catch (error) {
        return { code: 9, err: `unzip: ${archive}: ${(error as Error).message}\n` };
    }
};

export const lentPrograms: Readonly<Record<string, Program>> = { jq, zip, unzip };
