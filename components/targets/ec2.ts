import * as pulumi from "@pulumi/pulumi";

import { bundle, type BundleStore } from "../carries/bundle";
import { image, type ImageStore } from "../carries/image";
import type { TargetKind } from "../kind";
import { LoadBalancer } from "../shared/load-balancer";
import { carriedOnMachines } from "./ec2/carried";
import { ServerDeployment } from "./ec2/deployment";
import { renderBlueprint } from "./ec2/documents/blueprint";
import { Machines } from "./ec2/machines";
import { seesMachines } from "./ec2/people";
import { rules } from "./ec2/rules";
import { decide, settings } from "./ec2/settings";
import { ec2Prepare, ec2Verify, makeQuestion, rollOutStep } from "./ec2/steps";
import { makeTraffic } from "./ec2/traffic";
import { makeSecurityGroup } from "./machines/security-group";

const PLATFORMS = { x86_64: "linux/amd64", arm64: "linux/arm64" } as const;

/** Virtual machines, on which CodeDeploy changes what runs in place. */
export const ec2: TargetKind<"ec2", typeof settings, BundleStore | ImageStore> = {
    kind: "ec2",
    carries: ({ carries }) => (carries === "image" ? image : bundle),
    settings,
    rules,
    make(line, given, { store }, context, opts) {
        const decided = decide(given);
        const { port, healthPath, certificateArn, domain, reachableFrom, drainingSeconds } = decided;
        const { network, retention } = context;
        const balancer =
            decided.reach === "load-balancer"
                ? new LoadBalancer(line, { network, retention, certificateArn, domain, reachableFrom }, opts)
                : undefined;
        const traffic = balancer && makeTraffic(line, { balancer, network, port, healthPath, drainingSeconds }, opts);
        const securityGroup = makeSecurityGroup(line, { network, port, from: balancer ?? reachableFrom }, opts);
        const carried = carriedOnMachines(store);
        const machines = new Machines(
            line,
            { settings: decided, securityGroup, traffic, fetches: carried.pulls },
            context,
            opts,
        );
        const deployment = new ServerDeployment(line, { machines, traffic, settings: decided }, context, opts);
        const deployed = { line, machines, deployment, context };
        const question = makeQuestion(deployed, decided, opts);
        const { address, instanceId, roleName } = machines;
        return {
            platform: PLATFORMS[decided.architecture],
            prepare: ec2Prepare(deployed, carried),
            rollOut: [rollOutStep(deployed)],
            verify: ec2Verify(deployed, question),
            blueprint: pulumi
                .all([carried.login, instanceId])
                .apply(([login, instance]) =>
                    renderBlueprint({ line, environment: context.environment, settings: decided, login, instance }),
                ),
            before: [machines, deployment, question],
            people: { see: seesMachines(deployed) },
            applications: [deployment.applicationName],
            nextSteps: balancer?.nextSteps ?? [],
            outputs: {
                ...(balancer ? { url: balancer.url } : {}),
                ...(address ? { url: urlOf(address, port), address } : {}),
                hostRoleName: roleName,
            },
        };
    },
};

/** What the machine's port speaks is the application's affair; 443 alone says that it is TLS. */
function urlOf(address: pulumi.Output<string>, port: number): pulumi.Output<string> {
    if (port === 443) return pulumi.interpolate`https://${address}`;
    return pulumi.interpolate`http://${address}${port === 80 ? "" : `:${port}`}`;
}
