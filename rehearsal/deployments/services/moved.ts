// A service that ECS moves itself, as the plan has it.
import { movedBy } from "../../../iam/calls/ecs-deployments";
import { below, type Plan, type Planned, type PlannedResource, text, texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { NotRehearsed, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { canary, linear, type Shift } from "../codedeploy/ecs-group";
import { type Hook, hooksOf } from "./hooks";
import { Ecs } from "./services";

export interface MovedService {
    readonly plan: Plan;
    readonly resource: PlannedResource;
    /** ARN of the service. */
    readonly service: string;
    /** Under which ECS moves the traffic; none where there is nothing to move. */
    readonly role?: string;
    /** ARNs of its two groups, or of its one. */
    readonly targetGroups: readonly string[];
    /** ARNs, that of production first. */
    readonly rules: readonly string[];
    /** How traffic moves from colour to colour; none where tasks replace each other in one. */
    readonly schedule?: readonly Shift[];
    /** What is asked at its stages. */
    readonly hooks: readonly Hook[];
    readonly bakeMinutes: number;
    /** ARNs; none where they are not asked. */
    readonly alarms: readonly string[];
    /** What goes back by itself. */
    readonly rollsBack: { readonly onAlarm: boolean; readonly onFailure: boolean };
    /** Whether tasks that fail end a deployment. */
    readonly breaks: boolean;
}

/** A service as the plan has it, with what UpdateService has changed since. */
export function serviceAt(account: LocalAccount, arn: string): Planned | undefined {
    const planned = account.plans.at(arn);
    if (!planned) return undefined;
    const { resource } = planned;
    const inputs = { ...resource.inputs, ...account.part(Ecs).changedOf(arn) };
    return { ...planned, resource: { ...resource, inputs } };
}

/** Who deploys it. */
export function controllerOf({ inputs, name }: PlannedResource): "ECS" | "CODE_DEPLOY" {
    const { type = "ECS" } = below(inputs, "deploymentController");
    if (type === "ECS" || type === "CODE_DEPLOY") return type;
    throw new NotRehearsed(`ECS services with the deployment controller ${String(type)}, as ${name} is`);
}

export function movedServiceOf(account: LocalAccount, service: string): MovedService {
    const planned = serviceAt(account, service);
    if (!planned) throw new Refused("ServiceNotFoundException", "Service not found.");
    const { plan, resource } = planned;
    const { inputs, name } = resource;
    const { role, groups, rules } = movedBy(resource);
    const deployment = below(inputs, "deploymentConfiguration");
    const hooks = hooksOf(resource);
    const schedule = scheduleOf(name, deployment);
    if (hooks.length > 0 && (schedule === undefined || rules.length < 2))
        throw new NotRehearsed(
            `the lifecycle hooks of the service ${name}, which has no test listener between two colours`,
        );
    const alarms = below(inputs, "alarms");
    const breaker = below(inputs, "deploymentCircuitBreaker");
    return {
        ...{ plan, resource, service, role, rules },
        targetGroups: groups,
        ...{ schedule, hooks },
        bakeMinutes: Number(deployment["bakeTimeInMinutes"] ?? 0),
        alarms: alarms["enable"] === true ? texts(alarms["alarmNames"]).map((each) => alarmOf(account, each)) : [],
        rollsBack: { onAlarm: alarms["rollback"] === true, onFailure: breaker["rollback"] === true },
        breaks: breaker["enable"] === true,
    };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
function scheduleOf(name: string, deployment: Readonly<Record<string, unknown>>): readonly Shift[] | undefined {
    const strategy = String(deployment["strategy"] ?? "ROLLING");
    switch (strategy) {
        case "ROLLING":
            return undefined;
        case "BLUE_GREEN":
            return [{ percent: 100, minutes: 0 }];
        case "CANARY": {
            const { canaryPercent, canaryBakeTimeInMinutes } = below(deployment, "canaryConfiguration");
            return canary(Number(canaryPercent ?? 5), Number(canaryBakeTimeInMinutes ?? 10));
        }
        case "LINEAR": {
            const { stepPercent, stepBakeTimeInMinutes } = below(deployment, "linearConfiguration");
            return linear(Number(stepPercent ?? 10), Number(stepBakeTimeInMinutes ?? 6));
        }
        default:
            throw new NotRehearsed(`the deployment strategy ${strategy} of the service ${name}`);
    }
}

function alarmOf(account: LocalAccount, name: string): string {
    const found = account.created(TYPE.metricAlarm).find(({ resource }) => text(resource, "name") === name);
    if (!found) throw new Refused("InvalidParameterException", `The alarm ${name} does not exist.`);
    return text(found.resource, "arn");
}

/** The revision of a service that a deployment brings. */
export function revisionOf(arn: string): string {
    return arn.replace(":service-deployment/", ":service-revision/");
}
