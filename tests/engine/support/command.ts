import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface Ran {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
    /** Both, as a person would have seen them. */
    readonly text: string;
    readonly seconds: number;
}

export interface Run {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    /** @default 110 seconds, a little less than mocha grants a test */
    readonly seconds?: number;
}

/** Where a command lies on PATH, or undefined. */
export function onPath(name: string): string | undefined {
    return (process.env.PATH ?? "")
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, name))
        .find((path) => {
            try {
                accessSync(path, constants.X_OK);
                return statSync(path).isFile();
            } catch {
                return false;
            }
        });
}

/** Runs a command in a process group of its own, and ends whatever it leaves behind. */
export async function run(command: string, args: readonly string[], options: Run): Promise<Ran> {
    const started = Date.now();
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, detached: true, stdio: "pipe" });
    const chunks: { readonly from: "stdout" | "stderr"; readonly bytes: Buffer }[] = [];
    child.stdout.on("data", (bytes: Buffer) => chunks.push({ from: "stdout", bytes }));
    child.stderr.on("data", (bytes: Buffer) => chunks.push({ from: "stderr", bytes }));
    child.stdin.end();
    const limit = (options.seconds ?? 110) * 1000;
    let late = false;
    const timer = setTimeout(() => {
        late = true;
        endGroup(child.pid);
    }, limit);
    const code = await new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
    }).finally(() => {
        clearTimeout(timer);
        endGroup(child.pid);
    });
    const text = (from?: "stdout" | "stderr"): string =>
        Buffer.concat(chunks.filter((chunk) => from === undefined || chunk.from === from).map((chunk) => chunk.bytes)).toString();
    if (late) {
        throw new Error(`${command} ${args.join(" ")} took longer than ${limit / 1000} s and was stopped; it said:\n${text()}`);
    }
    return { code, stdout: text("stdout"), stderr: text("stderr"), text: text(), seconds: (Date.now() - started) / 1000 };
}

/** Ends every process of the group this run started; none is left after a run that ended by itself. */
function endGroup(pid: number | undefined): void {
    try {
        if (pid !== undefined) {
            process.kill(-pid, "SIGKILL");
        }
    } catch {
        // The group is gone already.
    }
}
