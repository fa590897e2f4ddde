// What EventBridge hears of a group's instances. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
import { arnIn } from "../../plan/arn";
import { type Planned, text } from "../../plan/plans";
import type { AwsEvent } from "../events/bus";

const TYPES: Readonly<Record<string, string>> = {
    InService: "EC2 Instance Launch Successful",
    Terminated: "EC2 Instance Terminate Successful",
};

/** Nothing of what comes between. */
export function scalingEvent({ plan, resource }: Planned, instance: string, lifecycle: string): AwsEvent | undefined {
    const type = TYPES[lifecycle];
    if (type === undefined) return undefined;
    return {
        source: "aws.autoscaling",
        "detail-type": type,
        account: plan.account,
        region: plan.region,
        resources: [text(resource, "arn"), arnIn(plan, "ec2", `instance/${instance}`)],
        detail: {
            StatusCode: "InProgress",
            AutoScalingGroupName: text(resource, "name"),
            EC2InstanceId: instance,
            Origin: "EC2",
            Destination: "AutoScalingGroup",
        },
    };
}
