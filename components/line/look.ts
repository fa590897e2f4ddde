import type { EnvironmentContext } from "../context";
import { arnIn, autonamed } from "../environment-ref";
import type { Stage, Step } from "../parts";
import type { Statement } from "../shell";
import { RELEASE_KEYS } from "../shared/release-store";
import { about, ARTIFACTS, EXECUTION, type LineRef, VERSION } from "./steps";

const LOOK = "Look";

/** Of a stage that only a run about what is newest may enter. */
export const IF_NEWEST: NonNullable<Stage["onlyIf"]> = { step: LOOK, variable: "STATE", is: "newest" };

/**
 * Before a person is asked: whether this run is still about what is newest. If it is, the older runs that ask are ended,
 * because they hold the lock for as long as a person takes to answer; if not, the stages behind are skipped.
 */
export function lookStage(of: LineRef, asksIn: string, context: EnvironmentContext): Stage {
    return { name: LOOK, steps: [lookStep(of, asksIn, context)] };
}

function lookStep(of: LineRef, asksIn: string, context: EnvironmentContext): Step {
    const { line } = of;
    const keys = [RELEASE_KEYS.candidate(line), RELEASE_KEYS.live(line), RELEASE_KEYS.blueprint(line)];
    return {
        name: LOOK,
        takes: [ARTIFACTS.release],
        run: {
            job: {
                run: { scripts: ["look"] },
                env: { ...about(of, context), ASKS_IN: asksIn },
                runEnv: { EXECUTION, VERSION },
                exports: [IF_NEWEST.variable],
            },
        },
        allow: [
            ...context.releases.reads(...keys),
            onShip(line, context, "codepipeline:GetPipelineState", "codepipeline:StopPipelineExecution"),
        ],
    };
}

/** What a job of ship may do with ship. The pipeline names the job, so the job can know it only by the pattern of its name. */
export function onShip(line: string, context: EnvironmentContext, ...actions: readonly string[]): Statement {
    return { actions, on: [arnIn(context, "codepipeline", autonamed(`${line}-ship`, context))] };
}
