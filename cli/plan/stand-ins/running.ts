import { createHash } from "node:crypto";

import {
    byArn,
    byName,
    lastPart,
    type ResourceRequest,
    type StandIn,
    type StandInResult,
    type StandInTable,
} from "./types";
import { readArn } from "../../../plan/arn";
import type { Json, JsonObject } from "../../../plan/document";

/** ECS, machines, load balancers and the image that `docker.Image` pushes: what serves requests. */
export const running: StandInTable = {
    "aws:ecs/cluster:Cluster": byArn("ecs", "cluster/"),
    "aws:ecs/service:Service": (it) => {
        const name = it.named();
        const arn = it.arn("ecs", `service/${lastPart(it.text("cluster")) || "default"}/${name}`);
        return { id: arn, outputs: { arn, name } };
    },
    "aws:ecs/taskDefinition:TaskDefinition": (it) => {
        const family = it.named("family");
        const arnWithoutRevision = it.arn("ecs", `task-definition/${family}`);
        return { id: family, outputs: { arn: `${arnWithoutRevision}:1`, arnWithoutRevision, family, revision: 1 } };
    },
    "aws:lb/loadBalancer:LoadBalancer": (it) => {
        const name = it.named();
        const kind = it.text("loadBalancerType") === "network" ? "net" : "app";
        const arnSuffix = `${kind}/${name}/${it.hex(16)}`;
        const arn = it.arn("elasticloadbalancing", `loadbalancer/${arnSuffix}`);
        const number = parseInt(it.hex(8), 16);
        return {
            id: arn,
            outputs: {
                arn,
                arnSuffix,
                name,
                dnsName: `${name}-${number}.${it.region}.elb.amazonaws.com`,
                zoneId: `Z${it.hex(13).toUpperCase()}`,
            },
        };
    },
    "aws:lb/targetGroup:TargetGroup": (it) => {
        const name = it.named();
        const arnSuffix = `targetgroup/${name}/${it.hex(16)}`;
        const arn = it.arn("elasticloadbalancing", arnSuffix);
        return { id: arn, outputs: { arn, arnSuffix, name } };
    },
    "aws:lb/listener:Listener": (it) => {
        const arn = it.arn(
            "elasticloadbalancing",
            `${listened(it.text("loadBalancerArn"), "loadbalancer/", "listener/")}/${it.hex(16)}`,
        );
        return { id: arn, outputs: { arn } };
    },
    "aws:lb/listenerRule:ListenerRule": (it) => {
        const arn = it.arn(
            "elasticloadbalancing",
            `${listened(it.text("listenerArn"), "listener/", "listener-rule/")}/${it.hex(16)}`,
        );
        return { id: arn, outputs: { arn } };
    },
    "aws:acm/certificate:Certificate": (it) => {
        const arn = it.arn("acm", `certificate/${it.uuid()}`);
        const domainName = it.text("domainName");
        const proof = {
            domainName,
            resourceRecordName: `_${it.hex(32)}.${domainName}.`,
            resourceRecordType: "CNAME",
            resourceRecordValue: `_${it.hex(32, "value")}.acm-validations.aws.`,
        };
        return { id: arn, outputs: { arn, domainValidationOptions: [proof] } };
    },
    "aws:acm/certificateValidation:CertificateValidation": (it) => ({ id: it.text("certificateArn"), outputs: {} }),
    "aws:route53/record:Record": (it) => {
        const fqdn = it.text("name").replace(/\.$/, "");
        return { id: `${it.text("zoneId")}_${fqdn}_${it.text("type")}`, outputs: { fqdn } };
    },
    "aws:ec2/launchTemplate:LaunchTemplate": (it) => {
        const id = `lt-${it.hex(17)}`;
        const outputs = { arn: it.arn("ec2", `launch-template/${id}`), name: it.named(), latestVersion: 1 };
        return { id, outputs: { ...outputs, defaultVersion: 1 } };
    },
    "aws:autoscaling/group:Group": (it) => {
        const name = it.named();
        const arn = it.arn("autoscaling", `autoScalingGroup:${it.uuid()}:autoScalingGroupName/${name}`);
        return { id: name, outputs: { arn, name } };
    },
    "aws:appautoscaling/target:Target": (it) => {
        const id = it.text("resourceId");
        return { id, outputs: { arn: it.arn("application-autoscaling", `scalable-target/${it.hex(34)}`) } };
    },
    "aws:appautoscaling/policy:Policy": scaled("scalingPolicy", "policyName"),
    "aws:appautoscaling/scheduledAction:ScheduledAction": scaled("scheduledAction", "scheduledActionName"),
    "aws:scheduler/schedule:Schedule": byName("scheduler", "schedule/default/"),
    "aws:ssm/document:Document": byName("ssm", "document/"),
    "docker:index/image:Image": image,
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html has none of them: they are Auto Scaling's by name. */
function scaled(kind: string, word: string): StandIn {
    return (it) => {
        const name = it.named();
        const of = `resource/${it.text("serviceNamespace")}/${it.text("resourceId")}`;
        return {
            id: name,
            outputs: { arn: it.arn("autoscaling", `${kind}:${it.uuid()}:${of}:${word}/${name}`), name },
        };
    };
}

/** An ARN's resource part under another head, as listeners are named after their load balancer. */
function listened(arn: string, head: string, instead: string): string {
    return readArn(arn).resource.replace(head, instead);
}

/** `docker.Image` after a push: the digest is the registry's word for what was built. */
function image(it: ResourceRequest): StandInResult {
    const imageName = it.text("imageName");
    const slash = imageName.indexOf("/");
    const tag = imageName.indexOf(":", slash);
    const repository = tag < 0 ? imageName : imageName.slice(0, tag);
    const digest = createHash("sha256")
        .update(`${imageName}\n${JSON.stringify(described(it.inputs.build))}`)
        .digest("hex");
    return {
        id: imageName,
        outputs: {
            baseImageName: imageName,
            imageName,
            registryServer: slash < 0 ? "docker.io" : imageName.slice(0, slash),
            repoDigest: `${repository}@sha256:${digest}`,
        },
    };
}

/** Without absolute paths: the same image on every machine. */
function described(build: Json | undefined): JsonObject {
    const { platform, dockerfile, target } = (build ?? {}) as { platform?: Json; dockerfile?: Json; target?: Json };
    return Object.fromEntries(
        Object.entries({ platform, dockerfile, target }).flatMap(([key, value]) =>
            typeof value === "string" && !value.startsWith("/") ? [[key, value]] : [],
        ),
    );
}
