import assert from "node:assert/strict";

import { ARN, hurry, starting, templateOf, type Line } from "./line";
import { movedPlan } from "./native";

interface Described {
    readonly services: readonly {
        readonly desiredCount: number;
        readonly taskSets: readonly {
            readonly status: string;
            readonly stabilityStatus: string;
            readonly runningCount: number;
            readonly computedDesiredCount: number;
            readonly taskDefinition: string;
            readonly loadBalancers: readonly { readonly targetGroupArn: string }[];
        }[];
    }[];
    readonly failures: readonly { readonly arn: string; readonly reason: string }[];
}

describe("an ECS service", () => {
    hurry();
    const start = starting();
    const describeService = async (line: Line, input = {}) =>
        (await line.call("ecs:DescribeServices", ARN.service, input)) as Described;

    it("is described as AWS describes it, as far as scripts look", async () => {
        const line = await start();
        const { services, failures } = await describeService(line);
        assert.deepEqual(failures, []);
        const [service] = services;
        assert.equal(service?.desiredCount, 2);
        const [set, ...more] = service.taskSets;
        assert.deepEqual(more, []);
        const { status, stabilityStatus, runningCount, computedDesiredCount, taskDefinition, loadBalancers } =
            set ?? {};
        assert.deepEqual(
            { status, stabilityStatus, runningCount, computedDesiredCount, taskDefinition },
            {
                status: "PRIMARY",
                stabilityStatus: "STEADY_STATE",
                runningCount: 2,
                computedDesiredCount: 2,
                taskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1",
            },
        );
        assert.equal(loadBalancers?.[0]?.targetGroupArn, ARN.blue);
        const none = await describeService(line, { services: ["nobody"] });
        assert.deepEqual(
            none.failures.map(({ reason }) => reason),
            ["MISSING"],
        );
    });

    it("runs as many tasks as it is asked for, and is not steady meanwhile", async () => {
        const line = await start();
        await line.call("ecs:UpdateService", ARN.service, { desiredCount: 3 });
        assert.equal((await describeService(line)).services[0]?.taskSets[0]?.stabilityStatus, "STABILIZING");
        await line.until(({ kind }) => kind === "task.healthy", 3);
        assert.equal((await describeService(line)).services[0]?.taskSets[0]?.stabilityStatus, "STEADY_STATE");
        await line.call("ecs:UpdateService", ARN.service, { desiredCount: 1 });
        await line.until(({ kind }) => kind === "task.ended", 2);
        const [set] = (await describeService(line)).services[0]?.taskSets ?? [];
        assert.deepEqual([set?.runningCount, set?.stabilityStatus], [1, "STEADY_STATE"]);
        assert.equal(await line.answer(), "v1");
    });

    it("replaces a task that ends by itself", async () => {
        const line = await start();
        await line.engine.end(0);
        await line.until(({ kind }) => kind === "task.healthy", 3);
        const why = "Essential container in task exited (exit code 0)";
        assert.deepEqual(line.of("task.ended")[0]?.data, { why, failed: true, exitCode: 0 });
    });

    for (const [key, value, words] of [
        ["taskDefinition", "web:2", "Unable to update task definition on services"],
        ["networkConfiguration", {}, "Unable to update network parameters on services"],
        ["platformVersion", "LATEST", "Unable to update platform version on services"],
        ["loadBalancers", [], "Unable to update load balancers on services"],
        ["forceNewDeployment", true, "Cannot force a new deployment on services"],
    ] as const)
        it(`refuses ${key}, which only CodeDeploy changes`, async () => {
            const line = await start();
            await assert.rejects(line.call("ecs:UpdateService", ARN.service, { [key]: value }), {
                code: "InvalidParameterException",
                message: `${words} with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.`,
            });
        });

    it("refuses by name another controller, and a strategy or a stage of hooks that it does not know", async () => {
        await assert.rejects(start({ changes: { service: { deploymentController: { type: "EXTERNAL" } } } }), {
            message: "not rehearsed: ECS services with the deployment controller EXTERNAL, as service is",
        });
        await assert.rejects(start({ plan: movedPlan({ strategy: "SIDEWAYS" }) }), {
            message: "not rehearsed: the deployment strategy SIDEWAYS of the service service",
        });
        const lifecycleHooks = [{ targetType: "AWS_LAMBDA", lifecycleStages: ["RECONCILE_SERVICE"] }];
        await assert.rejects(start({ plan: movedPlan({ strategy: "BLUE_GREEN", lifecycleHooks }) }), {
            message: "not rehearsed: a hook at the stage RECONCILE_SERVICE of the service service",
        });
    });

    it("numbers revisions by family, and describes any of them", async () => {
        const line = await start();
        const register = (template: ReturnType<typeof templateOf>) =>
            line.call(
                "ecs:RegisterTaskDefinition",
                "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:*",
                template,
            );
        await register(templateOf("v2", { dockerLabels: { release: "7" } }));
        await register({ ...templateOf("v1"), family: "other" });
        const of = async (taskDefinition: string) => {
            const answer = await line.call("ecs:DescribeTaskDefinition", "*", { taskDefinition });
            const { taskDefinition: found } = answer as never as {
                taskDefinition: { taskDefinitionArn: string; containerDefinitions: Record<string, unknown>[] };
            };
            const [container] = found.containerDefinitions;
            return [found.taskDefinitionArn.split("/")[1], container?.["image"], container?.["dockerLabels"]];
        };
        assert.deepEqual(await of("web"), ["web:2", "v2", { release: "7" }]);
        assert.deepEqual(await of("web:1"), ["web:1", "v1", undefined]);
        assert.deepEqual(await of("arn:aws:ecs:eu-west-1:111122223333:task-definition/other:1"), [
            "other:1",
            "v1",
            undefined,
        ]);
        await assert.rejects(of("nobody"), { message: "Unable to describe task definition." });
    });

    describe("starts its tasks", () => {
        const stopped = async (line: Line, template: Record<string, unknown>) => {
            const { why } = await line.ended(await line.deploy("v2", template as never));
            return String(why);
        };

        it("with environment, secrets, command and port, as Fargate would", async () => {
            const line = await start({
                secrets: {
                    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf": `{"password":"open sesame"}`,
                },
            });
            await line.ended(
                await line.deploy("v2", {
                    environment: [{ name: "COLOUR", value: "blue" }],
                    secrets: [
                        {
                            name: "PASSWORD",
                            valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf:password::",
                        },
                    ],
                    command: ["serve"],
                }),
            );
            const { env, command, port } = line.engine.orders.at(-1) ?? {};
            assert.deepEqual(
                { env, command, port },
                {
                    env: {
                        AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
                        AWS_REGION: "eu-west-1",
                        AWS_DEFAULT_REGION: "eu-west-1",
                        COLOUR: "blue",
                        PASSWORD: "open sesame",
                    },
                    command: ["serve"],
                    port: 8080,
                },
            );
            const roles = line.of("allowed").filter(({ about }) => about === "sts:AssumeRole");
            const asked = new Set(
                roles.map(({ data }) => `${String(data["role"])} ${String(data["on"]).split("/")[1] ?? ""}`),
            );
            assert.deepEqual(
                [...asked],
                [
                    "ecs-tasks.amazonaws.com execution",
                    "ecs-tasks.amazonaws.com task",
                    "codedeploy.amazonaws.com deployment",
                ],
            );
        });

        it("with a value of our own for each key of a secret that the plan does not hold", async () => {
            const line = await start();
            const secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:theirs-AbCdEf";
            const { status } = await line.ended(
                await line.deploy("v2", { secrets: [{ name: "PASSWORD", valueFrom: `${secret}:password::` }] }),
            );
            assert.equal(status, "Succeeded");
            assert.equal(line.engine.orders.at(-1)?.env["PASSWORD"], "rehearsed-password");
        });

        const LOGIN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:docker-hub-AbCdEf";
        const image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:00";
        const cases = [
            ["ecr:GetAuthorizationToken", { image }, /ResourceInitializationError: .*ecr registry auth/],
            ["ecr:BatchGetImage", { image }, /CannotPullContainerError: .*403 Forbidden/],
            [
                "logs:CreateLogStream",
                { logConfiguration: { options: { "awslogs-group": "web", "awslogs-stream-prefix": "app" } } },
                /failed to validate logger args: .*AccessDeniedException/,
            ],
            [
                "secretsmanager:GetSecretValue",
                { secrets: [{ name: "S", valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s" }] },
                /unable to retrieve secret from asm: .*AccessDeniedException/,
            ],
            [
                "secretsmanager:GetSecretValue",
                { repositoryCredentials: { credentialsParameter: LOGIN } },
                /unable to pull secrets or registry auth: .*AccessDeniedException/,
            ],
        ] as const;
        for (const [action, template, words] of cases)
            it(`and says in ECS's words that ${action} was denied`, async () => {
                const line = await start({ denied: [action] });
                assert.match(await stopped(line, template), words);
                assert.equal(await line.answer(), "v1");
            });

        it("and says that an image is not there, or a log group", async () => {
            const line = await start();
            assert.match(await stopped(line, { image }), /CannotPullContainerError: .*not found/);
            const logConfiguration = { options: { "awslogs-group": "web", "awslogs-stream-prefix": "app" } };
            assert.match(await stopped(line, { logConfiguration }), /log group does not exist: web/);
        });

        for (const [key, value] of [
            ["mountPoints", [{ containerPath: "/data" }]],
            ["user", "nobody"],
        ] as const)
            it(`but refuses ${key} of a container by name`, async () => {
                const line = await start();
                await assert.rejects(line.deploy("v2", { [key]: value }), {
                    message: `not rehearsed: ${key} of the container app of web`,
                });
            });
    });
});
