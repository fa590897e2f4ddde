import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { lint } from "./lint";

/** Each line: where it would stand, what it would say, and a word of the refusal; none where it is welcome. */
const cases: readonly (readonly [file: string, text: string, refusal?: RegExp])[] = [
    ["components/targets/ecs.ts", 'import { run } from "../../rehearsal/run";', /does not know the tools/],
    ["components/context.ts", 'import type { Plan } from "../plan/document";', /does not know the tools/],
    ["components/context.ts", 'import { Settings } from "../stacks/settings";', /not its affair/],
    ["stacks/line.ts", 'import { calls } from "../iam/calls/ecs";', /does not know the tools/],
    ["index.ts", 'import { calls } from "./iam/calls/ecs";', /does not know the tools/],
    ["extend.ts", 'import type { Environment } from "./stacks/environment";'],
    ["components/context.ts", 'import { skip } from "../tests/support/skip";', /never the other way round/],
    ["components/shared/role.ts", 'import { renderPolicy } from "../documents/policy";'],
    ["components/shared/role.ts", 'import { simulate } from "@cloud-copilot/iam-simulate";', /nothing that is shipped/],
    ["plan/lines.ts", 'import { evaluate } from "../iam/evaluate";', /direction/],
    ["plan/lines.ts", 'import { paintFor } from "../text/terminal";'],
    ["iam/verdicts.ts", 'import { session } from "../rehearsal/session";', /direction/],
    ["iam/verdicts.ts", 'import type { Plan } from "../plan/document";'],
    ["rehearsal/run.ts", 'import { Network } from "../components/shared/network";', /is its plan/],
    ["rehearsal/run.ts", 'import { main } from "../cli/main";', /direction/],
    ["rehearsal/actions/s3.ts", 'import { parse } from "../../stacks/settings";', /is its plan/],
    ["rehearsal/actions/s3.ts", 'import { ACTIONS } from "../../iam/calls/codepipeline";'],
    ["rehearsal/jobs/commands/s3.ts", 'import { readFileSync } from "node:fs";', /no path that a job/],
    ["rehearsal/jobs/artifacts.ts", 'import { readFile } from "fs/promises";', /no path that a job/],
    ["rehearsal/jobs/upload.ts", 'import * as fs from "fs";', /no path that a job/],
    ["rehearsal/containers/cli.ts", 'import { writeFileSync } from "node:fs";', /no path that a job/],
    ["rehearsal/jobs/upload.ts", 'import { main } from "../../cli/main";', /direction/],
    ["rehearsal/jobs/shell.ts", 'import { writeFileSync } from "node:fs";'],
    ["rehearsal/jobs/upload.ts", 'import { join } from "node:path";'],
    ["cli/plan/record.ts", 'import program from "../../index";', /by path/],
    ["cli/plan/record.ts", 'import { standIn } from "./stand-ins/index";'],
    ["cli/plan/record.ts", 'import { calls } from "../../iam/calls/ecs";'],
    ["stacks/settings/mistakes/problem.ts", 'import { wrap } from "../../../text/wrap";'],
    ["text/terminal.ts", 'import { wrap } from "./wrap";'],
    ["text/wrap.ts", 'import { main } from "../cli/main";', /knows neither/],
    ["text/wrap.ts", 'import { shown } from "../stacks/settings/problem";', /knows neither/],
    ["tests/program/plan.spec.ts", 'import { parts } from "../../components/parts";'],
    ["tests/program/plan.spec.ts", 'import { extend } from "../../extend";', /only tests in tests\/own/],
    ["tests/own/extend.spec.ts", 'import { extend } from "../../extend";'],
    ["components/context.ts", 'import * as aws from "@pulumi/aws";', /import the service instead/],
    ["components/context.ts", 'import type { Provider } from "@pulumi/aws";'],
    ["components/context.ts", 'import { Cluster } from "@pulumi/aws/ecs";'],
    ["components/context.ts", "export const config = new pulumi.Config();", /parsed once/],
    ["cli/check.ts", 'export const config = new Config("fairlead");', /parsed once/],
    ["rehearsal/up/source.ts", 'execFileSync("git", ["status"]);', /asked by text\/git\.ts alone/],
    ["stacks/line.ts", 'spawn("git", []);', /asked by text\/git\.ts alone/],
    ["cli/plan/project.ts", 'import { parse } from "yaml";', /read by text\/yaml\.ts/],
    ["cli/plan/project.ts", 'import { stringify } from "yaml";'],
    ["text/git.ts", 'execFileSync("git", []);'],
    ["stacks/line.ts", "export const stack = pulumi.getStack();", /environments are data/],
    ["stacks/settings.ts", "export const stack = [pulumi.getStack(), new pulumi.Config()];"],
    ["components/context.ts", "export const at = Date.now();", /clock/],
    ["components/context.ts", "export const at = new Date();", /clock/],
    ["components/context.ts", 'export const at = new Date("2026-01-01");'],
    ["components/context.ts", "export const luck = Math.random();", /chance/],
    ["components/context.ts", 'fs.writeFileSync("Dockerfile", "");', /touch the disk/],
    ["components/context.ts", "export const a = b.apply((c) => new Role(c, {}, {}));", /missing from the preview/],
    ["components/context.ts", "count.apply((n) => check(n));", /gates nothing/],
    ["components/context.ts", "export const double = count.apply((n) => 2 * n);"],
];

/** Where the engine would open what a job names, were it to take this way once more. */
it("mutant: a command that reads a job's file itself is refused", async () => {
    const file = "rehearsal/jobs/commands/s3.ts";
    const sound = readFileSync(join(__dirname, "../..", file), "utf8");
    assert.deepEqual(await lint(file, sound), []);
    const wrong = sound.replace("await site.files.read(body)", "readFileSync(body)");
    assert.notEqual(wrong, sound);
    assert.match((await lint(file, `import { readFileSync } from "node:fs";\n${wrong}`)).join(), /no path that a job/);
}).timeout(30_000);

describe("lint: who may know whom, and what a program may not write", function () {
    this.timeout(30_000);

    for (const [file, text, refusal] of cases) {
        it(`${refusal ? "refuses" : "accepts"} in ${file}: ${text}`, async () => {
            const messages = await lint(file, `${text}\n`);
            if (refusal) {
                assert.equal(messages.length, 1, messages.join("\n"));
                assert.match(messages[0] ?? "", refusal);
            } else {
                assert.deepEqual(messages, []);
            }
        });
    }
});
