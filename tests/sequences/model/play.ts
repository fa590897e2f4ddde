import type { Plan } from "../../../plan/plans";
import { Engine } from "./engine";
import type { Expected, Sequence } from "./types";

/** Plays a sequence on the model; the differences from what was expected, as sentences. */
export function play(sequence: Sequence, planWith: (settings: string) => Plan): readonly string[] {
    const engine = new Engine();
    const differences: string[] = [];
    let startedBefore = 0;
    sequence.steps.forEach((step, at) => {
        const here = `after ${at} steps`;
        if (differences.some((difference) => difference.endsWith("!"))) return;
        try {
            if ("up" in step) engine.up(planWith(step.up), step.up);
            else if ("refresh" in step) engine.refresh();
            else if ("release" in step) engine.release(step.release);
            else if ("releases" in step) engine.release(...step.releases);
            else if ("approve" in step) engine.runs.answer(true);
            else if ("reject" in step) engine.runs.answer(false);
            else if ("deployment" in step) engine.runs.deploymentEnds(step.deployment);
            else {
                const found = seen(engine, engine.runs.started - startedBefore);
                startedBefore = engine.runs.started;
                differences.push(...differ(step.expect, found).map((difference) => `${here}: ${difference}`));
            }
        } catch (error) {
            differences.push(
                `${here}, ${JSON.stringify(step)}: ${error instanceof Error ? error.message : String(error)}!`,
            );
        }
    });
    return differences;
}

function seen(engine: Engine, startedSince: number): Record<keyof Expected, unknown> {
    const { account, runs } = engine;
    const live = engine.live();
    return {
        running: account.running,
        live: live && { release: live.release, settings: live.settings },
        pending: engine.pending(),
        started: runs.started,
        startedSince,
        lastRun: runs.lastRun,
        order: account.history.filter(
            (pair, at, all) => at === 0 || JSON.stringify(pair) !== JSON.stringify(all[at - 1]),
        ),
        reachable: account.reachable(),
    };
}

function differ(expected: Expected, found: Record<keyof Expected, unknown>): readonly string[] {
    return (Object.keys(expected) as (keyof Expected)[])
        .filter((key) => JSON.stringify(expected[key]) !== JSON.stringify(found[key]))
        .map((key) => `${key} is ${JSON.stringify(found[key])}, expected ${JSON.stringify(expected[key])}`);
}
