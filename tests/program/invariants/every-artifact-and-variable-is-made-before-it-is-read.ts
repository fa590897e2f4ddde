import { actions, leaves, ofType, type PlannedAction } from "../reading";
import type { Invariant } from "./invariant";

/** CodePipeline takes a pipeline that reads a name nobody has made yet, and fails in its first run. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) => {
        const boxes = actions(plan, pipeline);
        return boxes.flatMap((box) => {
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
                ...variablesOf(box)
                    .filter((namespace) => !namespaces.includes(namespace))
                    .map(
                        (namespace) => `${box.where} reads variables of ${namespace}, which nothing before it exports`,
                    ),
                ...also.map((other) => `${box.where} makes an artifact that ${other.name} makes as well`),
            ];
        });
    });

function isBefore(a: PlannedAction, b: PlannedAction): boolean {
    return a.stage < b.stage || (a.stage === b.stage && a.runOrder < b.runOrder);
}

function variablesOf({ configuration }: PlannedAction): string[] {
    return leaves(configuration).flatMap(([, text]) =>
        [...String(text).matchAll(/#\{([^.}]+)\./g)].flatMap(([, namespace]) => namespace ?? []),
    );
}
