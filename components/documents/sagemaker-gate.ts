// What decides whether a model is good enough, in the words of SageMaker's conditions.

/** What a model has to keep to, by the name that `evaluate` gives it: one of both bounds. */
export interface Gate {
    readonly metric: string;
    readonly atLeast?: number;
    readonly atMost?: number;
}

interface Bound {
    /** As conditions of SageMaker say it. */
    readonly type: string;
    readonly value: number;
    readonly words: string;
}

/** The settings let exactly one bound pass. */
export function boundOf({ metric, atLeast, atMost }: Gate): Bound {
    if (atLeast !== undefined) return { type: "GreaterThanOrEqualTo", value: atLeast, words: "at least" };
    if (atMost !== undefined) return { type: "LessThanOrEqualTo", value: atMost, words: "at most" };
    throw new Error(`the gate of ${metric} has no bound; the settings let none pass without`);
}
