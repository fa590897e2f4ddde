import { rmSync } from "node:fs";

import type { CommandResponse, CommandHandler, CommandRequest } from "../command-server";
import type { JobFolder } from "../job-folder";
import { aws } from "./aws";
import { docker } from "./docker";
import { lentPrograms } from "./lent";
import { sleep } from "./sleep";
import type { JobSite } from "./types";

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
    const { program, argv } = request;
    if (program === "aws") return aws(argv, site);
    if (program === "docker") return docker(request, site);
    if (program === "sleep") return sleep(argv, (milliseconds) => site.sleep(milliseconds));
    const lent = lentPrograms[program];
    return lent ? lent(request, site) : { code: 127, err: `${program}: not rehearsed\n` };
}
