import assert from "node:assert/strict";

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { Blobs } from "../../rehearsal/engine/folder";
import { planOf } from "../support/program";
import { MUTANTS } from "./mutants";
import { play } from "./play";
import { APPROVALS, SEQUENCES } from "./stories";
import type { Sequence } from "./types";

const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";

const STACKS: readonly {
    readonly stack: string;
    readonly sequences: readonly Sequence[];
    readonly services: (cpu: number) => unknown;
}[] = [
    {
        stack: "staging",
        sequences: SEQUENCES,
        services: (cpu) => ({
            web: {
                build: { kind: "docker", context: "examples/blue-green-web" },
                deploy: { kind: "ecs", port: 8080, cpu, memory: 2048 },
            },
        }),
    },
    {
        stack: "prod",
        sequences: [...SEQUENCES, ...APPROVALS],
        services: (cpu) => ({ web: { deploy: { kind: "ecs", port: 8080, cpu, memory: 2048, certificateArn } } }),
    },
];

for (const { stack, sequences, services } of STACKS) {
    describe(`${stack}: one writer per thing`, () => {
        let plans: ReadonlyMap<string, Plan>;
        let folder: string;
        before(async () => {
            folder = mkdtempSync(join(tmpdir(), "sequences-"));
            const with_ = (cpu: number) => planOf(stack, { overrides: { "fairlead:services": services(cpu) } });
            plans = new Map([
                ["b1", await with_(256)],
                ["b2", await with_(512)],
            ]);
        });
        after(() => rmSync(folder, { recursive: true }));
        const playWith = (sequence: Sequence, settings: ReadonlyMap<string, Plan>) =>
            play(sequence, new Map([[stack, settings]]), stack, new Blobs(folder));

        for (const sequence of sequences) {
            it(sequence.says, async () => {
                assert.deepEqual(await playWith(sequence, plans), []);
            });
        }

        for (const { says, change } of MUTANTS) {
            it(`is not kept by a plan with ${says}`, async () => {
                const changed = new Map([...plans].map(([name, plan]) => [name, change(structuredClone(plan))]));
                assert.notDeepEqual(changed, plans, "this mutant changes nothing");
                for (const sequence of sequences) if ((await playWith(sequence, changed)).length > 0) return;
                assert.fail("every sequence is still green");
            });
        }
    });
}
