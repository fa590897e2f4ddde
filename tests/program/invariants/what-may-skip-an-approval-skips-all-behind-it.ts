import { isRecord, records } from "../../../plan/plans";
import { label, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** A skipped stage is no obstacle: the run goes on behind it, and would deploy what no person was asked about. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) => {
        const stages = records(pipeline.inputs["stages"]);
        return stages.flatMap((stage, at) => {
            const asks = records(stage["actions"]).some(({ category }) => category === "Approval");
            if (!asks || !maySkip(stage)) return [];
            return stages
                .slice(at + 1)
                .filter((later) => entryOf(later) !== entryOf(stage))
                .map(
                    (later) =>
                        `${label(pipeline)} may skip ${String(stage["name"])} and go on with ${String(later["name"])}`,
                );
        });
    });

function entryOf(stage: Readonly<Record<string, unknown>>): string {
    return JSON.stringify(stage["beforeEntry"] ?? null);
}

function maySkip({ beforeEntry }: Readonly<Record<string, unknown>>): boolean {
    const condition = isRecord(beforeEntry) ? beforeEntry["condition"] : undefined;
    return isRecord(condition) && condition["result"] === "SKIP";
}
