import { rmSync } from "node:fs";

import type { Answer, Clerk, Question } from "../desk";
import type { Room } from "../room";
import { aws } from "./aws";
import { docker } from "./docker";
import { lentPrograms } from "./lent";
import { sleep } from "./sleep";
import type { JobSite } from "./types";

type Site = Omit<JobSite, "cwd" | "real" | "writable">;

/** Answers the programs of one job, in its name. */
export function clerkOf(site: Site, room: Room): Clerk {
    return async (question) => {
        const { cwd, stdin } = question;
        const here = room.real(cwd, cwd);
        const placed: JobSite = {
            ...site,
            cwd: here,
            real: (path) =>
                path === "/dev/stdin" && stdin !== undefined ? room.real(stdin, here) : room.real(path, here),
            writable: (path) => room.writable(path, here),
        };
        const piped = stdin === undefined ? undefined : room.real(stdin, here);
        try {
            return await answer({ ...question, cwd: here, stdin: piped }, placed);
        } finally {
            if (piped !== undefined) rmSync(piped, { force: true });
        }
    };
}

async function answer(question: Question, site: JobSite): Promise<Answer> {
    const { program, argv } = question;
    if (program === "aws") return aws(argv, site);
    if (program === "docker") return docker(question, site);
    if (program === "sleep") return sleep(argv, (milliseconds) => site.sleep(milliseconds));
    const lent = lentPrograms[program];
    return lent ? lent(question, site) : { code: 127, err: `${program}: not rehearsed\n` };
}
