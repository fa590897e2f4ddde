import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { FedShell } from "../../rehearsal/jobs/shell";
import { Room } from "../../rehearsal/sandbox/room";
import { projectOfTests } from "../project";
import type { Row } from "./bench";
import { measure, scratch } from "./measure";

const COMMANDS = 100;

/** What the rehearsal itself costs, whatever the user's own commands do. */
export async function rehearsalRows(rounds: number): Promise<Row[]> {
    const plan = join(scratch, "staging.json");
    const { output } = await measure(["bin/fairlead", "plan", "--stack", "staging", "--format", "json"], {
        cwd: projectOfTests(),
    });
    writeFileSync(plan, output);
    const own: number[] = [];
    const commands: number[] = [];
    for (let round = 0; round < rounds; round++) {
        own.push(await once(plan));
        commands.push(await millisecondsACommand());
    }
    return [
        {
            what: "a rehearsal of staging, its own CPU time",
            measured: own,
            target: 1000,
            unit: "ms",
            detail: "two runs of ship, one of make; without the programs it starts",
        },
        {
            what: "one more command in a job",
            measured: commands,
            target: 8,
            unit: "ms",
            detail: `of ${COMMANDS}, each a builtin`,
        },
    ];
}

async function once(plan: string): Promise<number> {
    const folder = join(scratch, "rehearsal");
    rmSync(folder, { recursive: true, force: true });
    const { output } = await measure(["-r", "./bin/typescript.cjs", "tools/bench/rehearsal-once.ts", plan, folder]);
    rmSync(folder, { recursive: true, force: true });
    return Number(output);
}

async function millisecondsACommand(): Promise<number> {
    const folder = join(scratch, "shell");
    mkdirSync(folder, { recursive: true });
    const env = { PATH: process.env.PATH ?? "" };
    const room = new Room({ writable: [folder] });
    const own = { from: folder, at: folder };
    const shell = new FedShell(room, { shell: "bash", local: own, folder, cwd: folder, env, log: () => undefined });
    await shell.run("true");
    const before = performance.now();
    for (let command = 0; command < COMMANDS; command++) await shell.run(`seen_${command}=yes`);
    const took = performance.now() - before;
    await room.close();
    return took / COMMANDS;
}
