import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as codedeploy from "@pulumi/aws/codedeploy";
import * as pulumi from "@pulumi/pulumi";

import { trustService } from "../../../documents/policy";
import type { EnvironmentContext } from "../../../context";
import type { LoadBalancer } from "../../../shared/load-balancer";
import { makeRole, type RoleInUse } from "../../../shared/role";
import { makeErrorAlarm } from "../../../shared/error-alarm";
import type { EcsService } from "../service";
import { passesToTasks } from "../task-roles";
import type { Traffic } from "./code-deploy-traffic";

export interface DeploymentArgs {
    /** The load balancer whose answers the alarm counts. */
    readonly balancer: LoadBalancer;
    /** The target groups and listeners that it moves. */
    readonly traffic: Traffic;
    /** The service that is deployed to. */
    readonly service: EcsService;
    /** Name of AWS's deployment configuration. */
    readonly configName: string;
    /** How long the old tasks stay. */
    readonly bakeMinutes: number;
    /** ARNs of functions that its AppSpec names. */
    readonly functions: readonly string[];
    /** The share of errors, of at least so many requests, that rolls back; and whether that is paused. */
    readonly alarms: { readonly percent5xx: number; readonly minimumRequests: number; readonly pause: boolean };
}

/** CodeDeploy's application and deployment group, which move the traffic and roll it back. */
export class Deployment extends pulumi.ComponentResource {
    public readonly applicationName: pulumi.Output<string>;
    public readonly groupName: pulumi.Output<string>;
    public readonly configName: string;
    /** What must exist before a deployment starts. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(
        private readonly name: string,
        args: DeploymentArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(
            "fairlead:index:Deployment",
            name,
            { configName: args.configName, bakeMinutes: args.bakeMinutes, alarms: args.alarms },
            opts,
        );
        const { balancer, alarms } = args;
        const { alarmActions } = context.notifications;
        const alarm = makeErrorAlarm(name, { balancer, ...alarms, alarmActions }, { parent: this });
        const application = new codedeploy.Application(name, { computePlatform: "ECS" }, { parent: this });
        const group = this.group(args, { application, alarm, role: this.role(args) });

        this.applicationName = application.name;
        this.groupName = group.deploymentGroupName;
        this.configName = args.configName;
        this.ready = [group];
        const { applicationName, groupName, configName } = this;
        this.registerOutputs({ applicationName, groupName, configName });
    }

    /** What CodeDeploy may do while it moves the service. */
    private role({ service, traffic, functions }: DeploymentArgs): RoleInUse {
        return makeRole(
            `${this.name}-deployment`,
            {
                trust: trustService("codedeploy.amazonaws.com", this.context.account),
                allow: [
                    {
                        actions: ["ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"],
                        on: [service.serviceArn],
                    },
                    {
                        actions: ["ecs:CreateTaskSet"],
                        on: "*",
                        when: {
                            ArnEquals: { "ecs:cluster": this.context.cluster.arn, "ecs:service": service.serviceArn },
                        },
                        because:
                            "there is no task set yet whose name could stand here; the conditions name whose it will be",
                    },
                    {
                        actions: ["ecs:DeleteTaskSet"],
                        on: [service.serviceArn.apply((arn) => `${arn.replace(":service/", ":task-set/")}/*`)],
                    },
                    {
                        actions: ["elasticloadbalancing:ModifyListener"],
                        on: [traffic.production.arn, traffic.test.arn],
                    },
                    {
                        actions: [
                            "elasticloadbalancing:DescribeListeners",
                            "elasticloadbalancing:DescribeRules",
                            "elasticloadbalancing:DescribeTargetGroups",
                        ],
                        on: "*",
                        because: "elastic load balancing knows no resource for what only reads",
                    },
                    {
                        actions: ["cloudwatch:DescribeAlarms"],
                        on: "*",
                        because:
                            "CloudWatch answers nothing about composite alarms to a narrower permission, and CodeDeploy stops where it is not answered",
                    },
                    passesToTasks(service),
                    ...(functions.length > 0
                        ? [{ actions: ["lambda:InvokeFunction"], on: [...new Set(functions)] }]
                        : []),
                ],
            },
            { parent: this },
        );
    }

    private group(
        { traffic, service, configName, bakeMinutes, alarms }: DeploymentArgs,
        { application, alarm, role }: GroupParts,
    ): codedeploy.DeploymentGroup {
        return new codedeploy.DeploymentGroup(
            this.name,
            {
                appName: application.name,
                deploymentGroupName: this.name, // has no automatic name; the application it is in is its own
                serviceRoleArn: role.arn,
                deploymentConfigName: configName,
                deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
                ecsService: { clusterName: this.context.cluster.name, serviceName: service.serviceName },
                loadBalancerInfo: {
                    targetGroupPairInfo: {
                        prodTrafficRoute: { listenerArns: [traffic.production.arn] },
                        testTrafficRoute: { listenerArns: [traffic.test.arn] },
                        targetGroups: [{ name: traffic.blue.name }, { name: traffic.green.name }],
                    },
                },
                blueGreenDeploymentConfig: {
                    deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
                    terminateBlueInstancesOnDeploymentSuccess: {
                        action: "TERMINATE",
                        terminationWaitTimeInMinutes: bakeMinutes,
                    },
                },
                // The only rollback: if the pipeline's stage rolled back too, it would deploy the old release a second time.
                autoRollbackConfiguration: {
                    enabled: true,
                    events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
                },
                // Paused to deploy a fix: an alarm in ALARM already would stop the very deployment that mends it.
                alarmConfiguration: { enabled: !alarms.pause, alarms: [alarm.name] },
            },
            { parent: this, dependsOn: [...role.ready] },
        );
    }
}

/** What a deployment group is made of. */
interface GroupParts {
    readonly application: codedeploy.Application;
    readonly alarm: cloudwatch.MetricAlarm;
    readonly role: RoleInUse;
}
