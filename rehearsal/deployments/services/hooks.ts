// The lifecycle hooks of a service that ECS moves itself, as the plan has them.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
import type { JsonObject } from "../../../plan/document";
import { below, isRecord, parsed, type PlannedResource, records, texts } from "../../../plan/plans";
import { NotRehearsed, Refused } from "../../account/gateway";

/** Where functions may be called: at all of AWS's stages but RECONCILE_SERVICE, which a second deployment at the same time brings. */
const STAGES = [
    ...(["PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"] as const),
    ...(["PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"] as const),
] as const;
/** These come again while a deployment goes back, which a pause would hold up: ECS takes none there. */
const COMES_AGAIN: readonly string[] = ["TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"];

export type Stage = (typeof STAGES)[number];

export type Answer = "CONTINUE" | "ROLLBACK";

interface AtStage {
    readonly stage: Stage;
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
            if (COMES_AGAIN.includes(stage))
                throw new Refused(
                    "InvalidParameterException",
                    `A PAUSE hook cannot be configured at the ${stage} stage.`,
                );
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

function isPlayed(stage: string): stage is Stage {
    return STAGES.some((each) => each === stage);
}
