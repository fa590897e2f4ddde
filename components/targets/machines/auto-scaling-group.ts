import * as autoscaling from "@pulumi/aws/autoscaling";
import type * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";

/** What the alarm on launches looks at. */
const METRICS: autoscaling.Metric[] = ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupTerminatingInstances"];

export interface AutoScalingGroupArgs {
    readonly count: number;
    readonly subnetIds: pulumi.Input<string[]>;
    readonly template: ec2.LaunchTemplate;
    readonly targetGroupArns: pulumi.Input<string>[];
    /** What a machine needs as soon as it is launched. */
    readonly ready: readonly pulumi.Resource[];
}

/** Makes the group that keeps so many machines of a line running. */
export function makeAutoScalingGroup(
    line: string,
    { count, subnetIds, template, targetGroupArns, ready }: AutoScalingGroupArgs,
    opts: pulumi.CustomResourceOptions,
): autoscaling.Group {
    return new autoscaling.Group(
        line,
        {
            minSize: count,
            maxSize: count,
            vpcZoneIdentifiers: subnetIds,
            launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
            targetGroupArns,
            // EC2's own word alone: to a load balancer a machine is ill until its first release is there, and whoever
            // believed that would replace each new machine before anything could be deployed to it.
            healthCheckType: "EC2",
            enabledMetrics: METRICS,
        },
        // A machine acts under its role, and needs its way out, as soon as it is launched.
        { ...opts, dependsOn: [...ready] },
    );
}
