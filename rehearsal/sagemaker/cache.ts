// When a step is not run again: another run of the same pipeline told it the same, ended well, and is not too old.
// https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-caching.html and pipelines-default-keys.html
import type { JsonObject } from "../../plan/document";
import type { Step } from "../../plan/training";
import type { LocalAccount } from "../account/local-account";
import { digestOf } from "../engine/folder";
import { type StepEnd, type TrainingRun, TrainingRuns } from "./runs";
import { spanOf } from "./fields";
import type { RehearsedStep } from "./steps";

/** Of what has to be the same; nothing where the step is never taken from another run. Addresses count, not what lies there. */
export function keyOf(step: Step, given: JsonObject, { cachedBy }: RehearsedStep): string | undefined {
    if (step.cacheFor === undefined || !cachedBy) return undefined;
    return digestOf(Buffer.from(JSON.stringify(cachedBy.map((name) => given[name] ?? null))));
}

interface Before {
    readonly from: string;
    readonly end: StepEnd;
}

/** The newest such result. A run's time on AWS is what passes here, times the speed of the rehearsal. */
export function cached(
    account: LocalAccount,
    run: TrainingRun,
    step: Step,
    key: string | undefined,
): Before | undefined {
    if (key === undefined) return undefined;
    const most = spanOf(step.cacheFor ?? "");
    const found = account
        .part(TrainingRuns)
        .all.filter(({ arn, pipeline }) => arn !== run.arn && pipeline.resource === run.pipeline.resource)
        .flatMap(({ arn, steps }) => {
            const end = steps.get(step.name)?.end;
            // What was taken itself is as old as what it was taken from.
            const fits = end?.status === "Succeeded" && end.cacheKey === key && end.cachedFrom === undefined;
            return fits ? [{ from: arn, end }] : [];
        })
        .filter(({ end }) => (Date.now() - end.at) * account.clock.speed <= most);
    return found.sort((a, b) => a.end.at - b.end.at).at(-1);
}
