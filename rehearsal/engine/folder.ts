import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Takes a folder for this process alone; whoever held it and was killed holds it no longer. */
export function take(folder: string): () => void {
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, "lock");
    const mine = lifeOf(process.pid) ?? String(process.pid);
    const holder = existsSync(lock) ? readFileSync(lock, "utf8") : "";
    const pid = Number(holder.split(" ")[0]);
    if (holder !== mine && holder !== "" && holder === lifeOf(pid))
        throw new Error(`process ${pid} rehearses in ${folder}; let it end, or stop it with: kill ${pid}`);
    rmSync(lock, { force: true });
    writeFileSync(lock, mine, { flag: "wx" });
    return () => rmSync(lock, { force: true });
}

/** The number of a process that lives, and when it began: after a while numbers are given to others. */
function lifeOf(pid: number): string | undefined {
    try {
        process.kill(pid, 0);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
    }
    if (process.platform !== "linux") return String(pid);
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: what follows the name, which may hold anything
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
    const [state = "", ...numbers] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // One that has ended and that nobody has asked about yet still has its number.
    return state === "" || "ZX".includes(state) ? undefined : `${pid} ${numbers[18] ?? ""}`;
}
