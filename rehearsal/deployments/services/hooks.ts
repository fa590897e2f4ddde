// The lifecycle hooks of a service that ECS moves itself, as the plan has them.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
import type { JsonObject } from "../../../plan/document";
import { below, isRecord, parsed, type PlannedResource, records, texts } from "../../../plan/plans";
import { NotRehearsed } from "../../account/gateway";

/** Behind which step of a deployment a stage comes. Those of production come once for each share, and are not played. */
export const STAGE_BEHIND = {
    PRE_SCALE_UP: undefined,
    POST_SCALE_UP: "SCALE_UP",
    POST_TEST_TRAFFIC_SHIFT: "TEST_TRAFFIC_SHIFT",
} as const;

export type Answer = "CONTINUE" | "ROLLBACK";

interface AtStage {
    readonly stage: keyof typeof STAGE_BEHIND;
}
export interface PauseHook extends AtStage {
    readonly minutes: number;
    readonly onTimeout: Answer;
}
/** A function that ECS calls under a role. */
export interface FunctionHook extends AtStage {
    readonly functionArn: string;
    readonly role: string;
    /** What it is given beside what ECS knows. */
    readonly details?: JsonObject;
}
export type Hook = PauseHook | FunctionHook;

/** A day, and back: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html */
const USUALLY = { timeoutInMinutes: 1440, action: "ROLLBACK" };

/** Refuses here what cannot be rehearsed. */
export function hooksOf({ inputs, name }: PlannedResource): readonly Hook[] {
    return records(below(inputs, "deploymentConfiguration")["lifecycleHooks"]).flatMap((hook) =>
        texts(hook["lifecycleStages"]).map((stage): Hook => {
            if (!isPlayed(stage)) throw new NotRehearsed(`a hook at the stage ${stage} of the service ${name}`);
            if (hook["targetType"] !== "PAUSE") {
                const [functionArn, role] = [String(hook["hookTargetArn"]), String(hook["roleArn"])];
                return { stage, functionArn, role, details: detailsIn(hook["hookDetails"]) };
            }
            const { timeoutInMinutes, action } = { ...USUALLY, ...below(hook, "timeoutConfiguration") };
            return { stage, minutes: Number(timeoutInMinutes), onTimeout: action === "CONTINUE" ? action : "ROLLBACK" };
        }),
    );
}

/** An object, written as a text: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html */
function detailsIn(written: unknown): JsonObject | undefined {
    const found = parsed(typeof written === "string" ? written : undefined);
    return isRecord(found) ? (found as JsonObject) : undefined;
}

function isPlayed(stage: string): stage is AtStage["stage"] {
    return Object.hasOwn(STAGE_BEHIND, stage);
}
