// Hosts of a plan that take releases by a command of Systems Manager, as their user data tells.
import { hostEnvOf } from "../../../iam/calls/hosts";
import type { Plan, PlannedResource, Plans } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";

export interface HostPlace {
    readonly stack: string;
    readonly name: string;
    /** The Auto Scaling group. */
    readonly runs: PlannedResource;
    /** Whether a pipeline of these plans ships to it. */
    readonly isDeployed: boolean;
}

export function hostsOf(plans: Plans): readonly HostPlace[] {
    return plans
        .ofType(TYPE.autoScalingGroup)
        .filter(({ plan, resource }) => isHost(plan, resource))
        .map(({ plan, resource }) => ({
            stack: plan.stack,
            name: resource.name,
            runs: resource,
            isDeployed: plan.resources.some(
                ({ type, name }) => type === TYPE.pipeline && name === `${resource.name}-ship`,
            ),
        }));
}

export function isHost(plan: Plan, runs: PlannedResource): boolean {
    return hostEnvOf(plan, runs) !== undefined;
}
