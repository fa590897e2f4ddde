import { dockerCommand } from "../../containers/cli";
import type { Room } from "../../sandbox/room";
import type { CommandHandler, CommandRequest, CommandResponse } from "../command-server";
import { lendContext } from "../context";
import { RoomFiles } from "../room-files";
import { aws } from "./aws";
import { curl } from "./curl";
import { lentPrograms } from "./zip-and-jq";
import type { JobSite } from "./types";

/** In all, unless AWS_MAX_ATTEMPTS says otherwise. https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-retries.html */
const CLI_ATTEMPTS = 3;

type Site = Omit<JobSite, "files" | "stdin" | "room">;

/** Answers the programs of one job, in its name. */
export function handlerFor(site: Site, room: Room): CommandHandler {
    return async (request) => {
        const { cwd, stdin: piped } = request;
        const files = new RoomFiles(room, cwd);
        const stdin = () => (piped === undefined ? Promise.resolve(Buffer.alloc(0)) : files.read(piped));
        try {
            return await answer(request, { ...site, room, files, stdin });
        } finally {
            if (piped !== undefined) await files.remove(piped).catch(() => undefined);
        }
    };
}

async function answer(request: CommandRequest, site: JobSite): Promise<CommandResponse> {
    const { program, argv, attempts = CLI_ATTEMPTS } = request;
    if (program === "aws") return aws(argv, { ...site, by: { ...site.by, attempts } });
    if (program === "docker") return docker(argv, site);
    if (program === "curl") return curl(request, site);
    if (program === "sleep") return sleep(argv, (milliseconds) => site.sleep(milliseconds));
    const lent = lentPrograms[program];
    return lent ? lent(request, site) : { code: 127, err: `${program}: not rehearsed\n` };
}

async function docker(argv: readonly string[], site: JobSite): Promise<CommandResponse> {
    return dockerCommand([...argv], {
        ...site,
        stdin: await site.stdin(),
        read: (path) => site.files.read(path),
        write: (path, bytes) => site.files.write(path, bytes),
        lend: (context, dockerfile) => lendContext(site.account, site.files, context, dockerfile),
    });
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
