import type { Stage } from "../../containers/dockerfile";
import type { Finding } from "../finding";
import type { Subject } from "../source";

/** A stage that nothing needs is never built: tests in it never run, and never fail. */
export function stagesAreBuilt({ line: { build }, recipe: { file, stages } }: Subject): readonly Finding[] {
    const tests = build?.testStage?.toLowerCase();
    const asked = stages.filter(({ name }, at) => name === tests || at === stages.length - 1);
    const built = new Set(asked.flatMap((stage) => needs(stage, stages)));
    const says = (name: string) => `nothing that is built needs the stage ${name}, so what it runs never fails`;
    return stages
        .filter((stage) => !built.has(stage))
        .map(({ name, from }) => ({
            level: "look",
            file,
            line: from.line,
            says: says(name),
            fix:
                build?.kind === "codebuild" && tests === undefined
                    ? `build: { kind: codebuild, testStage: ${name} }`
                    : `COPY --from=${name} <what it makes> ./ in the last stage`,
        }));
}

/** A stage, and all it begins with or takes from; a stage knows only those above it. */
function needs(stage: Stage, stages: readonly Stage[]): readonly Stage[] {
    const above = stages.slice(0, stages.indexOf(stage));
    const named = stage.steps.flatMap(({ flags }) =>
        flags.map(({ name, value }) => (name === "from" ? value : (/(?:^|,)from=([^,]+)/.exec(value)?.[1] ?? ""))),
    );
    const others = [stage.base, ...named].map((word) =>
        above.findLast(({ name }, at) => name === word.toLowerCase() || String(at) === word),
    );
    return [stage, ...others.flatMap((other) => (other === undefined ? [] : needs(other, above)))];
}
