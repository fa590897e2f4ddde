import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as codedeploy from "@pulumi/aws/codedeploy";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { makeErrorAlarm } from "../../shared/error-alarm";
import type { RoleInUse } from "../../shared/role";
import { makeLaunchAlarm } from "../machines/launch-alarm";
import { tagsOf } from "../machines/template";
import { makeMachineAlarm } from "./alarms";
import { makeDeploymentRole } from "./deployment-role";
import type { Machines } from "./machines";
import type { Decided } from "./settings";
import type { Traffic } from "./traffic";

export interface ServerDeploymentArgs {
    /** Whose releases change. */
    readonly machines: Machines;
    /** The load balancer that sends a machine no requests while it changes. @default - none */
    readonly traffic?: Traffic;
    readonly settings: Pick<Decided, "rollout" | "alarms">;
}

/** CodeDeploy's application and deployment group, which deploy to the machines in place and roll back. */
export class ServerDeployment extends pulumi.ComponentResource {
    public readonly applicationName: pulumi.Output<string>;
    public readonly groupName: pulumi.Output<string>;
    /** How the agents know the group. */
    public readonly groupId: pulumi.Output<string>;
    public readonly configName: pulumi.Output<string>;
    /** What must exist before a deployment starts. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(
        private readonly line: string,
        args: ServerDeploymentArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ServerDeployment", line, { settings: args.settings }, opts);
        const { machines, traffic, settings } = args;
        this.configName = this.config(settings.rollout);
        const application = new codedeploy.Application(line, { computePlatform: "Server" }, { parent: this });
        const role = makeDeploymentRole(line, { machines, traffic }, context, { parent: this });
        const group = this.group(args, { application, role, alarm: this.errors(args) });
        if (machines.groupName) {
            const seeAlso = ", and the deployments that its launch started";
            makeLaunchAlarm(line, { groupName: machines.groupName, seeAlso }, context, { parent: this });
        }
        if (machines.instanceId) makeMachineAlarm(line, machines.instanceId, context, { parent: this });

        this.applicationName = application.name;
        this.groupName = group.deploymentGroupName;
        this.groupId = group.deploymentGroupId;
        this.ready = [group];
        const { applicationName, groupName, groupId, configName } = this;
        this.registerOutputs({ applicationName, groupName, groupId, configName });
    }

    /** The deployment configuration, AWS's or our own: how many machines change at a time. */
    private config(rollout: Decided["rollout"]): pulumi.Output<string> {
        switch (rollout.kind) {
            case "all-at-once":
                return pulumi.output("CodeDeployDefault.AllAtOnce");
            case "one-at-a-time":
                return pulumi.output("CodeDeployDefault.OneAtATime");
            case "half-at-a-time":
                return pulumi.output("CodeDeployDefault.HalfAtATime");
            case "at-least":
                return new codedeploy.DeploymentConfig(
                    this.line,
                    {
                        computePlatform: "Server",
                        minimumHealthyHosts: { type: "HOST_COUNT", value: rollout.minimumHealthy },
                    },
                    { parent: this },
                ).deploymentConfigName;
            case "blue-green":
                throw new Error("blue-green is refused by the settings");
        }
    }

    private errors({ traffic, settings: { alarms } }: ServerDeploymentArgs): cloudwatch.MetricAlarm | undefined {
        if (!traffic) return undefined;
        const { alarmActions } = this.context.notifications;
        return makeErrorAlarm(this.line, { balancer: traffic.balancer, ...alarms, alarmActions }, { parent: this });
    }

    private group(
        { machines, traffic, settings: { alarms } }: ServerDeploymentArgs,
        { application, role, alarm }: GroupParts,
    ): codedeploy.DeploymentGroup {
        return new codedeploy.DeploymentGroup(
            this.line,
            {
                appName: application.name,
                deploymentGroupName: this.line, // has no automatic name; the application it is in is its own
                serviceRoleArn: role.arn,
                deploymentConfigName: this.configName,
                deploymentStyle: {
                    deploymentType: "IN_PLACE",
                    deploymentOption: traffic ? "WITH_TRAFFIC_CONTROL" : "WITHOUT_TRAFFIC_CONTROL",
                },
                // By its group or by tags: a machine that is found both ways would be deployed to twice.
                ...(machines.groupName ? { autoscalingGroups: [machines.groupName] } : { ec2TagSets: this.tagSets() }),
                ...(traffic ? { loadBalancerInfo: { targetGroupInfos: [{ name: traffic.targets.name }] } } : {}),
                // A machine that was launched during a deployment has the previous release; CodeDeploy deploys to it again.
                outdatedInstancesStrategy: "UPDATE",
                // The only rollback: if the pipeline's stage rolled back too, it would deploy the old release a second time.
                autoRollbackConfiguration: {
                    enabled: true,
                    events: ["DEPLOYMENT_FAILURE", ...(alarm ? ["DEPLOYMENT_STOP_ON_ALARM"] : [])],
                },
                // Paused to deploy a fix: an alarm in ALARM already would stop the very deployment that mends it.
                ...(alarm ? { alarmConfiguration: { enabled: !alarms.pause, alarms: [alarm.name] } } : {}),
            },
            // The first deployment moves requests, so listener and target group must exist.
            { parent: this, dependsOn: [...role.ready, ...(traffic ? [traffic.listener] : [])] },
        );
    }

    /** Sets stand beside each other: a machine is the line's where each of them finds it. */
    private tagSets(): codedeploy.DeploymentGroupArgs["ec2TagSets"] {
        return Object.entries(tagsOf(this.line, this.context)).map(([key, value]) => ({
            ec2TagFilters: [{ key, type: "KEY_AND_VALUE", value }],
        }));
    }
}

/** What a deployment group is made of. */
interface GroupParts {
    readonly application: codedeploy.Application;
    readonly role: RoleInUse;
    readonly alarm: cloudwatch.MetricAlarm | undefined;
}
