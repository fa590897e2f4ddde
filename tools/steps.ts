// Runs the commands a test run consists of and keeps the books: a step that dies without a result is a failure too.
import { spawn } from "node:child_process";
import * as path from "node:path";

import { appendResult, readResults, root } from "./results";

export interface Step {
    /** How the summary calls it. */
    readonly suite: string;
    readonly command: readonly [string, ...string[]];
    /** Its tests are counted by tools/reporter.cjs, or by steps of its own; otherwise the step counts as one test. */
    readonly countsItself?: boolean;
    /** Hold the output back, and show it only when the step fails: for steps that run side by side. */
    readonly quiet?: boolean;
}

export interface Outcome {
    readonly suite: string;
    readonly ok: boolean;
    readonly seconds: number;
}

export const mocha = path.join("node_modules", "mocha", "bin", "mocha.js");
/** What `npm run test:unit` runs. */
export const unitTests = [mocha, "tests/**/*.spec.ts", "--ignore", "tests/{engine,rehearsal,scripts}/**"] as const;

/** `node <file> …` with the node that runs this. */
export function node(...args: string[]): [string, ...string[]] {
    return [process.execPath, ...args];
}

export async function runStep(step: Step, resultsFile: string): Promise<Outcome> {
    const before = readResults(resultsFile).length;
    const started = Date.now();
    const code = await execute(step, resultsFile);
    const seconds = (Date.now() - started) / 1000;
    const written = readResults(resultsFile).slice(before);
    const counted = written.some(({ failed }) => failed > 0);
    if (step.countsItself !== true) {
        appendResult(resultsFile, {
            suite: step.suite,
            passed: code === 0 ? 1 : 0,
            failed: code === 0 ? 0 : 1,
            skips: [],
        });
    } else if ((code !== 0 && !counted) || written.length === 0) {
        appendResult(resultsFile, { suite: step.suite, passed: 0, failed: 1, skips: [] });
    }
    return { suite: step.suite, ok: code === 0 && (step.countsItself !== true || written.length > 0), seconds };
}

function execute(step: Step, resultsFile: string): Promise<number> {
    const [command, ...args] = step.command;
    return new Promise((resolve) => {
        const child = spawn(command, args, {
            cwd: root,
            env: { ...process.env, FAIRLEAD_RESULTS: resultsFile, FAIRLEAD_SUITE: step.suite },
            stdio: ["ignore", step.quiet === true ? "pipe" : "inherit", step.quiet === true ? "pipe" : "inherit"],
            shell: process.platform === "win32" && command === "npm",
        });
        const held: Buffer[] = [];
        child.stdout?.on("data", (data: Buffer) => held.push(data));
        child.stderr?.on("data", (data: Buffer) => held.push(data));
        child.on("error", (error) => {
            console.error(`${step.suite}: ${error.message}`);
            resolve(127);
        });
        child.on("close", (code) => {
            if (code !== 0 && held.length > 0)
                process.stdout.write(`\n${step.suite}:\n${Buffer.concat(held).toString()}`);
            resolve(code ?? 1);
        });
    });
}
