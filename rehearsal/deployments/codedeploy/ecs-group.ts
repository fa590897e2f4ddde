import { below, isRecord, type Plans, records, text, texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { NotRehearsed } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { type Group, missing } from "./group";

/** What a deployment group says of the ECS service that it deploys to. */
export interface EcsGroup {
    /** ARN of the service. */
    readonly service: string;
    readonly listener: string;
    readonly testListener?: string;
    /** ARNs; which one is the idle one changes with every deployment. */
    readonly targetGroups: readonly string[];
    readonly schedule: readonly Shift[];
    /** Minutes until traffic moves by itself; `stops` where a person must move it. */
    readonly ready: { readonly stops: boolean; readonly minutes: number };
    /** Minutes until the old tasks end; none where they are kept. */
    readonly bakeMinutes?: number;
}

export function ecsGroupOf(account: LocalAccount, { planned }: Group): EcsGroup {
    const { inputs } = planned.resource;
    const pair = below(inputs, "loadBalancerInfo", "targetGroupPairInfo");
    const ready = below(inputs, "blueGreenDeploymentConfig", "deploymentReadyOption");
    const end = below(inputs, "blueGreenDeploymentConfig", "terminateBlueInstancesOnDeploymentSuccess");
    return {
        service: serviceOf(account, below(inputs, "ecsService")),
        listener: texts(below(pair, "prodTrafficRoute")["listenerArns"])[0] ?? "",
        testListener: texts(below(pair, "testTrafficRoute")["listenerArns"])[0],
        targetGroups: records(pair["targetGroups"]).map((group) => targetGroupOf(account, String(group["name"]))),
        schedule: scheduleOf(account.plans, String(inputs["deploymentConfigName"])),
        ready: {
            stops: ready["actionOnTimeout"] === "STOP_DEPLOYMENT",
            minutes: Number(ready["waitTimeInMinutes"] ?? 0),
        },
        bakeMinutes: end["action"] === "KEEP_ALIVE" ? undefined : Number(end["terminationWaitTimeInMinutes"] ?? 0),
    };
}

/** A group names its service; ECS knows it by an ARN that ends in cluster and name. */
function serviceOf(account: LocalAccount, { clusterName, serviceName }: Readonly<Record<string, unknown>>): string {
    const end = `:service/${String(clusterName)}/${String(serviceName)}`;
    const found = account
        .created(TYPE.service)
        .map(({ resource }) => text(resource, "arn"))
        .find((arn) => arn.endsWith(end));
    return found ?? missing("InvalidECSServiceException", "ECS service", String(serviceName));
}

function targetGroupOf(account: LocalAccount, name: string): string {
    const found = account.created(TYPE.targetGroup).find(({ resource }) => text(resource, "name") === name);
    return found ? text(found.resource, "arn") : missing("InvalidTargetGroupPairException", "target group", name);
}

// In which steps traffic moves to the new tasks, by the name of a deployment configuration.

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

export function canary(percent: number, minutes: number): readonly Shift[] {
    return [
        { percent, minutes },
        { percent: 100, minutes: 0 },
    ];
}

export function linear(percent: number, minutes: number): readonly Shift[] {
    const before = Array.from({ length: Math.ceil(100 / percent) - 1 }, (_, step) => ({
        percent: percent * (step + 1),
        minutes,
    }));
    return [...before, { percent: 100, minutes: 0 }];
}
