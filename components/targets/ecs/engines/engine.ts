// An engine rolls a service out: ECS itself, or CodeDeploy. What differs between them goes through this interface.
import type * as ecs from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../../context";
import type { Step, Target } from "../../../parts";
import type { ScriptPart, Statement } from "../../../shell";
import type { LineRule } from "../../../shared/balancer-share";
import type { LoadBalancer } from "../../../shared/load-balancer";
import type { Network } from "../../../shared/network";
import type { BlueprintSettings } from "../documents/blueprint";
import type { Rollout } from "../rollout";
import type { EcsService } from "../service";
import type { Colours } from "./colours";

export interface MoveArgs {
    readonly how: Rollout;
    /** The load balancer in front of the tasks. */
    readonly balancer: LoadBalancer;
    /** The line's share of a shared load balancer. @default - it is the line's own */
    readonly share?: LineRule;
    readonly network: Network;
    /** Path that answers 200 when a task is healthy. */
    readonly healthPath: string;
    /** The share of errors, of at least so many requests, that rolls back; and whether that is paused. */
    readonly alarms: { readonly percent5xx: number; readonly minimumRequests: number; readonly pause: boolean };
}

/** Arguments of the service that depend on its engine. */
export interface ServiceShape {
    readonly args: Pick<
        ecs.ServiceArgs,
        "alarms" | "deploymentCircuitBreaker" | "deploymentConfiguration" | "deploymentController"
    >;
    /** The target group of its tasks; the service adds the container's name. @default - none: it gets no requests */
    readonly balanced?: {
        readonly targetGroupArn: pulumi.Input<string>;
        readonly advancedConfiguration?: {
            readonly alternateTargetGroupArn: pulumi.Input<string>;
            readonly productionListenerRule: pulumi.Input<string>;
            readonly testListenerRule: pulumi.Input<string>;
            readonly roleArn: pulumi.Input<string>;
        };
    };
    /** What must exist before the service. */
    readonly before: readonly pulumi.Resource[];
}

export interface Engine {
    /** Makes target groups, listeners and whatever else must exist before the service. */
    begin(line: string, args: MoveArgs, context: EnvironmentContext, opts: pulumi.ComponentResourceOptions): Beginning;
}

export interface Beginning {
    readonly shape: ServiceShape;
    /** Both target groups, whichever is live. */
    readonly colours: Colours;
    /** Makes what comes after the service, and says how it is rolled out. */
    complete(service: EcsService): Moved;
}

/** How releases are rolled out; most of it becomes a part of the line's `Target`. */
export interface Moved extends Pick<Target, "applications" | "confirm"> {
    /** Defines `target_wait` and `write_revision`, for Prepare. */
    readonly prepare: ScriptPart;
    readonly rollOut: Step;
    /** Functions in the AppSpec, by their event. @default - none */
    readonly hooks?: BlueprintSettings["hooks"];
    /** Defines `find_running`, for Verify. */
    readonly verify: ScriptPart;
    /** For people: permissions to see a deployment. */
    readonly see: readonly Statement[];
    /** Permissions that would bypass the approval during a rollout; people are denied them. */
    readonly bypass: readonly Statement[];
    readonly before: readonly pulumi.Resource[];
}
