import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../../context";
import { trustServices } from "../../../documents/policy";
import { makeErrorAlarm } from "../../../shared/error-alarm";
import { makeRole, type RoleInUse } from "../../../shared/role";
import { approvalOf, functionsOf, type Rollout } from "../rollout";
import type { MoveArgs, ServiceShape } from "./engine";
import type { RuledTraffic } from "./native-traffic";

export interface NativeRolloutArgs extends Pick<MoveArgs, "how" | "balancer" | "share" | "alarms"> {
    /** The target groups and rules that it moves. */
    readonly traffic: RuledTraffic;
}

/**
 * What ECS needs to roll a service out by itself: the role that moves the traffic, and the alarm that rolls it back. The service
 * is made elsewhere, with this shape; a script starts the deployments.
 */
export class NativeRollout extends pulumi.ComponentResource {
    /** The role under which ECS moves the traffic. */
    public readonly roleArn: pulumi.Output<string>;
    /** The alarm on a release that answers with errors. */
    public readonly alarmName: pulumi.Output<string>;
    /** What must exist before the service. */
    public readonly ready: readonly pulumi.Resource[];

    /** The role under which ECS calls functions. */
    private readonly callerArn?: pulumi.Output<string>;

    constructor(
        private readonly name: string,
        private readonly args: NativeRolloutArgs,
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:NativeRollout", name, { how: args.how, alarms: args.alarms }, opts);
        const { balancer, share, alarms, traffic } = args;
        const { alarmActions } = context.notifications;
        const groups = share && [traffic.blue, traffic.green];
        const alarm = makeErrorAlarm(name, { balancer, groups, ...alarms, alarmActions }, { parent: this });
        const role = this.role(traffic);
        const functions = functionsOf(args.how);
        const caller = functions.length > 0 ? this.caller(functions.map(({ functionArn }) => functionArn)) : undefined;

        this.roleArn = role.arn;
        this.alarmName = alarm.name;
        this.ready = [traffic.production.rule, traffic.test.rule, ...role.ready, ...(caller?.ready ?? [])];
        this.callerArn = caller?.arn;
        const { roleArn, alarmName } = this;
        this.registerOutputs({ roleArn, alarmName });
    }

    /**
     * What the service is created with. The load balancer is the same for every kind, so that a kind can change in place.
     * unverified: a service is created as rolling with the load balancer that a blue/green one needs | fails as: the first
     * `up` stops at the service with InvalidParameterException, where rollout.kind is rolling | settle: aws ecs describe-services --cluster <cluster> --services <service> --query services[0].loadBalancers
     */
    public shape(): ServiceShape {
        const { how, alarms, traffic } = this.args;
        return {
            args: {
                deploymentController: { type: "ECS" },
                ...deploymentOf(how, hooksOf(how, this.callerArn)),
                // Paused to deploy a fix: an alarm in ALARM already would undo the very deployment that mends it.
                alarms: { alarmNames: [this.alarmName], enable: !alarms.pause, rollback: true },
            },
            balanced: {
                targetGroupArn: traffic.blue.arn,
                advancedConfiguration: {
                    alternateTargetGroupArn: traffic.green.arn,
                    productionListenerRule: traffic.production.rule.arn,
                    testListenerRule: traffic.test.rule.arn,
                    roleArn: this.roleArn,
                },
            },
            before: this.ready,
        };
    }

    /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html */
    private caller(functions: readonly string[]): RoleInUse {
        return makeRole(
            `${this.name}-hooks`,
            {
                trust: trustServices(),
                allow: [{ actions: ["lambda:InvokeFunction"], on: [...new Set(functions)] }],
            },
            { parent: this },
        );
    }

    /** What ECS may do on the load balancer: AmazonECSInfrastructureRolePolicyForLoadBalancers, on this service's alone. */
    private role({ blue, green, production, test }: RuledTraffic): RoleInUse {
        return makeRole(
            `${this.name}-traffic`,
            {
                trust: trustServices(),
                allow: [
                    {
                        actions: [
                            "elasticloadbalancing:DescribeListeners",
                            "elasticloadbalancing:DescribeRules",
                            "elasticloadbalancing:DescribeTargetGroups",
                            "elasticloadbalancing:DescribeTargetHealth",
                        ],
                        on: "*",
                        because: "elastic load balancing knows no resource for what only reads",
                    },
                    {
                        actions: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
                        on: [blue.arn, green.arn],
                    },
                    // unverified: ECS changes listeners of services that have rules, as AWS's policy would let it | fails as: nothing; where it does not, lines that share one could do without | settle: CloudTrail's ModifyListener under the infrastructure role, over some releases
                    {
                        actions: ["elasticloadbalancing:ModifyListener"],
                        on: [production.listener.arn, test.listener.arn],
                    },
                    { actions: ["elasticloadbalancing:ModifyRule"], on: [production.rule.arn, test.rule.arn] },
                ],
            },
            { parent: this },
        );
    }
}

