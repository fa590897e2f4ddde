// Components of @pulumi/awsx, which its plugin makes where no recorder sees their parts: what programs read of them.
// https://www.pulumi.com/registry/packages/awsx/api-docs/
import type { Json } from "../../../plan/document";
import type { ResourceRequest, StandIn, StandInTable } from "./types";

export const crosswalk: StandInTable = {
    "awsx:ecr:Repository": (it) => {
        const name = it.named();
        const url = `${registryOf(it)}/${name}`;
        return {
            id: "",
            outputs: {
                url,
                repository: { name, id: name, arn: it.arn("ecr", `repository/${name}`), repositoryUrl: url },
            },
        };
    },
    "awsx:ecr:Image": (it) => ({
        id: "",
        outputs: { imageUri: `${it.text("repositoryUrl")}@sha256:${it.hex(32)}${it.hex(32, "image")}` },
    }),
    "awsx:lb:ApplicationLoadBalancer": balancer("app"),
    "awsx:lb:NetworkLoadBalancer": balancer("net"),
    "awsx:ecs:FargateService": service,
    "awsx:ecs:EC2Service": service,
    "awsx:ecs:FargateTaskDefinition": task,
    "awsx:ecs:EC2TaskDefinition": task,
};

const registryOf = ({ account, region }: ResourceRequest): string => `${account}.dkr.ecr.${region}.amazonaws.com`;

function balancer(kind: string): StandIn {
    return (it) => {
        const name = it.named();
        const group = `${name}-${it.hex(7, "group")}`;
        const arn = it.arn("elasticloadbalancing", `loadbalancer/${kind}/${name}/${it.hex(16)}`);
        const listener = it.arn(
            "elasticloadbalancing",
            `listener/${kind}/${name}/${it.hex(16)}/${it.hex(16, "listener")}`,
        );
        return {
            id: "",
            outputs: {
                loadBalancer: {
                    name,
                    id: arn,
                    arn,
                    dnsName: `${name}-${it.hex(9)}.${it.region}.elb.amazonaws.com`,
                    zoneId: `Z${it.hex(13).toUpperCase()}`,
                },
                defaultTargetGroup: {
                    name: group,
                    ...identified(it.arn("elasticloadbalancing", `targetgroup/${group}/${it.hex(16)}`)),
                },
                defaultSecurityGroup: { id: `sg-${it.hex(17)}` },
                listeners: [identified(listener)],
                vpcId: `vpc-${it.hex(17)}`,
            },
        };
    };
}

function service(it: ResourceRequest): ReturnType<StandIn> {
    const name = it.named();
    return {
        id: "",
        outputs: {
            service: {
                name,
                ...identified(it.arn("ecs", `service/${it.text("cluster").replace(/^.*\//, "")}/${name}`)),
            },
            ...task(it).outputs,
        },
    };
}

function task(it: ResourceRequest): ReturnType<StandIn> {
    const arn = it.arn("ecs", `task-definition/${it.autoname}:1`);
    return { id: "", outputs: { taskDefinition: { family: it.autoname, revision: 1, ...identified(arn) } } };
}

function identified(arn: string): { readonly [key: string]: Json } {
    return { id: arn, arn };
}
