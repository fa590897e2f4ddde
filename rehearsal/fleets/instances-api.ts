// EC2 and Auto Scaling, as far as jobs ask what runs.
import type { JsonObject } from "../../plan/document";
import { text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { wildcard } from "../../text/wildcard";
import { NotRehearsed, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { asJson } from "../engine/journal";
import { desiredOf } from "./auto-scaling";
import { Fleet } from "./fleet";
import { type Instance, Instances } from "./instances";
import { specificationOf } from "./specification";

const STATES = {
    Pending: { Code: 0, Name: "pending" },
    "Pending:Wait": { Code: 16, Name: "running" },
    InService: { Code: 16, Name: "running" },
    Terminating: { Code: 32, Name: "shutting-down" },
    Terminated: { Code: 48, Name: "terminated" },
} as const;

interface Filter {
    readonly Name: string;
    readonly Values: unknown;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const describeInstances: Service = ({ input }, account) => {
    const { InstanceIds: ids, Filters: filters = [] } = (input ?? {}) as {
        readonly InstanceIds?: readonly string[];
        readonly Filters?: readonly Filter[];
    };
    const found = account
        .part(Instances)
        .all.filter(({ id }) => ids?.includes(id) ?? true)
        .map((instance) => instanceShown(account, instance))
        .filter((shown) => filters.every((filter) => passes(shown, filter)));
    return { Reservations: found.map((instance) => ({ Instances: [instance] })) };
};

function instanceShown(account: LocalAccount, instance: Instance): JsonObject {
    const { id, lifecycle, availabilityZone, privateAddress, publicAddress, launchedAt } = instance;
    const { instanceType, image, tags } = specificationOf(account.part(Fleet).plannedOf(id));
    return asJson({
        InstanceId: id,
        ImageId: image,
        InstanceType: instanceType,
        State: STATES[lifecycle],
        PrivateIpAddress: privateAddress,
        PublicIpAddress: publicAddress,
        LaunchTime: new Date(launchedAt).toISOString(),
        Placement: { AvailabilityZone: availabilityZone },
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
}

function passes(instance: JsonObject, { Name: name, Values: values }: Filter): boolean {
    const says = (found: unknown) => texts(values).some((value) => wildcard(value).test(String(found)));
    const tags = instance["Tags"] as readonly { readonly Key: string; readonly Value: string }[];
    if (name.startsWith("tag:")) return tags.some(({ Key, Value }) => Key === name.slice("tag:".length) && says(Value));
    if (name === "instance-state-name") return says((instance["State"] as { readonly Name: string }).Name);
    if (name === "instance-id") return says(instance["InstanceId"]);
    throw new NotRehearsed(`ec2:DescribeInstances with the filter ${name}`);
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
const describeGroups: Service = ({ input }, account) => {
    const { AutoScalingGroupNames: names } = (input ?? {}) as { readonly AutoScalingGroupNames?: readonly string[] };
    const found = account
        .created(TYPE.autoScalingGroup)
        .filter(({ resource }) => names?.includes(text(resource, "name")) ?? true);
    return {
        AutoScalingGroups: found.map((planned) => {
            const { resource } = planned;
            const { minSize, maxSize, targetGroupArns = [] } = resource.inputs;
            const mine = account.part(Instances).all.filter(({ of }) => of === resource.urn);
            return asJson({
                AutoScalingGroupName: text(resource, "name"),
                AutoScalingGroupARN: text(resource, "arn"),
                MinSize: Number(minSize),
                MaxSize: Number(maxSize),
                DesiredCapacity: desiredOf(planned),
                TargetGroupARNs: targetGroupArns,
                Instances: mine
                    .filter(({ lifecycle }) => lifecycle !== "Terminated")
                    .map(({ id, availabilityZone, lifecycle }) => ({
                        InstanceId: id,
                        AvailabilityZone: availabilityZone,
                        LifecycleState: lifecycle,
                        HealthStatus: "Healthy",
                    })),
            });
        }),
    };
};

export const instanceServices: ReadonlyMap<string, Service> = new Map([
    ["ec2:DescribeInstances", describeInstances],
    ["autoscaling:DescribeAutoScalingGroups", describeGroups],
]);