/**
 * Where there are two colours the script counts failed tasks: ECS's API speaks of its circuit breaker for rolling deployments
 * alone. It is said to be off, because a service that was rolling before keeps what is left out.
 */
// unverified: a service whose rule leads to its second group takes a rolling deployment there, with its first group named in the load balancer
// | fails as: the first release after a change to rolling moves no traffic, or to the colour without tasks
// | settle: after one blue/green release, change rollout.kind to rolling, release, and look at the shares of the rule
// unverified: ECS's circuit breaker is for rolling deployments alone, as its API says; the guide's page of failures names blue/green as well
// | fails as: nothing, for the script stops a deployment whose tasks fail; with the breaker it would not have to
// | settle: aws ecs update-service with deploymentCircuitBreaker on a service of strategy BLUE_GREEN
const NO_BREAKER = { deploymentCircuitBreaker: { enable: false, rollback: false } };

/** The deployment is taken back when the question's own time is over; what does that may fail, and is waited for so long. */
const GRACE_MINUTES = 60;

// unverified: as a service is created, functions are called as they are later, and it comes to a pause as later, which Prepare goes through | fails as: nothing where it does neither; a function that does not answer SUCCEEDED of the placeholder leaves a service without tasks, until ship's first run deploys it | settle: aws ecs describe-service-deployments, while `up` creates a service with rollout.approval or rollout.hooks
// unverified: what says no hook takes the hooks of before away | fails as: RollOut waits until its time is over, once rollout.approval was taken out | settle: aws ecs describe-services --cluster <cluster> --services <service> --query services[0].deploymentConfiguration, after an `up` without it
// unverified: the provider takes the stage PRE_PRODUCTION_TRAFFIC_SHIFT, which its page leaves out and AWS's API got together with the pauses that it takes | fails as: `up` is red before it changes anything: expected lifecycle_stages to be one of those of the page | settle: pulumi preview of a line with that stage
type Hooks = Pick<input.ecs.ServiceDeploymentConfiguration, "lifecycleHooks">;

/**
 * Functions and a pause may stand at one stage; both have to be through.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
function hooksOf(how: Rollout, callerArn?: pulumi.Output<string>): Hooks {
    const asked = approvalOf(how);
    const called = functionsOf(how).map(({ stage, functionArn }) => ({
        targetType: "AWS_LAMBDA",
        hookTargetArn: functionArn,
        roleArn: callerArn,
        lifecycleStages: [stage],
    }));
    const pauses = (asked ? [asked] : []).map(({ stage, timeoutHours }) => ({
        targetType: "PAUSE",
        lifecycleStages: [stage],
        timeoutConfiguration: { timeoutInMinutes: String(timeoutHours * 60 + GRACE_MINUTES), action: "ROLLBACK" },
    }));
    const lifecycleHooks = [...called, ...pauses];
    return lifecycleHooks.length > 0 ? { lifecycleHooks } : {};
}

/** AWS's words for a way to bring a release; minutes are texts there. */
function deploymentOf(
    how: Rollout,
    hooks: Hooks,
): Pick<ServiceShape["args"], "deploymentCircuitBreaker" | "deploymentConfiguration"> {
    switch (how.kind) {
        case "rolling":
            return {
                deploymentConfiguration: { strategy: "ROLLING" },
                deploymentCircuitBreaker: { enable: true, rollback: true },
            };
        case "blue-green":
            return {
                ...NO_BREAKER,
                deploymentConfiguration: {
                    strategy: "BLUE_GREEN",
                    bakeTimeInMinutes: String(how.bakeMinutes),
                    ...hooks,
                },
            };
        case "canary":
            return {
                ...NO_BREAKER,
                deploymentConfiguration: {
                    strategy: "CANARY",
                    bakeTimeInMinutes: String(how.bakeMinutes),
                    ...hooks,
                    canaryConfiguration: {
                        canaryPercent: how.percent,
                        canaryBakeTimeInMinutes: String(how.minutes),
                    },
                },
            };
        case "linear":
            return {
                ...NO_BREAKER,
                deploymentConfiguration: {
                    strategy: "LINEAR",
                    bakeTimeInMinutes: String(how.bakeMinutes),
                    ...hooks,
                    linearConfiguration: { stepPercent: how.percent, stepBakeTimeInMinutes: String(how.minutes) },
                },
            };
    }
}
