import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../results";

/** What one process cost. CPU time is compared, because wall time is whatever else the machine is doing. */
export interface Cost {
    readonly cpuSeconds: number;
    readonly wallSeconds: number;
    readonly megabytes: number;
    readonly output: string;
}

export const scratch = path.join(root, ".fairlead", "bench");
let runs = 0;

/** Runs node with these arguments and measures that process alone, neither its children nor this one. */
export async function measure(
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Cost> {
    fs.mkdirSync(scratch, { recursive: true });
    const meter = path.join(scratch, `meter-${runs++}.json`);
    const started = performance.now();
    const { code, output } = await run(["-r", path.join(__dirname, "meter.cjs"), ...args], {
        cwd: options.cwd ?? root,
        env: { ...process.env, ...options.env, FAIRLEAD_METER: meter },
    });
    const wallSeconds = (performance.now() - started) / 1000;
    if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${output}`);
    const cost = JSON.parse(fs.readFileSync(meter, "utf8")) as Pick<Cost, "cpuSeconds" | "megabytes">;
    fs.rmSync(meter);
    return { ...cost, wallSeconds, output };
}

export function median(numbers: readonly number[]): number {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function run(
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly code: number | null; readonly output: string }> {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        child.stdout.on("data", (data: Buffer) => (output += data.toString()));
        child.stderr.on("data", (data: Buffer) => (output += data.toString()));
        child.on("error", reject);
        child.on("close", (code) => resolve({ code, output }));
    });
}
