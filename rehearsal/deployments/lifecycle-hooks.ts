// The lifecycle hooks of a service that ECS moves itself, as the plan has them.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
import { below, type PlannedResource, records, texts } from "../../plan/plans";
import { NotRehearsed } from "../account/gateway";

/** Behind which step of a deployment a stage comes. Those of production come once for each share, and are not played. */
export const STAGE_BEHIND = { POST_SCALE_UP: "SCALE_UP", POST_TEST_TRAFFIC_SHIFT: "TEST_TRAFFIC_SHIFT" } as const;
type Stage = keyof typeof STAGE_BEHIND;

export type Answer = "CONTINUE" | "ROLLBACK";

/** A pause at one stage. */
export interface Hook {
    readonly stage: Stage;
    readonly minutes: number;
    readonly onTimeout: Answer;
}

/** A day, and back: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html */
const USUALLY = { timeoutInMinutes: 1440, action: "ROLLBACK" };

/** Refuses here what cannot be rehearsed. */
export function hooksOf({ inputs, name }: PlannedResource): readonly Hook[] {
    return records(below(inputs, "deploymentConfiguration")["lifecycleHooks"]).flatMap((hook) => {
        const { targetType = "AWS_LAMBDA" } = hook;
        if (targetType !== "PAUSE")
            throw new NotRehearsed(`the lifecycle hook of kind ${String(targetType)} of the service ${name}`);
        const { timeoutInMinutes, action } = { ...USUALLY, ...below(hook, "timeoutConfiguration") };
        return texts(hook["lifecycleStages"]).map((stage): Hook => {
            if (!isPlayed(stage)) throw new NotRehearsed(`a pause at the stage ${stage} of the service ${name}`);
            return { stage, minutes: Number(timeoutInMinutes), onTimeout: action === "CONTINUE" ? action : "ROLLBACK" };
        });
    });
}

function isPlayed(stage: string): stage is Stage {
    return Object.hasOwn(STAGE_BEHIND, stage);
}
