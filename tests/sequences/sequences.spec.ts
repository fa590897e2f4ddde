import assert from "node:assert/strict";

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { Blobs } from "../../rehearsal/engine/folder";
import { planOf } from "../support/program";
import { MUTANTS } from "./mutants";
import { play } from "./play";
import { APPROVALS, SEQUENCES, UNASKED } from "./stories/one-writer";
import { PROMOTIONS } from "./stories/promotion";
import { FLAWS, type Flaw, type Sequence } from "./types";

const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";

const rollout = { kind: "blue-green", engine: "codedeploy" };

/** The same line in both, with these settings. */
const SERVICES: Readonly<Record<string, (cpu: number) => unknown>> = {
    staging: (cpu) => ({
        web: {
            build: { kind: "docker", context: "examples/blue-green-web" },
            deploy: { kind: "ecs", port: 8080, cpu, memory: 2048, rollout },
        },
    }),
    prod: (cpu) => ({ web: { deploy: { kind: "ecs", port: 8080, cpu, memory: 2048, certificateArn, rollout } } }),
};

const ALONE: readonly (readonly [stack: string, sequences: readonly Sequence[]])[] = [
    ["staging", [...SEQUENCES, ...UNASKED]],
    ["prod", [...SEQUENCES, ...APPROVALS]],
];

describe("sequences", () => {
    const plans = new Map<string, ReadonlyMap<string, Plan>>();
    let folder: string;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "sequences-"));
        for (const [stack, services] of Object.entries(SERVICES)) {
            const with_ = (cpu: number, more = {}) =>
                planOf(stack, { overrides: { "fairlead:services": services(cpu), ...more } });
            const settings = new Map([
                ["b1", await with_(256)],
                ["b2", await with_(512)],
                ["b2, later timeout", await with_(512, { "fairlead:approval": { timeoutHours: 48 } })],
            ]);
            plans.set(stack, settings);
        }
    });
    after(() => rmSync(folder, { recursive: true }));
    const of = (stack: string) => plans.get(stack) ?? assert.fail();

    for (const [stack, sequences] of ALONE)
        describe(`${stack}: one writer per thing`, () => {
            const playWith = (sequence: Sequence, settings: ReadonlyMap<string, Plan>) =>
                play(sequence, new Map([[stack, settings]]), stack, new Blobs(folder));

            for (const sequence of sequences)
                it(sequence.says, async () => assert.deepEqual(await playWith(sequence, of(stack)), []));

            for (const { says, change, only = stack } of MUTANTS) {
                if (only !== stack) continue;
                it(`mutant: is not kept by a plan with ${says}`, async () => {
                    const changed = new Map(
                        [...of(stack)].map(([name, plan]) => [name, change(structuredClone(plan))]),
                    );
                    assert.notDeepEqual(changed, of(stack), "this mutant changes nothing");
                    for (const sequence of sequences) if ((await playWith(sequence, changed)).length > 0) return;
                    assert.fail("every sequence is still green");
                });
            }
        });

    describe("from staging to prod: nothing goes backwards or out twice", () => {
        const playWith = (sequence: Sequence, ...flaws: Flaw[]) =>
            play(sequence, plans, "prod", new Blobs(folder), flaws);

        for (const sequence of PROMOTIONS)
            it(sequence.says, async () => assert.deepEqual(await playWith(sequence), []));

        for (const flaw of FLAWS)
            it(`mutant: is not kept by ${flaw}`, async () => {
                for (const sequence of PROMOTIONS) if ((await playWith(sequence, flaw)).length > 0) return;
                assert.fail("every sequence is still green");
            });
    });
});
