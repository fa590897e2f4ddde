import assert from "node:assert/strict";

import { Denied } from "../../../rehearsal/account/gateway";
import { answering, ARN, hurry, starting, templateOf, type Line, type LineOptions } from "./line";

describe("a blue/green deployment", () => {
    hurry({ startUp: 100 });
    const start = starting();

    const steps = (line: Line) => line.of("deployment.step").map(({ data }) => data["step"]);
    const live = async (line: Line) => [await line.answer(), await line.answer(), await line.answer()];
    const group = (inputs: LineOptions["changes"] = {}) => ({ group: { ...inputs } });
    const config = (deploymentConfigName: string) => group({ deploymentConfigName } as never) as LineOptions["changes"];

    describe("that goes well", () => {
        it("puts new tasks into the idle group, moves test and production traffic, ends the old ones", async () => {
            const line = await start();
            assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
            assert.deepEqual(await line.ended(await line.deploy("v2")), { status: "Succeeded" });
            assert.deepEqual(await live(line), ["v2", "v2", "v2"]);
            assert.equal(await line.answer(ARN.test), "v2");
            assert.deepEqual(steps(line), ["Replacement", "TestTraffic", "Shift", "Primary", "Bake", "Terminate"]);
            assert.deepEqual(
                line.of("task.ended").map(({ data }) => data["why"]),
                ["its task set was deleted", "its task set was deleted"],
            );
        });

        it("moves back and forth between the groups", async () => {
            const line = await start();
            for (const image of ["v2", "v1", "v2"]) await line.ended(await line.deploy(image));
            const weights = line.of("traffic").filter(({ about }) => about === ARN.production);
            assert.deepEqual(
                weights.map(({ data }) => data["weights"]),
                [
                    { [ARN.blue]: 100 },
                    { [ARN.blue]: 0, [ARN.green]: 100 },
                    { [ARN.green]: 0, [ARN.blue]: 100 },
                    { [ARN.blue]: 0, [ARN.green]: 100 },
                ],
            );
        });

        it("asks every call of CodeDeploy under the group's role, at the step that makes it", async () => {
            const line = await start();
            await line.ended(await line.deploy("v2"));
            const asked = line.of("allowed").filter(({ data }) => data["role"] === ARN.deployment);
            const order = [...new Set(asked.map(({ about }) => about))];
            assert.deepEqual(order, [
                "cloudwatch:DescribeAlarms",
                "ecs:DescribeServices",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeRules",
                "ecs:CreateTaskSet",
                "iam:PassRole",
                "elasticloadbalancing:ModifyListener",
                "ecs:UpdateServicePrimaryTaskSet",
                "ecs:DeleteTaskSet",
            ]);
        });

        it("keeps the old tasks where the group says so", async () => {
            const keep = { terminateBlueInstancesOnDeploymentSuccess: { action: "KEEP_ALIVE" } };
            const line = await start({ changes: { group: { blueGreenDeploymentConfig: keep } } });
            await line.ended(await line.deploy("v2"));
            assert.deepEqual(steps(line), ["Replacement", "TestTraffic", "Shift", "Primary"]);
            assert.deepEqual(line.of("task.ended"), []);
        });

        it("shifts a tenth and then the rest, and every tenth request is the new version's", async () => {
            const line = await start({ changes: config("CodeDeployDefault.ECSCanary10Percent5Minutes"), speed: 60 });
            const id = await line.deploy("v2");
            await line.until(({ kind, data }) => kind === "deployment.step" && String(data["text"]).startsWith("10 %"));
            await line.until(({ kind, about }) => kind === "traffic" && about === ARN.production, 2);
            await new Promise((resolve) => setTimeout(resolve, 50));
            const answers = await Promise.all(Array.from({ length: 200 }, () => line.answer()));
            assert.equal(answers.filter((answer) => answer === "v2").length, 20);
            assert.equal((await line.ended(id))["status"], "Succeeded");
        });
    });

    describe("that goes wrong", () => {
        it("leaves the live tasks alone when the new ones exit, and says why", async () => {
            const line = await start();
            const { status, rolledBack, why } = await line.ended(await line.deploy("exits"));
            assert.deepEqual([status, rolledBack], ["Failed", true]);
            assert.match(String(why), /waiting for the replacement task set to become healthy.*exit code 1/);
            assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
            assert.deepEqual(steps(line), ["Replacement", "Rollback"]);
        });

        it("replaces tasks that fail their health checks, then gives up", async () => {
            const line = await start({ changes: { green: { healthCheck: { path: "/elsewhere", matcher: "204" } } } });
            const { status, why } = await line.ended(await line.deploy("v2"));
            assert.equal(status, "Failed");
            assert.match(String(why), /failed ELB health checks .*GET \/elsewhere answers 200, and 204 is expected/);
            assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
        });

        const visited = async (line: Line, during: Promise<unknown>) => {
            const visits = setInterval(() => void line.answer().catch(() => undefined), 10);
            await during.finally(() => clearInterval(visits));
        };
        const faulty = { faulty: answering("broken", 500) };

        it("goes back when the alarm rings over the new version's answers", async () => {
            const line = await start({ programs: faulty, speed: 200 });
            const id = await line.deploy("faulty");
            await visited(line, line.ended(id));
            const { status, code, rolledBack, why } = await line.ended(id);
            assert.deepEqual([status, code, rolledBack], ["Stopped", "ALARM_ACTIVE", true]);
            assert.match(String(why), /Activated alarms: web-errors/);
            assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
            const described = (await line.call("ecs:DescribeServices", ARN.service, {})) as never as {
                services: { taskSets: { status: string; taskDefinition: string }[] }[];
            };
            assert.deepEqual(
                described.services[0]?.taskSets.map(({ status, taskDefinition }) => [
                    status,
                    taskDefinition.split("/")[1],
                ]),
                [["PRIMARY", "web:1"]],
            );
        });

        it("mutant: without the alarm in the group, the faulty version stays", async () => {
            const changes = { group: { alarmConfiguration: { enabled: false, alarms: ["web-errors"] } } };
            const line = await start({ programs: faulty, speed: 2000, changes });
            const id = await line.deploy("faulty");
            await visited(line, line.ended(id));
            assert.equal((await line.ended(id))["status"], "Succeeded");
            assert.deepEqual(await live(line), ["broken", "broken", "broken"]);
        });

        it("does not begin while the alarm rings", async () => {
            const line = await start();
            line.account.record({
                kind: "alarm",
                about: ARN.alarm,
                data: { state: "ALARM", reason: "since yesterday" },
            });
            const { status, why } = await line.ended(await line.deploy("v2"));
            assert.equal(status, "Stopped");
            assert.match(String(why), /since yesterday/);
            assert.deepEqual(steps(line), ["Rollback"]);
        });

        it("stays where it is when the group does not roll back", async () => {
            const line = await start({ changes: { group: { autoRollbackConfiguration: { enabled: false } } } });
            const { status, rolledBack } = await line.ended(await line.deploy("exits"));
            assert.deepEqual([status, rolledBack], ["Failed", false]);
            assert.deepEqual(steps(line), ["Replacement"]);
        });

        for (const action of ["ecs:CreateTaskSet", "iam:PassRole", "elasticloadbalancing:ModifyListener"]) {
            it(`fails by name when the group's role lacks ${action}`, async () => {
                const line = await start();
                // The pipeline's role passes roles too; only the group's is short of it here.
                const ask = line.account.gateway.ask.bind(line.account.gateway);
                line.account.gateway.ask = (call) => {
                    if (call.action === action && call.by.role === ARN.deployment)
                        throw new Denied(call, { allowed: false, where: "identity", missing: "" });
                    ask(call);
                };
                const { status, why, code } = await line.ended(await line.deploy("v2"));
                assert.deepEqual([status, code], ["Failed", "IAM_ROLE_PERMISSIONS"]);
                assert.ok(String(why).includes(`deployment may not ${action}`), String(why));
                assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
            });
        }

        it("loses what it may not publish, and fails for nothing else", async () => {
            const triggerConfigurations = [
                {
                    triggerEvents: ["DeploymentStart", "DeploymentSuccess"],
                    triggerTargetArn: "arn:aws:sns:eu-west-1:111122223333:news",
                },
            ];
            const line = await start({ changes: group({ triggerConfigurations } as never), denied: ["sns:Publish"] });
            assert.deepEqual(await line.ended(await line.deploy("v2")), { status: "Succeeded" });
            assert.deepEqual(
                line.of("line").map(({ data }) => data["text"]),
                ["DeploymentStart", "DeploymentSuccess"].map(
                    (event) =>
                        `${event} was not sent: deployment may not sns:Publish on arn:aws:sns:eu-west-1:111122223333:news`,
                ),
            );
        });

        it("can be stopped by a person, with or without going back", async () => {
            const line = await start({ speed: 100 });
            const id = await line.deploy("v2");
            await line.until(({ data }) => data["step"] === "Bake");
            await line.call("codedeploy:StopDeployment", ARN.group, { deploymentId: id, autoRollbackEnabled: true });
            const { status, rolledBack } = await line.ended(id);
            assert.deepEqual([status, rolledBack], ["Stopped", true]);
            assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
        });
    });

    describe("is refused", () => {
        it("refuses a second deployment while one is open, and lists the open one", async () => {
            const line = await start({ speed: 100 });
            const id = await line.deploy("v2");
            await assert.rejects(line.deploy("v2"), {
                code: "DeploymentLimitExceededException",
                message: `The Deployment Group 'web' already has an active Deployment '${id}'`,
            });
            const open = { applicationName: "web", deploymentGroupName: "web", includeOnlyStatuses: ["InProgress"] };
            assert.deepEqual(await line.call("codedeploy:ListDeployments", ARN.group, open), { deployments: [id] });
            await line.call("codedeploy:StopDeployment", ARN.group, { deploymentId: id });
            await line.ended(id);
            assert.deepEqual(await line.call("codedeploy:ListDeployments", ARN.group, open), { deployments: [] });
        });

        it("refuses a hook that ECS does not have", async () => {
            const line = await start();
            const content = "version: 0.0\nHooks:\n  - ValidateService: smoke-test\n";
            const asked = line.call("codedeploy:CreateDeployment", ARN.group, {
                applicationName: "web",
                deploymentGroupName: "web",
                revision: { appSpecContent: { content } },
            });
            await assert.rejects(asked, {
                code: "InvalidRevisionException",
                message: /^The AppSpec file has the hook ValidateService; ECS has BeforeInstall, AfterInstall, /,
            });
        });

        it("refuses a deployment configuration that nobody knows", async () => {
            const line = await start({ changes: config("CodeDeployDefault.OneAtATime") });
            await assert.rejects(line.deploy("v2"), { message: /not rehearsed: .*CodeDeployDefault.OneAtATime/ });
        });

        it("refuses an alarm it cannot compute", async () => {
            const metricQueries = [{ id: "band", expression: "ANOMALY_DETECTION_BAND(m)", returnData: true }];
            const line = await start({ changes: { alarm: { metricQueries } } });
            await assert.rejects(line.deploy("v2"), { message: /not rehearsed: .*ANOMALY_DETECTION_BAND/ });
        });

        it("refuses a container that the task definition does not have", async () => {
            const line = await start();
            await line.call("ecs:RegisterTaskDefinition", ARN.service, {
                ...templateOf("v2"),
                containerDefinitions: [{ name: "other", image: "v2", portMappings: [{ containerPort: 8080 }] }],
            });
            const { status, why } = await line.ended(await line.deploy("v2", { name: "other" }));
            assert.equal(status, "Failed");
            assert.equal(why, "The container app does not exist in the task definition.");
        });
    });
});
