import { spawn } from "node:child_process";

export interface Ran {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
    /** Both, as a person would have seen them. */
    readonly text: string;
}

export interface Where {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
}

/** A little less than mocha grants a test, so that what the command said is shown. */
const limitMs = 110_000;
/** An interrupted `pulumi` ends its language host, which runs in a group of its own; a killed one leaves it behind. */
const mercyMs = 5_000;

const groups = new Set<number>();
// A group of its own does not hear the terminal's Ctrl-C: whoever ends the tests ends what they started.
process.once("exit", () => groups.forEach((group) => signal(group, "SIGINT")));
const interrupted = (): never => process.exit(130);
const terminated = (): never => process.exit(143);
/** Only while one runs: a test in the same process may send itself such a signal and hear it. */
const listen = (how: "on" | "off"): void => void process[how]("SIGINT", interrupted)[how]("SIGTERM", terminated);

/** Runs a command in a process group of its own, and ends whatever it leaves behind. */
export async function run(command: string, args: readonly string[], { cwd, env }: Where): Promise<Ran> {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: "pipe" });
    const group = child.pid ?? 0;
    if (groups.size === 0) listen("on");
    groups.add(group);
    const chunks: { readonly from: "stdout" | "stderr"; readonly bytes: Buffer }[] = [];
    child.stdout.on("data", (bytes: Buffer) => chunks.push({ from: "stdout", bytes }));
    child.stderr.on("data", (bytes: Buffer) => chunks.push({ from: "stderr", bytes }));
    child.stdin.end();
    let late = false as boolean;
    const timer = setTimeout(() => {
        late = true;
        signal(group, "SIGINT");
        setTimeout(() => signal(group, "SIGKILL"), mercyMs).unref();
    }, limitMs);
    const code = await new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
    }).finally(() => {
        clearTimeout(timer);
        signal(group, "SIGKILL");
        groups.delete(group);
        if (groups.size === 0) listen("off");
    });
    const text = (from?: "stdout" | "stderr"): string =>
        Buffer.concat(
            chunks.filter((chunk) => from === undefined || chunk.from === from).map((chunk) => chunk.bytes),
        ).toString();
    if (late) {
        throw new Error(
            `${command} ${args.join(" ")} took longer than ${limitMs / 1000} s and was stopped; it said:\n${text()}`,
        );
    }
    return { code, stdout: text("stdout"), stderr: text("stderr"), text: text() };
}

/** Reaches every process of a group this file started; after a run that ended by itself there is none. */
function signal(group: number, name: NodeJS.Signals): void {
    if (groups.has(group) && group > 0) {
        try {
            process.kill(-group, name);
        } catch {
            // It is gone already.
        }
    }
}
