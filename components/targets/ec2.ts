import * as pulumi from "@pulumi/pulumi";

import { image, type ImageStore } from "../carries/image";
import type { TargetKind } from "../parts";
import { LoadBalancer } from "../shared/load-balancer";
import { ServerDeployment } from "./ec2/deployment";
import { renderBlueprint } from "./ec2/documents/blueprint";
import { makeDoor } from "./ec2/door";
import { Machines } from "./ec2/machines";
import { rules } from "./ec2/rules";
import { decide, settings } from "./ec2/settings";
import { ec2Prepare, ec2Verify, makeQuestion, rollOutStep } from "./ec2/steps";
import { makeTraffic } from "./ec2/traffic";

const PLATFORMS = { x86_64: "linux/amd64", arm64: "linux/arm64" } as const;

/** Virtual machines, on which CodeDeploy changes what runs in place. */
export const ec2: TargetKind<"ec2", typeof settings, ImageStore> = {
    kind: "ec2",
    carries: () => image,
    settings,
    rules,
    make(line, given, { store }, context, opts) {
        const decided = decide(given);
        const { port, healthPath, containerPort, certificateArn, reachableFrom, environment, carries } = decided;
        const { network, retention } = context;
        const balancer =
            decided.reach === "load-balancer"
                ? new LoadBalancer(line, { network, retention, certificateArn, reachableFrom }, opts)
                : undefined;
        const door = makeDoor(line, { network, port, from: balancer ?? reachableFrom }, opts);
        const { drainingSeconds } = decided;
        const traffic = balancer && makeTraffic(line, { balancer, network, port, healthPath, drainingSeconds }, opts);
        const machines = new Machines(
            line,
            { settings: decided, door, traffic, fetches: store.registry.pulls() },
            context,
            opts,
        );
        const deployment = new ServerDeployment(line, { machines, traffic, settings: decided }, context, opts);
        const deployed = { line, machines, deployment, context };
        const question = makeQuestion(deployed, decided, opts);
        return {
            platform: PLATFORMS[decided.architecture],
            prepare: ec2Prepare(deployed),
            rollOut: [rollOutStep(deployed)],
            verify: ec2Verify(deployed, question),
            blueprint: pulumi.all([store.registry.repositoryUrl, machines.instanceId]).apply(([repository, instance]) =>
                renderBlueprint({
                    line,
                    environment: context.environment,
                    carries,
                    port,
                    containerPort,
                    healthPath,
                    variables: environment,
                    login: { REGISTRY: repository.split("/")[0] ?? "", REGISTRY_REGION: context.region },
                    instance,
                }),
            ),
            before: [machines, deployment, question],
            applications: [deployment.applicationName],
            outputs: {
                ...(balancer ? { url: balancer.url } : {}),
                ...(machines.address
                    ? {
                          url: pulumi.interpolate`http://${machines.address}${port === 80 ? "" : `:${port}`}`,
                          address: machines.address,
                      }
                    : {}),
                hostRoleName: machines.roleName,
            },
        };
    },
};
