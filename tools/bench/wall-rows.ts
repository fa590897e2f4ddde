import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { JobRoom } from "../../rehearsal/jobs/job-room";
import { FedShell } from "../../rehearsal/jobs/shell";
import { isolationSupport } from "../../rehearsal/sandbox/isolation-support";
import type { Row } from "./bench";
import { median, scratch } from "./measure";

const [JOBS, COMMANDS, FILES] = [10, 10, 50];

/** What the walls cost that jobs stand in: each figure beside the same one without them. */
export async function wallRows(rounds: number): Promise<Row[]> {
    if (!isolationSupport().namespaces) return [];
    const walled: Cost[] = [];
    const plain: Cost[] = [];
    for (let round = 0; round < rounds; round++) {
        walled.push(await costOf(true));
        plain.push(await costOf(false));
    }
    const row = (what: string, target: number, part: keyof Cost, of: string): Row => ({
        what,
        measured: walled.map((cost, round) => cost[part] - (plain[round]?.[part] ?? NaN)),
        target,
        unit: "ms",
        detail: `${of}: ${median(walled.map((cost) => cost[part])).toFixed(1)} ms in walls, ${median(plain.map((cost) => cost[part])).toFixed(1)} without`,
    });
    return [
        row(
            "what walls add to a job",
            15,
            "job",
            `${JOBS} jobs of ${COMMANDS} commands, the next one's raised meanwhile`,
        ),
        row("what they add to a file of a command", 10, "file", `one of ${FILES} written and read`),
        row("walls that were not raised ahead", 50, "raised", "until the first program has ended"),
    ];
}

/** Milliseconds. */
interface Cost {
    readonly job: number;
    readonly file: number;
    readonly raised: number;
}

async function costOf(isolated: boolean): Promise<Cost> {
    const folder = join(scratch, "rooms");
    let count = 0;
    const raise = () => new JobRoom(join(folder, String((count += 1))), isolated);
    mkdirSync(folder, { recursive: true });
    try {
        const first = raise();
        const raised = await lasting(() => ranIn(first, 1));
        const files = await lasting(async () => {
            for (let file = 0; file < FILES; file++) {
                await first.files.write("file", Buffer.alloc(1000));
                await first.files.read("file");
            }
        });
        await first.close();
        let next = raise();
        await next.room.ready;
        const jobs = await lasting(async () => {
            for (let job = 0; job < JOBS; job++) {
                const own = next;
                next = raise();
                await ranIn(own, COMMANDS);
                await own.close();
            }
        });
        await next.close();
        return { raised, file: files / FILES, job: jobs / JOBS };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

async function ranIn(jobRoom: JobRoom, commands: number): Promise<void> {
    const { folder, room } = jobRoom;
    const env = await jobRoom.environment();
    const shell = new FedShell(room, {
        ...{ shell: "bash", local: folder.local, folder: folder.shell },
        ...{ cwd: "/", env, log: () => undefined },
    });
    for (let command = 0; command < commands; command++) await shell.run("true");
}

async function lasting(work: () => Promise<void>): Promise<number> {
    const before = performance.now();
    await work();
    return performance.now() - before;
}
