import * as assert from "node:assert/strict";

import { lint } from "./lint";

/** Each line: where it would stand, what it would say, and a word of the refusal; none where it is welcome. */
const cases: readonly (readonly [file: string, text: string, refusal?: RegExp])[] = [
    ["components/targets/ecs.ts", 'import { run } from "../../rehearsal/run";', /does not know its rehearsal/],
    ["components/place.ts", 'import type { Plan } from "../cli/plan/plan";', /does not know the command line/],
    ["stacks/line.ts", 'import { calls } from "../policy/calls/ecs";', /judge itself/],
    ["index.ts", 'import { calls } from "./policy/calls/ecs";', /judge itself/],
    ["components/place.ts", 'import { skip } from "../tests/support/skip";', /never the other way round/],
    ["components/shared/role.ts", 'import { policy } from "../documents/policy";'],
    ["components/shared/role.ts", 'import { simulate } from "@cloud-copilot/iam-simulate";', /nothing that is shipped/],
    ["rehearsal/run.ts", 'import { Network } from "../components/shared/network";', /is its plan/],
    ["rehearsal/actions/s3.ts", 'import { parse } from "../../stacks/settings";', /is its plan/],
    ["cli/plan/plan.ts", 'import program from "../../index";', /by path/],
    ["cli/plan/plan.ts", 'import { standIn } from "./stand-ins/index";'],
    ["cli/plan/plan.ts", 'import { calls } from "../../policy/calls/ecs";'],
    ["stacks/settings/problem.ts", 'import { wrap } from "../../text/wrap";'],
    ["cli/terminal.ts", 'import { wrap } from "../text/wrap";'],
    ["text/wrap.ts", 'import { paintFor } from "../cli/terminal";', /knows neither/],
    ["text/wrap.ts", 'import { shown } from "../stacks/settings/problem";', /knows neither/],
    ["tests/program/plan.spec.ts", 'import { parts } from "../../components/parts";'],
    ["components/place.ts", 'import * as aws from "@pulumi/aws";', /import the service instead/],
    ["components/place.ts", 'import type { Provider } from "@pulumi/aws";'],
    ["components/place.ts", 'import { Cluster } from "@pulumi/aws/ecs";'],
    ["components/place.ts", "export const config = new pulumi.Config();", /parsed once/],
    ["cli/check.ts", 'export const config = new Config("fairlead");', /parsed once/],
    ["stacks/line.ts", "export const stack = pulumi.getStack();", /environments are data/],
    ["stacks/settings.ts", "export const stack = [pulumi.getStack(), new pulumi.Config()];"],
    ["components/place.ts", "export const at = Date.now();", /clock/],
    ["components/place.ts", "export const at = new Date();", /clock/],
    ["components/place.ts", 'export const at = new Date("2026-01-01");'],
    ["components/place.ts", "export const luck = Math.random();", /chance/],
    ["components/place.ts", 'fs.writeFileSync("Dockerfile", "");', /touch the disk/],
    ["components/place.ts", "export const a = b.apply((c) => new Role(c, {}, {}));", /missing from the preview/],
    ["components/place.ts", "count.apply((n) => check(n));", /gates nothing/],
    ["components/place.ts", "export const double = count.apply((n) => 2 * n);"],
];

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
