// `npm run bench`: what the program costs, beside what doing nothing costs, in one run on one machine. Ratios travel
// between machines, seconds do not; `--gate` therefore fails on ratios alone, with a margin of 15 %.
import * as fs from "node:fs";
import * as path from "node:path";

import { projectOfTests } from "../project";
import { root } from "../results";
import { host, type Hosted } from "./host";
import { type Cost, measure, median, scratch } from "./measure";
import { rehearsalRows } from "./rehearsal-rows";
import { trafficRows } from "./traffic-rows";
import { wallRows } from "./wall-rows";

export interface Row {
    readonly what: string;
    /** One for each time it was measured. */
    readonly measured: readonly number[];
    readonly target: number;
    readonly unit: string;
    readonly detail: string;
    /** Holds on any machine. */
    readonly gate?: boolean;
}

const rounds = process.argv.includes("--quick") ? 1 : 5;

async function main(): Promise<void> {
    const [empty, ours] = [emptyProgram(), projectOfTests()];
    const idle: Hosted[] = [];
    const staging: Hosted[] = [];
    const plans: Cost[] = [];
    const built: Cost[] = [];
    // In turn, so that an hour in which the machine is slow is slow for all of them.
    for (let round = 0; round < rounds; round++) {
        idle.push(await host(empty));
        staging.push(await host(ours));
        plans.push(await measure(["bin/fairlead", "plan", "--stack", "staging", "--format", "json"], { cwd: ours }));
        built.push(await measure([...asTestsRun(), "tools/bench/mocks.ts"]));
    }
    const rows = [...previewRows(idle, staging), planRow(plans), ...mockRows(built)];
    rows.push(...slopeRows(await host(ours, services(10)), await host(ours, services(50))));
    rows.push(...(await trafficRows(rounds)));
    rows.push(...(await rehearsalRows(rounds)));
    rows.push(...(await wallRows(rounds)));
    print(rows);
    if (
        process.argv.includes("--gate") &&
        rows.some(({ gate, ...row }) => gate && median(row.measured) > row.target * 1.15)
    ) {
        console.log("a ratio is over its target by more than 15 %");
        process.exitCode = 1;
    }
}

function previewRows(idle: readonly Hosted[], staging: readonly Hosted[]): Row[] {
    const cpuOf = (costs: readonly Hosted[]) => median(costs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2);
    return [
        {
            what: "preview of staging in node / an empty program",
            measured: staging.map(({ cpuSeconds }, round) => cpuSeconds / (idle[round]?.cpuSeconds ?? NaN)),
            target: 1.4,
            unit: "x",
            detail: `${cpuOf(staging)} / ${cpuOf(idle)} CPU-s, ${staging[0]?.resources ?? 0} resources`,
            gate: true,
        },
        {
            what: "memory of node in that preview",
            measured: staging.map(({ megabytes }) => megabytes),
            target: 190,
            unit: "MB",
            detail: `empty program ${median(idle.map(({ megabytes }) => megabytes)).toFixed(0)} MB`,
        },
    ];
}

function planRow(plans: readonly Cost[]): Row {
    return {
        what: "fairlead plan --stack staging, wall",
        measured: plans.map(({ wallSeconds }) => wallSeconds),
        target: 2,
        unit: "s",
        detail: `${median(plans.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)} CPU-s`,
    };
}

function mockRows(built: readonly Cost[]): Row[] {
    const runs = built.map(({ output }) => JSON.parse(output) as { resources: number; times: Time[] });
    const row = (what: string, target: number, times: readonly Time[]): Row => ({
        what,
        measured: times.map(({ wall }) => wall),
        target,
        unit: "ms",
        detail: `${median(times.map(({ cpu }) => cpu)).toFixed(0)} CPU-ms, ${runs[0]?.resources ?? 0} resources`,
    });
    const first = runs.flatMap(({ times }) => times.slice(0, 1));
    const again = runs.flatMap(({ times }) => times.slice(1));
    return [row("staging under mocks, first time", 300, first), row("staging under mocks, again", 80, again)];
}

/** Milliseconds. */
interface Time {
    readonly wall: number;
    readonly cpu: number;
}

function slopeRows(few: Hosted, many: Hosted): Row[] {
    const more = many.resources - few.resources;
    return [
        {
            what: "one more resource, from 10 to 50 lines",
            measured: [((many.cpuSeconds - few.cpuSeconds) / more) * 1000],
            target: 11,
            unit: "ms",
            detail: `${few.cpuSeconds.toFixed(1)} to ${many.cpuSeconds.toFixed(1)} CPU-s, ${few.resources} to ${many.resources} resources`,
        },
        {
            what: "its memory in node",
            measured: [(many.megabytes - few.megabytes) / more],
            target: 0.3,
            unit: "MB",
            detail: `${few.megabytes.toFixed(0)} to ${many.megabytes.toFixed(0)} MB`,
        },
    ];
}

/** The options of node that mocha passes on, and what makes TypeScript loadable. */
function asTestsRun(): string[] {
    const mocha = JSON.parse(fs.readFileSync(path.join(root, ".mocharc.json"), "utf8")) as { "node-option": string[] };
    return [...mocha["node-option"].map((option) => `--${option}`), "-r", path.join(root, "bin/typescript.cjs")];
}

/** The settings of the tests' own staging, with this many services like its first one. */
function services(count: number): Record<string, unknown> {
    const deploy = { kind: "ecs", port: 8080, count: 1, rollout: { kind: "blue-green", engine: "codedeploy" } };
    const build = { kind: "docker", context: "examples/blue-green-web" };
    const names = Array.from({ length: count }, (_, index) => `web-${index}`);
    return { "fairlead:services": Object.fromEntries(names.map((name) => [name, { build, deploy }])) };
}

/** The floor: Pulumi's runner with nothing to run, set up as Pulumi's template has it, but without its type check. */
function emptyProgram(): string {
    const folder = path.join(scratch, "empty");
    fs.mkdirSync(folder, { recursive: true });
    const compilerOptions = { noCheck: true, module: "commonjs", moduleResolution: "node10", target: "es2022" };
    const files = {
        "Pulumi.yaml": "name: empty\nruntime: nodejs\n",
        "Pulumi.staging.yaml": "config: {}\n",
        "package.json": '{ "name": "empty", "private": true }\n',
        "tsconfig.json": JSON.stringify({ compilerOptions }),
        "index.ts": 'import * as pulumi from "@pulumi/pulumi";\nexport const project = pulumi.getProject();\n',
    };
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    return folder;
}

function print(rows: readonly Row[]): void {
    const number = (value: number) => value.toFixed(value < 10 ? 2 : 0);
    const line = (what: string, measured: string, spread: string, target: string, detail: string) =>
        console.log(
            `${what.padEnd(46)} ${measured.padStart(8)} ${spread.padStart(12)} ${target.padStart(11)}  ${detail}`,
        );
    line("", "median", "min-max", "target", "");
    for (const { what, measured, target, unit, detail } of rows) {
        const over = median(measured) > target ? " (over)" : "";
        const spread = `${number(Math.min(...measured))}-${number(Math.max(...measured))}`;
        line(what, `${number(median(measured))} ${unit}`, spread, `<= ${number(target)} ${unit}`, `${detail}${over}`);
    }
}

void main();
