import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";

import { ReleasePipeline } from "./lib/release-pipeline";

const vpc = new awsx.ec2.Vpc("shop", { natGateways: { strategy: "Single" } });
const images = new awsx.ecr.Repository("shop", { forceDelete: true });
const cluster = new aws.ecs.Cluster("shop");
const balancer = new awsx.lb.ApplicationLoadBalancer("shop", { subnetIds: vpc.publicSubnetIds });
const service = new awsx.ecs.FargateService("shop", {
    cluster: cluster.arn,
    networkConfiguration: { subnets: vpc.privateSubnetIds },
    taskDefinitionArgs: {
        container: {
            name: "shop",
            image: images.url,
            cpu: 256,
            memory: 512,
            portMappings: [{ containerPort: 80, targetGroup: balancer.defaultTargetGroup }],
        },
    },
});
new aws.appconfig.Application("flags", {});
const release = new ReleasePipeline("release", {
    repositoryName: images.repository.name,
    clusterName: cluster.name,
    serviceName: service.service.name,
});

export const url = balancer.loadBalancer.dnsName;
export const pipeline = release.name;
