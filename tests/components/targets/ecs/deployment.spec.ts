import * as assert from "node:assert/strict";

import type { Recording } from "../../../support/recorder";
import { allow, below, may, out, waits } from "../../surroundings";
import { makeEcs } from "../making";

const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/1";

describe("Deployment", () => {
    let recording: Recording;

    before(async () => {
        recording = await makeEcs({ port: 8080 });
    });

    it("is an application, its group, an alarm and a role", () => {
        assert.deepEqual(below(recording, "Deployment", "web"), [
            "Application web",
            "DeploymentGroup web",
            "MetricAlarm web-errors",
            "Role web-deployment",
            "RolePolicy web-deployment",
        ]);
        assert.deepEqual(recording.one("aws:codedeploy/application:Application").inputs, { computePlatform: "ECS" });
        assert.deepEqual(recording.one("fairlead:index:Deployment").outputs, {
            applicationName: out(recording, "aws:codedeploy/application:Application", "web", "name"),
            configName: "CodeDeployDefault.ECSAllAtOnce",
            groupName: "web",
        });
    });

    it("moves traffic between two colours, at once, and back when the alarm rings", () => {
        const listener = (name: string): string => out(recording, "aws:lb/listener:Listener", name, "arn");
        const colour = (name: string): string => out(recording, "aws:lb/targetGroup:TargetGroup", name, "name");
        const group = recording.one(GROUP);
        assert.deepEqual(group.inputs, {
            alarmConfiguration: {
                alarms: [out(recording, "aws:cloudwatch/metricAlarm:MetricAlarm", "web-errors", "name")],
                enabled: true,
            },
            appName: out(recording, "aws:codedeploy/application:Application", "web", "name"),
            autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
            blueGreenDeploymentConfig: {
                deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
                terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 5 },
            },
            deploymentConfigName: "CodeDeployDefault.ECSAllAtOnce",
            deploymentGroupName: "web",
            deploymentStyle: { deploymentOption: "WITH_TRAFFIC_CONTROL", deploymentType: "BLUE_GREEN" },
            ecsService: {
                clusterName: out(recording, "aws:ecs/cluster:Cluster", "services", "name"),
                serviceName: out(recording, "aws:ecs/service:Service", "web", "name"),
            },
            loadBalancerInfo: {
                targetGroupPairInfo: {
                    prodTrafficRoute: { listenerArns: [listener("web-production")] },
                    targetGroups: [{ name: colour("web-blue") }, { name: colour("web-green") }],
                    testTrafficRoute: { listenerArns: [listener("web-test")] },
                },
            },
            serviceRoleArn: out(recording, "aws:iam/role:Role", "web-deployment", "arn"),
        });
        assert.ok(waits(recording, group).includes("RolePolicy web-deployment"));
    });

    it("watches the load balancer, whichever colour is live", () => {
        const { metricQueries, ...inputs } = recording.one(
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            "web-errors",
        ).inputs;
        const topic = out(recording, "aws:sns/topic:Topic", "notifications", "arn");
        assert.deepEqual(inputs, {
            alarmActions: [topic],
            alarmDescription:
                "more than 1 % of web's answers are errors, in 2 of 3 minutes with 10 requests or more (test traffic counts as well): a deployment is rolled back",
            comparisonOperator: "GreaterThanThreshold",
            datapointsToAlarm: 2,
            evaluationPeriods: 3,
            okActions: [topic],
            threshold: 1,
            treatMissingData: "notBreaching",
        });
        const dimensions = { LoadBalancer: out(recording, "aws:lb/loadBalancer:LoadBalancer", "web", "arnSuffix") };
        const metric = (id: string, metricName: string): object => ({
            id,
            metric: { dimensions, metricName, namespace: "AWS/ApplicationELB", period: 60, stat: "Sum" },
            returnData: false,
        });
        assert.deepEqual(metricQueries, [
            {
                expression: "IF(total >= 10, 100 * errors / total, 0)",
                id: "share",
                label: "5xx in percent",
                returnData: true,
            },
            { expression: "FILL(target, 0) + FILL(elb, 0)", id: "errors", returnData: false },
            { expression: "FILL(requests, 0) + FILL(elb, 0)", id: "total", returnData: false },
            metric("target", "HTTPCode_Target_5XX_Count"),
            metric("elb", "HTTPCode_ELB_5XX_Count"),
            metric("requests", "RequestCount"),
        ]);
    });

    it("may change this service, turn these listeners and pass on these roles", () => {
        const service = out(recording, "aws:ecs/service:Service", "web", "arn");
        const describe = ["Listeners", "Rules", "TargetGroups"].map((what) => `elasticloadbalancing:Describe${what}`);
        assert.deepEqual(may(recording, "web-deployment"), [
            allow(["ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"], [service]),
            allow(["ecs:CreateTaskSet"], ["*"], {
                ArnEquals: {
                    "ecs:cluster": out(recording, "aws:ecs/cluster:Cluster", "services", "arn"),
                    "ecs:service": service,
                },
            }),
            allow(["ecs:DeleteTaskSet"], [`${service.replace(":service/", ":task-set/")}/*`]),
            allow(
                ["elasticloadbalancing:ModifyListener"],
                ["web-production", "web-test"].map((name) => out(recording, "aws:lb/listener:Listener", name, "arn")),
            ),
            allow(describe, ["*"]),
            allow(["cloudwatch:DescribeAlarms"], ["*"]),
            allow(
                ["iam:PassRole"],
                ["web-execution", "web-task"].map((name) => out(recording, "aws:iam/role:Role", name, "arn")),
                { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
            ),
        ]);
    });

    it("calls functions by its AppSpec, and may call these and no other", async () => {
        const arn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
        const hooks = [
            { stage: "AfterAllowTestTraffic", functionArn: arn("smoke") },
            { stage: "AfterAllowTraffic", functionArn: arn("smoke") },
        ];
        const rollout = { kind: "blue-green", engine: "codedeploy", hooks };
        const calling = await makeEcs({ port: 8080, rollout });
        const specOf = ({ outputs }: Recording) =>
            (JSON.parse(String(outputs["blueprint"])) as { appspec: { Hooks?: unknown } }).appspec.Hooks;
        assert.deepEqual(specOf(calling), [
            { AfterAllowTestTraffic: arn("smoke") },
            { AfterAllowTraffic: arn("smoke") },
        ]);
        const [before, after] = [recording, calling].map((one) => may(one, "web-deployment") as readonly unknown[]);
        assert.deepEqual(after?.slice(before?.length), [allow(["lambda:InvokeFunction"], [arn("smoke")])]);
        assert.equal(specOf(recording), undefined);
        const native = await makeEcs({ port: 8080, rollout: { kind: "blue-green" } });
        assert.equal(specOf(native), undefined);
    });

    for (const [rollout, config] of [
        [{ kind: "canary" }, "ECSCanary10Percent5Minutes"],
        [{ kind: "canary", minutes: 15 }, "ECSCanary10Percent15Minutes"],
        [{ kind: "linear" }, "ECSLinear10PercentEvery1Minutes"],
        [{ kind: "linear", minutes: 3 }, "ECSLinear10PercentEvery3Minutes"],
    ] as const) {
        it(`moves traffic as ${config} says`, async () => {
            const settings = { ...rollout, engine: "codedeploy", bakeMinutes: 30 };
            const { inputs } = (await makeEcs({ port: 8080, rollout: settings })).one(GROUP);
            assert.equal(inputs["deploymentConfigName"], `CodeDeployDefault.${config}`);
            assert.match(JSON.stringify(inputs["blueGreenDeploymentConfig"]), /"terminationWaitTimeInMinutes":30/);
        });
    }

    it("deploys though the alarm rings where it is paused, and rings where it is told to", async () => {
        const paused = await makeEcs({ port: 8080, alarms: { pause: true, percent5xx: 2.5 } });
        assert.equal((paused.one(GROUP).inputs["alarmConfiguration"] as Record<string, unknown>)["enabled"], false);
        assert.equal(paused.one("aws:cloudwatch/metricAlarm:MetricAlarm", "web-errors").inputs["threshold"], 2.5);
    });
});

