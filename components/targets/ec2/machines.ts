import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import type { Statement } from "../../shell";
import type { SecurityGroup } from "../machines/security-group";
import { makeAutoScalingGroup } from "../machines/auto-scaling-group";
import { makeHostRole } from "../machines/host-role";
import { makeTemplate, tagsOf } from "../machines/template";
import { renderUserData } from "./documents/user-data";
import type { Decided } from "./settings";
import type { Traffic } from "./traffic";

export interface MachinesArgs {
    readonly settings: Pick<
        Decided,
        "instances" | "count" | "reach" | "instanceType" | "architecture" | "system" | "agent" | "carries"
    >;
    readonly securityGroup: SecurityGroup;
    /** @default - there is no load balancer */
    readonly traffic?: Traffic;
    /** Permissions of their hooks to fetch what a release carries. */
    readonly fetches: readonly Statement[];
}

/** A line's machines: an Auto Scaling group, or one machine with a fixed address. CodeDeploy decides what runs there. */
export class Machines extends pulumi.ComponentResource {
    /** Name of the machines' role. What runs outside of a container acts under it too. */
    public readonly roleName: pulumi.Output<string>;
    /** The Auto Scaling group; undefined with a fixed machine. */
    public readonly groupName?: pulumi.Output<string>;
    public readonly groupArn?: pulumi.Output<string>;
    /** Id of the fixed machine. */
    public readonly instanceId?: pulumi.Output<string>;
    /** Address of the fixed machine, which stays when the machine is replaced. */
    public readonly address?: pulumi.Output<string>;

    constructor(
        private readonly line: string,
        args: MachinesArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:Machines", line, { settings: args.settings }, opts);
        const { settings, securityGroup, fetches } = args;
        const log = new cloudwatch.LogGroup(
            line,
            { retentionInDays: context.retention.logRetentionDays },
            { parent: this },
        );
        const role = makeHostRole(line, { log, deployer: this.deployer(), more: fetches }, { parent: this });
        const ready = [...role.ready, ...securityGroup.ready];
        const isPublic = settings.reach === "public" || context.network.tasksArePublic;
        const grouped = settings.instances === "group";
        const template = makeTemplate(
            line,
            {
                settings,
                userData: this.userData(settings, log),
                role,
                ...(grouped ? { standsIn: { groupId: securityGroup.id, publicAddress: isPublic } } : {}),
            },
            context,
            { parent: this },
        );
        this.roleName = role.name;
        if (grouped) {
            const { network } = context;
            const group = makeAutoScalingGroup(
                line,
                {
                    count: settings.count,
                    subnetIds: settings.reach === "public" ? network.publicSubnetIds : network.taskSubnetIds,
                    template,
                    targetGroupArns: args.traffic ? [args.traffic.targets.arn] : [],
                    ready,
                },
                { parent: this },
            );
            this.groupName = group.name;
            this.groupArn = group.arn;
        } else {
            const instance = this.makeInstance(args, template, ready);
            this.instanceId = instance.id;
            this.address = this.makeAddress(instance);
        }
        const { roleName, groupName, groupArn, instanceId, address } = this;
        this.registerOutputs({ roleName, groupName, groupArn, instanceId, address });
    }

    /** For CodeDeploy's agent, which fetches a revision from the pipeline's bucket. */
    private deployer(): readonly Statement[] {
        const { artifacts, region, partition } = this.context;
        return [
            ...artifacts.exchanges(`${this.line}-ship`, { takes: true, gives: false, by: "CodeDeployAgent" }),
            {
                // https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-iam-instance-profile.html
                actions: ["s3:GetObject", "s3:GetObjectVersion"],
                on: [`arn:${partition}:s3:::aws-codedeploy-${region}/*`],
            },
        ];
    }

    private userData(
        { system, agent, architecture, carries }: MachinesArgs["settings"],
        log: cloudwatch.LogGroup,
    ): pulumi.Output<string> {
        const { region, partition } = this.context;
        return log.name.apply((logGroup) =>
            renderUserData({ system, agent, architecture, carries, logGroup, region, partition }),
        );
    }

    // unverified: the provider makes an instance of a template whose image is named by a public parameter, and finds no difference afterwards
    // | fails as: `up` says that DescribeImages refused the id, or each preview replaces the instance
    // | settle: pulumi up, then pulumi preview --diff with a line of `instances: fixed`
    /**
     * The image is the template's word and not its own: given a parameter instead of an image, the provider asks EC2 for an
     * image of that name. https://github.com/hashicorp/terraform-provider-aws/issues/43488
     */
    private makeInstance(
        { securityGroup }: MachinesArgs,
        template: ec2.LaunchTemplate,
        ready: readonly pulumi.Resource[],
    ): ec2.Instance {
        const { network } = this.context;
        return new ec2.Instance(
            this.line,
            {
                launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
                subnetId: network.publicSubnetIds.apply(([first = ""]) => first),
                vpcSecurityGroupIds: [securityGroup.id],
                // To install with, until it gets its own address.
                associatePublicIpAddress: true,
                // What it launches has them from the template; the provider takes away what the instance does not name.
                tags: { "fairlead:line": tagsOf(this.line, this.context)["fairlead:line"] ?? this.line },
            },
            { parent: this, dependsOn: [...ready] },
        );
    }

    private makeAddress(instance: ec2.Instance): pulumi.Output<string> {
        const address = new ec2.Eip(this.line, { domain: "vpc" }, { parent: this });
        new ec2.EipAssociation(
            this.line,
            { allocationId: address.allocationId, instanceId: instance.id },
            { parent: this },
        );
        return address.publicIp;
    }
}
