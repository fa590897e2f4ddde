// In which steps traffic moves to the new tasks, by the name of a deployment configuration.
import { below, isRecord, text, type Plans } from "../../plan/plans";
import { NotRehearsed } from "../account/gateway";
import { TYPE } from "../../plan/tokens";

export interface Shift {
    /** Of the traffic, to the new tasks. */
    readonly percent: number;
    /** Minutes until the next step; none after the last one. */
    readonly minutes: number;
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
export function scheduleOf(plans: Plans, name: string): readonly Shift[] {
    const [, kind, percent, minutes] =
        /^CodeDeployDefault\.ECS(?:AllAtOnce|(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes)$/.exec(name) ?? [];
    if (name === "CodeDeployDefault.ECSAllAtOnce") return [{ percent: 100, minutes: 0 }];
    if (kind === "Canary") return canary(Number(percent), Number(minutes));
    if (kind === "Linear") return linear(Number(percent), Number(minutes));
    const own = plans.find(TYPE.deploymentConfig, (config) => text(config, "deploymentConfigName") === name);
    const routing = own?.resource.inputs["trafficRoutingConfig"];
    if (!isRecord(routing)) throw new NotRehearsed(`the deployment configuration ${name}`);
    switch (routing["type"]) {
        case "TimeBasedCanary": {
            const { percentage, interval } = below(routing, "timeBasedCanary");
            return canary(Number(percentage), Number(interval));
        }
        case "TimeBasedLinear": {
            const { percentage, interval } = below(routing, "timeBasedLinear");
            return linear(Number(percentage), Number(interval));
        }
        case "AllAtOnce":
            return [{ percent: 100, minutes: 0 }];
        default:
            throw new NotRehearsed(`the deployment configuration ${name} of the type ${String(routing["type"])}`);
    }
}

function canary(percent: number, minutes: number): readonly Shift[] {
    return [
        { percent, minutes },
        { percent: 100, minutes: 0 },
    ];
}

function linear(percent: number, minutes: number): readonly Shift[] {
    const before = Array.from({ length: Math.ceil(100 / percent) - 1 }, (_, step) => ({
        percent: percent * (step + 1),
        minutes,
    }));
    return [...before, { percent: 100, minutes: 0 }];
}
