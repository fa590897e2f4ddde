// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
import { ecsTargets, refusal, type Rule } from "./rule";

const steps = (from: number, to: number, by: number): number[] =>
    Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);

const gib = 1024;

/** MiB that a task of so many CPU units may have. */
export const memories: Readonly<Record<number, readonly number[]>> = {
    256: [512, gib, 2 * gib],
    512: steps(gib, 4 * gib, gib),
    1024: steps(2 * gib, 8 * gib, gib),
    2048: steps(4 * gib, 16 * gib, gib),
    4096: steps(8 * gib, 30 * gib, gib),
    8192: steps(16 * gib, 60 * gib, 4 * gib),
    16384: steps(32 * gib, 120 * gib, 8 * gib),
};

export const rule: Rule = (settings, about) =>
    ecsTargets(settings).flatMap(({ at, target: { cpu, memory } }) => {
        const allowed = memories[cpu] ?? [];
        if (allowed.includes(memory)) return [];
        const best = allowed.find((candidate) => candidate >= memory) ?? allowed.at(-1) ?? memory;
        const list = allowed.length <= 10 ? `one of ${allowed.join(", ")}` : inSteps(allowed);
        return [
            refusal(about, [...at, "memory"], memory, `with cpu ${cpu}, Fargate gives ${list} MiB`, best, [
                [...at, "cpu"],
            ]),
        ];
    });

const inSteps = (list: readonly number[]): string =>
    `${list[0]} to ${list.at(-1)} in steps of ${(list[1] ?? 0) - (list[0] ?? 0)}`;
