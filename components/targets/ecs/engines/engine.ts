// Who moves a service from one release to the next, and everything that differs with that.
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
    /** Whose listeners lead to the tasks. */
    readonly balancer: LoadBalancer;
    /** What is the line's of a balancer that others share. @default - all of it is */
    readonly share?: LineRule;
    readonly network: Network;
    /** Answers 200 when a task is well. */
    readonly healthPath: string;
    /** Above which share of errors, of how many requests, it is rolled back; and whether that is asked at all. */
    readonly alarms: { readonly percent5xx: number; readonly minimumRequests: number; readonly pause: boolean };
}

/** What a service is created with, as its engine wants it. */
export interface ServiceShape {
    readonly args: Pick<
        ecs.ServiceArgs,
        "alarms" | "deploymentCircuitBreaker" | "deploymentConfiguration" | "deploymentController"
    >;
    /** Where its tasks are registered; the container is the service's to name. @default - nowhere, as nobody asks them */
    readonly balanced?: {
        readonly targetGroupArn: pulumi.Input<string>;
        readonly advancedConfiguration?: {
            readonly alternateTargetGroupArn: pulumi.Input<string>;
            readonly productionListenerRule: pulumi.Input<string>;
            readonly testListenerRule: pulumi.Input<string>;
            readonly roleArn: pulumi.Input<string>;
        };
    };
    /** What must exist before it does. */
    readonly before: readonly pulumi.Resource[];
}

export interface Engine {
    /** Target groups and listeners, and whatever else stands before the service does. */
    begin(line: string, args: MoveArgs, context: EnvironmentContext, opts: pulumi.ComponentResourceOptions): Beginning;
}

export interface Beginning {
    readonly shape: ServiceShape;
    /** Where tasks may be registered, whichever of them are live. */
    readonly colours: Colours;
    /** What stands after the service, and how a release is brought to it. */
    complete(service: EcsService): Moved;
}

/** Mostly what a target gives to its line. */
export interface Moved extends Pick<Target, "applications" | "confirm"> {
    /** Defines `target_wait` and `write_revision`, for Prepare. */
    readonly prepare: ScriptPart;
    readonly rollOut: Step;
    /** Functions that stand in the AppSpec, by their event. @default none */
    readonly hooks?: BlueprintSettings["hooks"];
    /** Defines `find_running`, for Verify. */
    readonly verify: ScriptPart;
    /** For people: how a deployment goes. */
    readonly see: readonly Statement[];
    /** What gets round a question that its rollout asks. */
    readonly bypass: readonly Statement[];
    readonly before: readonly pulumi.Resource[];
}
