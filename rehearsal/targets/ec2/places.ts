// Where releases of a plan come to machines: an instance, or an Auto Scaling group, and what brings them there.
import { isGroup } from "../../../plan/deployment-groups";
import { everyAction } from "../../../plan/pipelines";
import { below, type Plan, type PlannedResource, type Plans, records, text, texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { isHost } from "../runner-host/places";

export interface Place {
    readonly stack: string;
    readonly name: string;
    /** The instance or the group. */
    readonly runs: PlannedResource;
    /** The deployment group that finds its machines. */
    readonly group?: PlannedResource;
    /** Whether a pipeline of these plans deploys to it. */
    readonly isDeployed: boolean;
    /** Whether it has one machine, so that nobody answers while that changes. */
    readonly isAlone: boolean;
    /** Whether what answers at a listener, or at a machine's own address, is a machine of it. */
    answersAt(listener: string): boolean;
}

export function placesOf(plans: Plans): readonly Place[] {
    const deployed = everyAction(plans).filter(({ action }) => action.provider === "CodeDeploy");
    const machines = [...plans.ofType(TYPE.instance), ...plans.ofType(TYPE.autoScalingGroup)];
    return machines
        .filter(({ plan, resource }) => !isHost(plan, resource))
        .map(({ plan, resource }) => {
            const group = groupOf(plan, resource);
            const isDeployed = deployed.some(
                ({ plan: of, action: { configuration } }) =>
                    of === plan &&
                    group !== undefined &&
                    isGroup(group, configuration["ApplicationName"] ?? "", configuration["DeploymentGroupName"] ?? ""),
            );
            return {
                ...{ stack: plan.stack, name: resource.name, runs: resource, group, isDeployed },
                isAlone: resource.type === TYPE.instance || wantedBy(resource) === 1,
                answersAt: answersAt(plan, resource),
            };
        });
}

/** Without a capacity of its own, a group has its least: https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html */
function wantedBy({ inputs }: PlannedResource): number {
    return Number(inputs["desiredCapacity"] ?? inputs["minSize"]);
}

/** By its name where it is a group's, else by the tags that its sets ask for. */
function groupOf({ resources }: Plan, runs: PlannedResource): PlannedResource | undefined {
    const groups = resources.filter(({ type }) => type === TYPE.deploymentGroup);
    if (runs.type === TYPE.autoScalingGroup)
        return groups.find(({ inputs }) => texts(inputs["autoscalingGroups"]).includes(text(runs, "name")));
    const tags = below(runs.inputs, "tags");
    return groups.find(({ inputs }) => {
        const sets = records(inputs["ec2TagSets"]).map((set) => records(set["ec2TagFilters"]));
        return sets.length > 0 && sets.every((set) => set.some(({ key, value }) => tags[String(key)] === value));
    });
}

function answersAt({ resources }: Plan, runs: PlannedResource): (listener: string) => boolean {
    const targetGroups = texts(runs.inputs["targetGroupArns"]);
    const listeners = resources
        .filter(({ type }) => type === TYPE.listener)
        .filter(({ inputs }) =>
            records(inputs["defaultActions"]).some((to) => targetGroups.includes(String(to["targetGroupArn"]))),
        )
        .map((each) => text(each, "arn"));
    const own = runs.type === TYPE.instance ? `${text(runs, "arn")}:` : undefined;
    return (listener) => listeners.includes(listener) || (own !== undefined && listener.startsWith(own));
}
