// One rehearsal of a plan, in a process of its own: prints what this process itself took, without the programs of jobs,
// containers and git, which it only waits for.
import { readFileSync } from "node:fs";

import type { Plan } from "../../plan/document";
import { Session } from "../../rehearsal/session";

async function main(plan: string, folder: string): Promise<void> {
    const before = process.cpuUsage();
    const session = Session.open({
        plans: [JSON.parse(readFileSync(plan, "utf8")) as Plan],
        folder,
        // AWS's own waiting is not ours.
        speed: 3600,
        engine: "process",
        breakages: [],
        throttles: false,
        approver: () => Promise.reject(new Error("nobody is asked in a bench")),
    });
    await session.play();
    session.close();
    await session.leave();
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);
}

void main(process.argv[2] ?? "", process.argv[3] ?? "");
