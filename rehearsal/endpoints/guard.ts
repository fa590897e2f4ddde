// How an update moves requests: the steps of a `DeploymentConfig`, as SageMaker reads it.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeploymentConfig.html
import type { Json, JsonObject } from "../../plan/document";
import { below, isRecord, records } from "../../plan/plans";
import { NotRehearsed, Refused } from "../account/gateway";

/** One step: the share of requests that the new fleet gets, and how long that is looked at. */
export interface Step {
    readonly share: number;
    readonly seconds: number;
}

export interface Guard {
    readonly steps: readonly Step[];
    /** How long the old fleet stays after the last step. */
    readonly bakeSeconds: number;
    readonly alarms: readonly string[];
}

const LONGEST_SECONDS = 28_800;
const refuse = (why: string): Refused => new Refused("ValidationException", why);

/** @param count instances of the configuration; a serverless one has none to count */
export function guardOf(deployment: Json | undefined, count: number | undefined): Guard {
    if (!isRecord(deployment)) return { steps: [{ share: 1, seconds: 0 }], bakeSeconds: 0, alarms: [] };
    if (deployment["RollingUpdatePolicy"] !== undefined)
        throw new NotRehearsed("a RollingUpdatePolicy of an endpoint; take BlueGreenUpdatePolicy");
    const policy = below(deployment, "BlueGreenUpdatePolicy") as JsonObject;
    const most = Number(policy["MaximumExecutionTimeoutInSeconds"] ?? 3600);
    if (most < 600 || most > LONGEST_SECONDS)
        throw refuse(
            `Value '${most}' at 'deploymentConfig.blueGreenUpdatePolicy.maximumExecutionTimeoutInSeconds' failed to satisfy constraint: Member must have value between 600 and ${LONGEST_SECONDS}`,
        );
    const steps = stepsOf(below(policy, "TrafficRoutingConfiguration") as JsonObject, count);
    const bakeSeconds = secondsIn(policy, "TerminationWaitInSeconds");
    const takes = steps.reduce((sum, { seconds }) => sum + seconds, bakeSeconds);
    if (takes > most)
        throw refuse(
            `MaximumExecutionTimeoutInSeconds ${most} is less than the ${takes} seconds that the deployment takes at least`,
        );
    const alarms = records(below(deployment, "AutoRollbackConfiguration")["Alarms"]).map(({ AlarmName: name }) =>
        String(name),
    );
    if (alarms.length > 10) throw refuse("AutoRollbackConfiguration has more than 10 alarms");
    return { steps, bakeSeconds, alarms };
}

function stepsOf(routing: JsonObject, count: number | undefined): readonly Step[] {
    const type = String(routing["Type"]);
    if (type === "ALL_AT_ONCE") return [{ share: 1, seconds: 0 }];
    if (count === undefined)
        throw refuse(`TrafficRoutingConfiguration of type ${type} takes an endpoint with instances`);
    const seconds = secondsIn(routing, "WaitIntervalInSeconds");
    if (type === "CANARY") {
        const share = shareOf(routing["CanarySize"], count, "CanarySize");
        return [
            { share, seconds },
            { share: 1, seconds: 0 },
        ];
    }
    if (type !== "LINEAR")
        throw refuse(
            `Value '${type}' at 'trafficRoutingConfiguration.type' failed to satisfy constraint: Member must satisfy enum value set: [CANARY, LINEAR, ALL_AT_ONCE]`,
        );
    const share = shareOf(routing["LinearStepSize"], count, "LinearStepSize");
    const number = Math.ceil(1 / share - 1e-9);
    return Array.from({ length: number }, (_, at) => ({
        share: Math.min(1, share * (at + 1)),
        seconds: at === number - 1 ? 0 : seconds,
    }));
}

/** Half of the instances at most, and at least one. */
function shareOf(size: Json | undefined, count: number, name: string): number {
    const { Type: type, Value: value } = isRecord(size) ? size : {};
    const instances = type === "INSTANCE_COUNT" ? Number(value) : Math.ceil((count * Number(value)) / 100);
    if (!(instances >= 1) || instances > count / 2)
        throw refuse(
            `${name} ${JSON.stringify(size ?? null)} is ${instances} of ${count} instances; it must be at least one and at most half of them`,
        );
    return instances / count;
}

function secondsIn(of: JsonObject, name: string): number {
    const seconds = Number(of[name] ?? 0);
    if (seconds < 0 || seconds > 3600)
        throw refuse(
            `Value '${seconds}' at '${name}' failed to satisfy constraint: Member must have value between 0 and 3600`,
        );
    return seconds;
}
