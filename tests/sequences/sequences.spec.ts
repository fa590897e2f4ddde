import assert from "node:assert/strict";

import type { Plan } from "../../plan/document";
import { APPROVALS, SEQUENCES, type Sequence } from "./model";
import { play } from "./model/play";
import { planOf } from "../support/program";
import { MUTANTS } from "./mutants";

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
        before(async () => {
            const with_ = (cpu: number) => planOf(stack, { overrides: { "fairlead:services": services(cpu) } });
            plans = new Map([
                ["b1", await with_(256)],
                ["b2", await with_(512)],
            ]);
        });
        const planWith = (settings: string): Plan => plans.get(settings) ?? assert.fail(`no settings ${settings}`);

        for (const sequence of sequences) {
            it(sequence.says, () => {
                assert.deepEqual(play(sequence, planWith), []);
            });
        }

        for (const { says, change } of MUTANTS) {
            it(`is not kept by a plan with ${says}`, () => {
                const changed = new Map([...plans].map(([name, plan]) => [name, change(structuredClone(plan))]));
                assert.notDeepEqual(changed, plans, "this mutant changes nothing");
                const red = sequences.filter(
                    (sequence) => play(sequence, (name) => changed.get(name) ?? assert.fail()).length > 0,
                );
                assert.notEqual(red.length, 0, "every sequence is still green");
            });
        }
    });
}
