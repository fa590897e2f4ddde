// Runs the commands that a test run consists of and keeps the books: a step that dies without a result is a failure too.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { appendResult, readResults, root } from "./results";

export interface Step {
    /** How the summary calls it. */
    readonly suite: string;
    readonly command: readonly [string, ...string[]];
    /** Its tests are counted by tools/reporter.cjs, or by steps of its own; otherwise the step counts as one test. */
    readonly countsItself?: boolean;
    /** What its output is worth: all of it, or only that of a step that fails. @default "all" */
    readonly shows?: "all" | "failures";
}

export interface Outcome {
    readonly suite: string;
    readonly ok: boolean;
    readonly seconds: number;
}

export const mocha = path.join("node_modules", "mocha", "bin", "mocha.js");
/** `node <file> …` with the node that runs this. */
export function node(...args: string[]): [string, ...string[]] {
    return [process.execPath, ...args];
}

/** What `npm run test:unit` runs. */
export const unitTests = [mocha, "tests/**/*.spec.ts", "--ignore", "tests/{engine,rehearsal,scripts}/**"] as const;
export const unit: Step = { suite: "unit", command: node(...unitTests), countsItself: true };

/** What plays lines, whole or in part: it waits for health checks, alarms and machines more than it works. */
const PLAYS = "tests/rehearsal/{deployments,endpoints,fleets,hosts,notifications,sagemaker,whole,workflows}/**";
const rehearsals = (suite: string, ...files: readonly string[]): Step => ({
    suite,
    command: node(mocha, ...files, "--timeout", "60000"),
    countsItself: true,
});
/** In two halves of about the same length: each leaves a core idle half of its time. */
export const rehearsal: readonly Step[] = [
    rehearsals("plays", `${PLAYS}/*.spec.ts`),
    rehearsals("rehearsal", "tests/rehearsal/**/*.spec.ts", "--ignore", PLAYS),
];

/** Runs so many steps at a time, in this order; each one's output is held back until it has ended, so that it stays whole. */
export async function runSideBySide(steps: readonly Step[], lanes: number, resultsFile: string): Promise<Outcome[]> {
    const waiting = [...steps];
    const outcomes = new Map<Step, Outcome>();
    const lane = async (): Promise<void> => {
        for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
            outcomes.set(step, await runStep(step, resultsFile, { hold: true }));
        }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return steps.flatMap((step) => outcomes.get(step) ?? []);
}

export async function runStep(step: Step, resultsFile: string, { hold = false } = {}): Promise<Outcome> {
    // A file of its own: what another step writes meanwhile is not its result.
    const own = `${resultsFile}.${step.suite.replace(/\W+/g, "-")}`;
    const title = `\n=== ${step.suite}\n`;
    if (!hold) process.stdout.write(title);
    const started = Date.now();
    const { code, output } = await execute(step, own, hold);
    const seconds = (Date.now() - started) / 1000;
    if (hold && (code !== 0 || step.shows !== "failures")) process.stdout.write(`${title}${output}`);
    const written = readResults(own);
    fs.rmSync(own, { force: true });
    const counted = written.some(({ failed }) => failed > 0);
    if (step.countsItself !== true) {
        written.push({ suite: step.suite, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skips: [] });
    } else if ((code !== 0 && !counted) || written.length === 0) {
        written.push({ suite: step.suite, passed: 0, failed: 1, skips: [] });
    }
    const ok = code === 0 && written.every(({ failed }) => failed === 0);
    for (const result of written) appendResult(resultsFile, result);
    return { suite: step.suite, ok, seconds };
}

function execute(step: Step, resultsFile: string, hold: boolean): Promise<{ code: number; output: string }> {
    const [command, ...args] = step.command;
    return new Promise((resolve) => {
        const child = spawn(command, args, {
            cwd: root,
            env: { ...process.env, FAIRLEAD_RESULTS: resultsFile, FAIRLEAD_SUITE: step.suite },
            stdio: ["ignore", hold ? "pipe" : "inherit", hold ? "pipe" : "inherit"],
            shell: process.platform === "win32" && command === "npm",
        });
        const held: Buffer[] = [];
        const end = (code: number) => resolve({ code, output: Buffer.concat(held).toString() });
        child.stdout?.on("data", (data: Buffer) => held.push(data));
        child.stderr?.on("data", (data: Buffer) => held.push(data));
        child.on("error", (error) => {
            console.error(`${step.suite}: ${error.message}`);
            end(127);
        });
        child.on("close", (code) => end(code ?? 1));
    });
}