describe("traffic", () => {
    it("has two colours that are alike but for their names", async () => {
        const recording = await makeEcs({ port: 8080, healthPath: "/ok" });
        const groups = recording.all("aws:lb/targetGroup:TargetGroup");
        assert.deepEqual(
            groups.map(({ name }) => name),
            ["web-blue", "web-green"],
        );
        for (const { inputs } of groups) {
            assert.deepEqual(inputs, {
                deregistrationDelay: 30,
                healthCheck: {
                    healthyThreshold: 2,
                    interval: 10,
                    matcher: "200",
                    path: "/ok",
                    timeout: 5,
                    unhealthyThreshold: 3,
                },
                port: 80,
                protocol: "HTTP",
                targetType: "ip",
                vpcId: "vpc-1",
            });
        }
    });

    for (const [certificateArn, protocol, ports] of [
        [undefined, "HTTP", [80, 8080]],
        [CERTIFICATE, "HTTPS", [443, 8443]],
    ] as const) {
        it(`has a production and a test listener that speak ${protocol}, and that CodeDeploy alone turns`, async () => {
            const recording = await makeEcs({ port: 8080, certificateArn });
            const listeners = ["web-production", "web-test"].map((name) =>
                recording.one("aws:lb/listener:Listener", name),
            );
            const secure = certificateArn
                ? { certificateArn, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06" }
                : {};
            assert.deepEqual(
                listeners.map(({ inputs, options }) => [inputs, options.ignoreChanges]),
                ["web-blue", "web-green"].map((colour, index) => [
                    {
                        ...secure,
                        defaultActions: [
                            {
                                targetGroupArn: out(recording, "aws:lb/targetGroup:TargetGroup", colour, "arn"),
                                type: "forward",
                            },
                        ],
                        loadBalancerArn: out(recording, "aws:lb/loadBalancer:LoadBalancer", "web", "arn"),
                        port: ports[index],
                        protocol,
                    },
                    ["defaultActions"],
                ]),
            );
        });
    }
});
