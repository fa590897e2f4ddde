import assert from "node:assert/strict";

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { Blobs } from "../../rehearsal/engine/folder";
import { planOf } from "../support/program";
import { ROLLOUTS, titleOf } from "../support/rollouts";
import { MUTANTS } from "./mutants";
import { play } from "./play";
import { APPROVALS, SEQUENCES, UNASKED } from "./stories/one-writer";
import { PROMOTIONS } from "./stories/promotion";
import { FLAWS, type Flaw, type Sequence } from "./types";

const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";

/** By whom the service is moved. */
const ENGINES = ["codedeploy", "ecs"] as const;
type Engine = (typeof ENGINES)[number];

/** The same line in both, with these settings. */
const SERVICES: Readonly<Record<string, (cpu: number, rollout: unknown) => unknown>> = {
    staging: (cpu, rollout) => ({
        web: {
            build: { kind: "docker", context: "examples/blue-green-web" },
            deploy: { kind: "ecs", port: 8080, cpu, memory: 2048, rollout },
        },
    }),
    prod: (cpu, rollout) => ({
        web: { deploy: { kind: "ecs", port: 8080, cpu, memory: 2048, certificateArn, rollout } },
    }),
};

const ONE_STACK = {
    staging: [...SEQUENCES, ...UNASKED],
    prod: [...SEQUENCES, ...APPROVALS],
};
/** What waits for a person has more that can go wrong, so the second engine plays there alone. */
const PLAYED: readonly (readonly [engine: Engine, stack: string, sequences: readonly Sequence[]])[] = [
    ["codedeploy", "staging", ONE_STACK.staging],
    ["codedeploy", "prod", ONE_STACK.prod],
    ["ecs", "prod", ONE_STACK.prod],
];

/** What scaling has to do with, whichever way traffic moves. */
const OF_SCALING = /does not leave desiredCount alone/;

describe("sequences", () => {
    const plans: Readonly<Record<Engine, Map<string, ReadonlyMap<string, Plan>>>> = {
        codedeploy: new Map(),
        ecs: new Map(),
    };
    let folder: string;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "sequences-"));
        for (const engine of ENGINES)
            for (const [stack, services] of Object.entries(SERVICES)) {
                const rollout = { kind: "blue-green", engine };
                const with_ = (cpu: number, more = {}) =>
                    planOf(stack, { overrides: { "fairlead:services": services(cpu, rollout), ...more } });
                const settings = new Map([
                    ["b1", await with_(256)],
                    ["b2", await with_(512)],
                    ["b2, later timeout", await with_(512, { "fairlead:approval": { timeoutHours: 48 } })],
                ]);
                plans[engine].set(stack, settings);
            }
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const [engine, stack, sequences] of PLAYED)
        describe(`${stack}, moved by ${engine}: one writer per thing`, () => {
            const of = (name: string) => plans[engine].get(name) ?? assert.fail();

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

    for (const rollout of ROLLOUTS.filter(({ kind }) => kind !== "blue-green"))
        describe(`prod, ${titleOf(rollout)}, with scaling: one writer per thing`, () => {
            const settings = new Map<string, Plan>();
            before(async () => {
                for (const [name, cpu] of Object.entries({ b1: 256, b2: 512 })) {
                    const scaling = { max: 8, cpu: 60 };
                    const deploy = { kind: "ecs", port: 8080, cpu, memory: 2048, certificateArn, rollout, scaling };
                    settings.set(
                        name,
                        await planOf("prod", { overrides: { "fairlead:services": { web: { deploy } } } }),
                    );
                }
            });
            const playWith = (sequence: Sequence, played: ReadonlyMap<string, Plan>) =>
                play(sequence, new Map([["prod", played]]), "prod", new Blobs(folder));

            for (const sequence of SEQUENCES)
                it(sequence.says, async () => assert.deepEqual(await playWith(sequence, settings), []));

            for (const { says, change } of MUTANTS.filter((each) => OF_SCALING.test(each.says)))
                it(`mutant: is not kept by a plan with ${says}`, async () => {
                    const changed = new Map([...settings].map(([name, plan]) => [name, change(structuredClone(plan))]));
                    for (const sequence of SEQUENCES) if ((await playWith(sequence, changed)).length > 0) return;
                    assert.fail("every sequence is still green");
                });
        });

    describe("from staging to prod: nothing goes backwards or out twice", () => {
        const playWith = (sequence: Sequence, ...flaws: Flaw[]) =>
            play(sequence, plans.codedeploy, "prod", new Blobs(folder), flaws);

        for (const sequence of PROMOTIONS)
            it(sequence.says, async () => assert.deepEqual(await playWith(sequence), []));

        for (const flaw of FLAWS)
            it(`mutant: is not kept by ${flaw}`, async () => {
                for (const sequence of PROMOTIONS) if ((await playWith(sequence, flaw)).length > 0) return;
                assert.fail("every sequence is still green");
            });
    });
});
