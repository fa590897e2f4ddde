// `npm run bench`: what the program costs, beside what doing nothing costs, in one run on one machine. Ratios travel
// between machines, seconds do not; `--gate` therefore fails on ratios alone, with a margin of 15 %.
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../results";
import { host, type Hosted } from "./host";
import { type Cost, measure, median, scratch } from "./measure";

interface Row {
    readonly what: string;
    readonly measured: number;
    readonly target: number;
    readonly unit: string;
    readonly detail: string;
    /** Holds on any machine. */
    readonly gate?: boolean;
}

const rounds = process.argv.includes("--quick") ? 1 : 3;
const unchecked = ["-r", path.join(root, "bin/typescript.cjs")];

async function main(): Promise<void> {
    const empty = emptyProgram();
    const idle: Hosted[] = [];
    const staging: Hosted[] = [];
    const plans: Cost[] = [];
    // In turn, so that an hour in which the machine is slow is slow for both.
    for (let round = 0; round < rounds; round++) {
        idle.push(await host(empty));
        staging.push(await host(root));
        plans.push(await measure(["bin/fairlead", "plan", "--stack", "staging", "--format", "json"]));
    }
    const built = await measure([...unchecked, "tools/bench/mocks.ts"]);
    const rows = [...previewRows(idle, staging), planRow(plans), ...mockRows(built)];
    rows.push(...slopeRows(await host(root, services(10)), await host(root, services(50))));
    print(rows);
    if (process.argv.includes("--gate") && rows.some((row) => row.gate === true && row.measured > row.target * 1.15)) {
        console.log("a ratio is over its target by more than 15 %");
        process.exitCode = 1;
    }
}

function previewRows(idle: readonly Hosted[], staging: readonly Hosted[]): Row[] {
    const floor = median(idle.map(({ cpuSeconds }) => cpuSeconds));
    const ours = median(staging.map(({ cpuSeconds }) => cpuSeconds));
    const resources = staging[0]?.resources ?? 0;
    return [
        {
            what: "preview of staging in node / an empty program",
            measured: ours / floor,
            // A plain program of one line took 1.9 times an empty preview, of which node is half: 0.82 + 1.2 over 0.82.
            target: 2.5,
            unit: "x",
            detail: `${ours.toFixed(2)} / ${floor.toFixed(2)} CPU-s, ${resources} resources`,
            gate: true,
        },
        {
            what: "memory of node in that preview",
            measured: median(staging.map(({ megabytes }) => megabytes)),
            target: 215,
            unit: "MB",
            detail: `empty program ${median(idle.map(({ megabytes }) => megabytes)).toFixed(0)} MB`,
        },
    ];
}

function planRow(plans: readonly Cost[]): Row {
    return {
        what: "fairlead plan --stack staging, wall",
        measured: median(plans.map(({ wallSeconds }) => wallSeconds)),
        target: 2.5,
        unit: "s",
        detail: `${median(plans.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)} CPU-s`,
    };
}

function mockRows(built: Cost): Row[] {
    const { resources, milliseconds } = JSON.parse(built.output) as { resources: number; milliseconds: number[] };
    const repeated = median(milliseconds.slice(1));
    const each = (ms: number) => `${resources} resources, ${(ms / resources).toFixed(1)} ms each`;
    const cold = milliseconds[0] ?? NaN;
    return [
        { what: "staging under mocks, first time", measured: cold, target: 320, unit: "ms", detail: each(cold) },
        { what: "staging under mocks, again", measured: repeated, target: 100, unit: "ms", detail: each(repeated) },
    ];
}

function slopeRows(few: Hosted, many: Hosted): Row[] {
    const more = many.resources - few.resources;
    return [
        {
            what: "one more resource, from 10 to 50 lines",
            measured: ((many.cpuSeconds - few.cpuSeconds) / more) * 1000,
            target: 11,
            unit: "ms",
            detail: `${few.cpuSeconds.toFixed(1)} to ${many.cpuSeconds.toFixed(1)} CPU-s, ${few.resources} to ${many.resources} resources`,
        },
        {
            what: "its memory in node",
            measured: (many.megabytes - few.megabytes) / more,
            target: 0.3,
            unit: "MB",
            detail: `${few.megabytes.toFixed(0)} to ${many.megabytes.toFixed(0)} MB`,
        },
    ];
}

/** The root program's own settings, with this many services like its first one. */
function services(count: number): Record<string, unknown> {
    const deploy = { kind: "ecs", port: 8080, count: 1, rollout: { kind: "blue-green", engine: "codedeploy" } };
    const build = { kind: "docker", context: "examples/blue-green-web" };
    const names = Array.from({ length: count }, (_, index) => `web-${index}`);
    return { "fairlead:services": Object.fromEntries(names.map((name) => [name, { build, deploy }])) };
}

/** The floor: Pulumi's runner with nothing to run, set up as ours is. */
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
    const line = (what: string, measured: string, target: string, detail: string) =>
        console.log(`${what.padEnd(46)} ${measured.padStart(10)} ${target.padStart(12)}  ${detail}`);
    line("", "measured", "target", "");
    for (const { what, measured, target, unit, detail } of rows) {
        const over = measured > target ? " (over)" : "";
        line(what, `${number(measured)} ${unit}`, `<= ${number(target)} ${unit}`, `${detail}${over}`);
    }
}

void main();
