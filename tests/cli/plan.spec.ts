import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { main } from "../../cli/main";
import { printPlan, type Plan } from "../../plan/document";
import { readPlan } from "../../plan/lines";
import { makePlan } from "../../cli/plan/record";
import { drawPlan } from "../../cli/plan/svg";
import { explainPlan } from "../../cli/plan/text";
import { paintFor } from "../../text/terminal";
import { root, workInProjectOfTests } from "../support/program";
import { unwrapped } from "../support/commanded";

const fixture = join(root, "tests", "fixtures", "program");
const stubborn = join(root, "tests", "fixtures", "stubborn");
const plain = paintFor({ isTTY: false });

async function fairlead(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const said = { out: "", err: "" };
    const stream = (to: "out" | "err") =>
        ({ write: (text: string) => (said[to] += text) !== "" }) as unknown as NodeJS.WritableStream;
    const code = await main(args, { out: stream("out"), err: stream("err") });
    return { code, ...said };
}

describe("fairlead plan", () => {
    workInProjectOfTests();
    let plan: Plan;
    before(async () => {
        plan = await makePlan({ stack: "staging", cwd: fixture });
    });

    it("prints the same bytes every time", async () => {
        const again = await makePlan({ stack: "staging", cwd: fixture });
        strictEqual(printPlan(again), printPlan(plan));
        deepStrictEqual(JSON.parse(printPlan(plan)), plan);
    });

    it("begins with the stack, and shows no child before its parent", () => {
        const seen = new Set<string>();
        for (const { urn, parent } of plan.resources) {
            ok(parent === undefined ? seen.size === 0 : seen.has(parent), urn);
            seen.add(urn);
        }
    });

    it("names things as Pulumi.yaml says: by type, with hex digits of the URN", () => {
        const nameOf = (name: string) => plan.resources.find((each) => each.name === name && each.custom)?.outputs.name;
        match(String(nameOf("web-blue")), /^web-blue-[0-9a-f]{5}$/);
        match(String(nameOf("vault")), /^vault-staging-[0-9a-f]{7}$/);
    });

    it("says where a resource lives when that is elsewhere", () => {
        const placed = plan.resources.filter((each) => each.account !== undefined || each.region !== undefined);
        deepStrictEqual(
            placed.map(({ name, account, region }) => [name, account, region]),
            [["vault", "444455556666", "eu-central-1"]],
        );
        strictEqual(plan.account, "111122223333");
    });

    it("never shows a secret, whichever way the program lets it slip", async () => {
        const outputs = [printPlan(plan), explainPlan(readPlan(plan), plain), drawPlan(readPlan(plan))];
        for (const text of outputs) {
            ok(!/standin|ciphertext|v1:/.test(text));
        }
        deepStrictEqual(plan.outputs.password, { secret: true });
        const gateway = plan.resources.find((each) => each.name === "door");
        deepStrictEqual((gateway?.inputs.source as { buildspec: unknown }).buildspec, { secret: true });
        ok(JSON.stringify(gateway?.inputs).includes("shown"));
    });

    it("asks for the same things in preview and in update", async () => {
        const preview = await makePlan({ stack: "staging", cwd: fixture, preview: true });
        deepStrictEqual(
            preview.resources.map((each) => each.urn),
            plan.resources.map((each) => each.urn),
        );
    });

    it("runs a program whose export is a function, and keeps its talk out of the document", async () => {
        const { code, out, err } = await fairlead(
            "plan",
            "-s",
            "dev",
            "-f",
            "json",
            "--program",
            join(stubborn, "talks.ts"),
        );
        strictEqual(code, 0);
        match(String((JSON.parse(out) as Plan).outputs.url), /^https:\/\/sqs\./);
        match(err, /a program may talk/);
    });

    const failing: Record<string, RegExp> = {
        "twins.ts": /^error: two resources have the same URN .*\n$/,
        "lost-promise.ts": /^error: nobody awaits this\n$/,
        "absent.ts": /^error: no program at .*absent\.ts; name one with --program\n$/,
    };
    for (const [program, message] of Object.entries(failing)) {
        it(`ends with 1 and the message alone: ${program}`, async () => {
            const { code, out, err } = await fairlead("plan", "-s", "dev", "--program", join(stubborn, program));
            deepStrictEqual([code, out], [1, ""]);
            match(unwrapped(err), message);
        });
    }

    const wrong: readonly (readonly [string[], RegExp])[] = [
        [["plan"], /say which stack/],
        [["plan", "-s", "staging", "--fromat", "json"], /no option --fromat; did you mean --format\?/],
        [
            ["plan", "-s", "staging", "--format", "pdf"],
            /--format is text, json, svg, cloudformation, project-template, not "pdf"/,
        ],
        [["plan", "staging"], /not "staging"; did you mean --stack staging\?/],
        [["plan", "-s", "staging", "prod"], /plan takes options only, not "prod" \(/],
        [["plan", "--stcak", "staging"], /no option --stcak; did you mean --stack\?/],
        [["--stack", "staging"], /the command comes first, then --stack: fairlead <command> --stack staging/],
        [["plna"], /no command "plna"; did you mean "plan"\?/],
        [["toString"], /no command "toString"/],
        [["plan", "-s", "staging", "-s", "prod"], /plan takes --stack once/],
    ];
    for (const [args, message] of wrong) {
        it(`ends with 2 when called wrongly: ${args.join(" ")}`, async () => {
            const { code, out, err } = await fairlead(...args);
            deepStrictEqual([code, out], [2, ""]);
            match(err, message);
        });
    }

    it("says which stacks there are when one has no settings", async () => {
        const { code, err } = await fairlead("plan", "-s", "nowhere", "--program", join(fixture, "index.ts"));
        strictEqual(code, 1);
        match(unwrapped(err), /no settings for stack "nowhere".*stacks here: staging/);
    });

    it("says so of the folder that was asked for, and not of the project's own", async () => {
        const folder = join("tests", "fixtures", "settings", "unknown-stack");
        const { code, err } = await fairlead("plan", "-s", "nowhere", "--config-dir", folder);
        strictEqual(code, 1);
        match(unwrapped(err), /no settings for stack "nowhere".*\(stacks here: prod, staging\)/);
    });

    it("names the settings' file that was asked for in the line that fixes it", async () => {
        const file = join("tests", "fixtures", "settings", "wrong-port.yaml");
        const [folder, path] = [mkdtempSync(join(tmpdir(), "pulumi-")), process.env["PATH"]];
        writeFileSync(join(folder, "pulumi"), "");
        process.env["PATH"] = `${folder}:${path}`;
        const { code, err } = await fairlead("plan", "-s", "staging", "--config-file", file);
        process.env["PATH"] = path;
        rmSync(folder, { recursive: true });
        strictEqual(code, 1);
        ok(err.includes(`fix: pulumi config set --stack staging \\\n         --config-file ${file} --path`), err);
        strictEqual(process.env.FAIRLEAD_CONFIG_FILE, undefined);
    });

    it("says which settings nobody reads, because they stand beside config:", async () => {
        const file = join("tests", "fixtures", "settings", "not-indented.yaml");
        const { code, err } = await fairlead("plan", "-s", "staging", "--config-file", file);
        strictEqual(code, 1);
        match(
            unwrapped(err),
            /not-indented\.yaml has aws:region, fairlead:account beside config:.*indent it below config:/,
        );
    });

    const unreadable: readonly (readonly [text: string, message: RegExp])[] = [
        ["config: hello\n", /x\.yaml: config: is a string, not a map; write keys with values, such as aws:region:/],
        ["config: [1]\n", /x\.yaml: config: is a list, not a map/],
        ["- a\n", /x\.yaml: the file is a list, not a map; write .* such as config: \{ aws:region: eu-west-1 \}/],
    ];
    for (const [text, message] of unreadable) {
        it(`says that settings are no map: ${text.trim()}`, async () => {
            const folder = mkdtempSync(join(tmpdir(), "plan-"));
            const file = join(folder, "x.yaml");
            writeFileSync(file, text);
            const said = await fairlead("plan", "-s", "staging", "--config-file", file);
            const asked = await fairlead("plan", "-s", "staging", "--config-file", folder);
            rmSync(folder, { recursive: true });
            deepStrictEqual([said.code, asked.code], [1, 1]);
            match(unwrapped(said.err), message);
            match(unwrapped(asked.err), /is a folder; name the file in it/);
        });
    }

    it("helps at every level", async () => {
        for (const args of [["--help"], ["help", "plan"], ["plan", "--help"], ["--version"]]) {
            const { code, out, err } = await fairlead(...args);
            deepStrictEqual([code, err], [0, ""]);
            ok(
                out.split("\n").every((line) => line.length <= 80),
                args.join(" "),
            );
        }
    });

    it("runs as a command", () => {
        const args = [join(root, "bin", "fairlead"), "plan", "-s", "staging", "-f", "json"];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: fixture, encoding: "utf8" });
        deepStrictEqual([status, stderr, stdout], [0, "", printPlan(plan)]);
    });
});
