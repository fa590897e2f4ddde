import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Another rehearsal is under way in the same folder. */
export class Busy extends Error {}

/** Takes a folder for this process alone; whoever held it and was killed holds it no longer. */
export function take(folder: string): () => void {
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, "lock");
    if (existsSync(lock)) {
        const holder = Number(readFileSync(lock, "utf8"));
        if (holder !== process.pid && lives(holder))
            throw new Busy(`process ${holder} rehearses in ${folder}; let it end, or stop it with: kill ${holder}`);
        rmSync(lock);
    }
    const file = openSync(lock, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return () => rmSync(lock, { force: true });
}

function lives(pid: number): boolean {
    try {
        process.kill(pid, 0);
        // A process that has ended and that nobody has asked about yet still has its number.
        return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
