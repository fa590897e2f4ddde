import { records } from "../../../plan/plans";
import { actions, label, leaves, ofType, type PlannedAction } from "../reading";
import type { Invariant } from "./invariant";

/** CodePipeline takes a pipeline that reads a name nobody has made yet, and fails in its first run. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) => {
        const boxes = actions(plan, pipeline);
        const conditions = records(pipeline.inputs["stages"]).flatMap((stage, at) => {
            const known = boxes.filter((box) => box.stage < at).map(({ namespace }) => namespace);
            return variablesIn(stage["beforeEntry"])
                .filter((namespace) => !known.includes(namespace))
                .map(
                    (namespace) =>
                        `${label(pipeline)}, the condition of ${String(stage["name"])} reads variables of ${namespace}, which no stage before it exports`,
                );
        });
        const reads = boxes.flatMap((box) => {
            const earlier = boxes.filter((other) => isBefore(other, box));
            const artifacts = earlier.flatMap(({ outputArtifacts }) => outputArtifacts);
            const namespaces = [
                "codepipeline",
                ...(pipeline.inputs["variables"] ? ["variables"] : []),
                ...earlier.flatMap(({ namespace }) => namespace ?? []),
            ];
            const also = boxes.filter(
                (other) => other !== box && box.outputArtifacts.some((name) => other.outputArtifacts.includes(name)),
            );
            return [
                ...box.inputArtifacts
                    .filter((name) => !artifacts.includes(name))
                    .map((name) => `${box.where} reads the artifact ${name}, which nothing before it makes`),
                ...variablesIn(box.configuration)
                    .filter((namespace) => !namespaces.includes(namespace))
                    .map(
                        (namespace) => `${box.where} reads variables of ${namespace}, which nothing before it exports`,
                    ),
                ...also.map((other) => `${box.where} makes an artifact that ${other.name} makes as well`),
            ];
        });
        return [...conditions, ...reads];
    });

function isBefore(a: PlannedAction, b: PlannedAction): boolean {
    return a.stage < b.stage || (a.stage === b.stage && a.runOrder < b.runOrder);
}

function variablesIn(value: unknown): string[] {
    const read = leaves(value).flatMap(([, text]) =>
        [...String(text).matchAll(/#\{([^.}]+)\./g)].flatMap(([, namespace]) => namespace ?? []),
    );
    return [...new Set(read)];
}
