// CodeDeploy for services of ECS: new tasks beside the old ones, and traffic that moves between them.
import { DEPLOYMENT } from "../../../iam/calls/codedeploy";
import { arnIn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { below, isRecord } from "../../../plan/plans";
import { NotRehearsed, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { asJson } from "../../engine/journal";
import { AT_LEAST, wait } from "../../engine/clock";
import { BlueGreen, type EcsDeployment, type MovesAsked } from "../services/blue-green";
import { controllerOf, serviceAt } from "../services/moved";
import { DeploymentEnded } from "./ended";
import { type HookEvent, targetOf } from "../documents";
import { ownContainerOf, passRoles } from "../tasks/definition";
import { Ecs } from "../services/services";
import { type EcsGroup, ecsGroupOf } from "./ecs-group";
import type { Group } from "./group";
import type { GroupRole } from "./group-role";
import { hookStep } from "./hook-executions";
import type { DeploymentPlatform, DeploymentSite, Step, Way } from "./platform";
import { Traffic } from "../balancing/traffic";

const MINUTE = 60_000;

export const ecsPlatform: DeploymentPlatform = {
    name: "ECS",
    rows: DEPLOYMENT,
    takes: ({ inputs }) => isRecord(inputs["ecsService"]),
    remember,
    wayOf,
    shown: () => ({}),
};

function remember(account: LocalAccount, group: Group, revision: JsonObject): JsonObject {
    const own = ecsGroupOf(account, group);
    const content = below(revision, "appSpecContent")["content"];
    const target = targetOf(typeof content === "string" ? content : "");
    const ecs = account.part(Ecs);
    const service = serviceAt(account, own.service)?.resource;
    if (service && controllerOf(service) !== "CODE_DEPLOY")
        throw new Refused(
            "InvalidECSServiceException",
            "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
        );
    if (target.hooks?.AfterAllowTestTraffic !== undefined && own.testListener === undefined)
        throw new NotRehearsed("the hook AfterAllowTestTraffic of an AppSpec, whose group has no test listener");
    // What cannot be rehearsed is said now, not when it is half done.
    ownContainerOf(ecs.definition(target.taskDefinition).template);
    const original = ecs.setsOf(own.service).find(({ status }) => status === "PRIMARY");
    if (!original)
        throw new Refused("InvalidECSServiceException", `The ECS service ${own.service} has no primary task set`);
    const traffic = account.part(Traffic);
    const listeners = [own.listener, ...(own.testListener === undefined ? [] : [own.testListener])];
    const weights = Object.fromEntries(listeners.map((listener) => [listener, traffic.weightsOf(listener)]));
    const remembered: EcsDeployment = { target, original: original.arn, listeners: weights };
    return asJson(remembered);
}

function wayOf({ account, deployment, group, role }: DeploymentSite): Way {
    const own = ecsGroupOf(account, group);
    const before = deployment.remembered as unknown as EcsDeployment;
    const blueGreen = new BlueGreen(account, deployment.id, before, own, askedOf(account, role));
    return {
        steps: stepsOf(account, blueGreen, own, hooksOf({ account, deployment, group, role })),
        settled: (signal) => blueGreen.settled(signal),
        rollBack: async () => {
            await blueGreen.rollBack();
            return { message: "Traffic leads to the original task set again." };
        },
    };
}

/** What is called at an event of the AppSpec. */
type HooksAt = (event: HookEvent) => readonly Step[];

function hooksOf({ account, deployment, group, role }: DeploymentSite): HooksAt {
    const { hooks = {} } = (deployment.remembered as unknown as EcsDeployment).target;
    return (event) =>
        some(hooks[event], (named) => {
            const on = named.startsWith("arn:") ? named : arnIn(group.planned.plan, "lambda", `function:${named}`);
            return hookStep(account, deployment.id, event, on, role.by);
        });
}

function askedOf(account: LocalAccount, role: GroupRole): MovesAsked {
    return {
        look() {
            role.ask("ecs:DescribeServices");
            role.ask("elasticloadbalancing:DescribeTargetGroups");
            role.ask("elasticloadbalancing:DescribeListeners");
            role.ask("elasticloadbalancing:DescribeRules");
        },
        create(template) {
            role.ask("ecs:CreateTaskSet");
            passRoles(account.gateway, role.by, template);
        },
        route: (listener) => role.ask("elasticloadbalancing:ModifyListener", listener),
        promote: () => role.ask("ecs:UpdateServicePrimaryTaskSet"),
        remove: () => role.ask("ecs:DeleteTaskSet"),
    };
}

function stepsOf(account: LocalAccount, blueGreen: BlueGreen, group: EcsGroup, hooks: HooksAt): readonly Step[] {
    const { schedule, ready, bakeMinutes, testListener, listener: production } = group;
    const pause = (minutes: number, signal: AbortSignal) =>
        wait(account.clock, minutes * MINUTE, AT_LEAST.watched, signal);
    return [
        ...hooks("BeforeInstall"),
        { step: "Replacement", text: "the new tasks start", run: (signal) => blueGreen.replace(signal) },
        ...hooks("AfterInstall"),
        ...some(testListener, (listener) => ({
            step: "TestTraffic",
            text: "the test listener leads to the new tasks",
            run: () => blueGreen.shift(listener, 100),
        })),
        ...hooks("AfterAllowTestTraffic"),
        ...some(ready.stops ? ready.minutes : undefined, (minutes) => ({
            step: "Ready",
            text: `somebody must reroute the traffic within ${shown(minutes)}`,
            run: async (signal: AbortSignal) => {
                await pause(minutes, signal);
                throw new DeploymentEnded(
                    "Stopped",
                    "DEPLOYMENT_FAILURE",
                    `Nobody rerouted the traffic within ${shown(minutes)}`,
                );
            },
        })),
        ...hooks("BeforeAllowTraffic"),
        ...schedule.map(({ percent, minutes }) => ({
            step: "Shift",
            text: percent === 100 ? "all of the traffic" : `${percent} % of the traffic, for ${shown(minutes)}`,
            run: async (signal: AbortSignal) => {
                await blueGreen.shift(production, percent);
                if (minutes > 0) await pause(minutes, signal);
            },
        })),
        ...hooks("AfterAllowTraffic"),
        { step: "Primary", text: "the new tasks are the service", run: () => blueGreen.promote() },
        ...some(bakeMinutes === 0 ? undefined : bakeMinutes, (minutes) => ({
            step: "Bake",
            text: shown(minutes),
            run: (signal: AbortSignal) => pause(minutes, signal),
        })),
        ...some(bakeMinutes, () => ({
            step: "Terminate",
            text: "the old tasks end",
            run: () => blueGreen.removeOriginal(),
        })),
    ];
}

function shown(minutes: number): string {
    return `${minutes} minutes of AWS's time`;
}

function some<T>(value: T | undefined, step: (value: T) => Step): readonly Step[] {
    return value === undefined ? [] : [step(value)];
}
