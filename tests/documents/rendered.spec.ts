import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { parse } from "yaml";

import { renderAppSpec } from "../../components/targets/ecs/documents/app-spec";
import { renderBuildspec, renderScript } from "../../components/documents/buildspec";
import { renderPlaceholderCommand } from "../../components/documents/placeholder";
import { renderTaskDefinition, type TaskSettings } from "../../components/targets/ecs/documents/task-definition";

const task: TaskSettings = {
    family: "fairlead-staging-web",
    port: 8080,
    cpu: 256,
    memory: 512,
    architecture: "arm64",
    environment: { B: "2", A: "1" },
    secrets: { TOKEN: "arn:aws:ssm:eu-west-1:111122223333:parameter/token", KEY: "arn:aws:secretsmanager:…" },
    executionRoleArn: "arn:execution",
    taskRoleArn: "arn:task",
    logGroup: "web-1234567",
    region: "eu-west-1",
};

describe("a task definition", () => {
    it("is what register-task-definition takes, with the image left open", () => {
        assert.deepEqual(renderTaskDefinition(task), {
            family: "fairlead-staging-web",
            requiresCompatibilities: ["FARGATE"],
            networkMode: "awsvpc",
            cpu: "256",
            memory: "512",
            runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
            executionRoleArn: "arn:execution",
            taskRoleArn: "arn:task",
            containerDefinitions: [
                {
                    name: "app",
                    image: "<IMAGE1_NAME>",
                    essential: true,
                    portMappings: [{ containerPort: 8080, protocol: "tcp" }],
                    environment: [
                        { name: "A", value: "1" },
                        { name: "B", value: "2" },
                    ],
                    secrets: [
                        { name: "KEY", valueFrom: "arn:aws:secretsmanager:…" },
                        { name: "TOKEN", valueFrom: "arn:aws:ssm:eu-west-1:111122223333:parameter/token" },
                    ],
                    stopTimeout: 60,
                    logConfiguration: {
                        logDriver: "awslogs",
                        options: {
                            "awslogs-group": "web-1234567",
                            "awslogs-region": "eu-west-1",
                            "awslogs-stream-prefix": "app",
                        },
                    },
                },
            ],
        });
    });

    it("has what runs beside the application start before it, by its name, and be seen well where it says when", () => {
        const digest = `sha256:${"0".repeat(64)}`;
        const { containerDefinitions } = renderTaskDefinition({
            ...{ ...task, environment: {}, secrets: {} },
            sidecars: {
                otel: {
                    image: `public.ecr.aws/acme/otel@${digest}`,
                    essential: false,
                    environment: { A: "1" },
                    secrets: { KEY: "arn:key" },
                    port: 4317,
                    cpu: 64,
                    memory: 128,
                    command: ["otel"],
                    health: { command: ["otel", "healthy"], intervalSeconds: 10, startSeconds: 5 },
                },
                agent: { image: `acme/agent@${digest}`, essential: true, environment: {}, secrets: {} },
            },
        });
        const log = (name: string): object => ({
            logDriver: "awslogs",
            options: {
                "awslogs-group": "web-1234567",
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": name,
            },
        });
        assert.deepEqual(containerDefinitions, [
            {
                name: "app",
                image: "<IMAGE1_NAME>",
                essential: true,
                cpu: 192,
                dependsOn: [
                    { containerName: "agent", condition: "START" },
                    { containerName: "otel", condition: "HEALTHY" },
                ],
                portMappings: [{ containerPort: 8080, protocol: "tcp" }],
                environment: [],
                secrets: [],
                stopTimeout: 60,
                logConfiguration: log("app"),
            },
            {
                name: "agent",
                image: `acme/agent@${digest}`,
                essential: true,
                environment: [],
                secrets: [],
                stopTimeout: 60,
                logConfiguration: log("agent"),
            },
            {
                name: "otel",
                image: `public.ecr.aws/acme/otel@${digest}`,
                essential: false,
                cpu: 64,
                memory: 128,
                command: ["otel"],
                portMappings: [{ containerPort: 4317, protocol: "tcp" }],
                healthCheck: {
                    command: ["CMD", "otel", "healthy"],
                    interval: 10,
                    timeout: 5,
                    retries: 3,
                    startPeriod: 5,
                },
                environment: [{ name: "A", value: "1" }],
                secrets: [{ name: "KEY", valueFrom: "arn:key" }],
                stopTimeout: 60,
                logConfiguration: log("otel"),
            },
        ]);
    });

    it("does not differ by the order of the settings", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (environment) => {
                const reversed = Object.fromEntries(Object.entries(environment).reverse());
                assert.equal(
                    JSON.stringify(renderTaskDefinition({ ...task, environment })),
                    JSON.stringify(renderTaskDefinition({ ...task, environment: reversed })),
                );
            }),
        );
    });
});

describe("an appspec", () => {
    const network = { port: 80, subnets: ["subnet-b", "subnet-a"], securityGroup: "sg-1", publicAddress: false };
    const configuration = (settings: typeof network): unknown =>
        (renderAppSpec(settings) as { Resources: { TargetService: { Properties: unknown } }[] }).Resources[0]
            ?.TargetService.Properties;

    it("carries the network, whose order is no difference", () => {
        assert.deepEqual(configuration(network), {
            TaskDefinition: "<TASK_DEFINITION>",
            LoadBalancerInfo: { ContainerName: "app", ContainerPort: 80 },
            PlatformVersion: "LATEST",
            NetworkConfiguration: {
                AwsvpcConfiguration: {
                    Subnets: ["subnet-a", "subnet-b"],
                    SecurityGroups: ["sg-1"],
                    AssignPublicIp: "DISABLED",
                },
            },
        });
        assert.deepEqual(network.subnets, ["subnet-b", "subnet-a"]);
    });

    it("says its version as a text: as a number, JSON would cut it to 0", () => {
        assert.equal((renderAppSpec(network) as { version: unknown }).version, "0.0");
    });

    it("asks for a public address where tasks need one", () => {
        assert.match(JSON.stringify(configuration({ ...network, publicAddress: true })), /"AssignPublicIp":"ENABLED"/);
    });
});

describe("a buildspec", () => {
    it("is one command in bash, without artifacts or variables unless they are asked for", () => {
        const spec = parse(renderBuildspec(["check"], { gives: false })) as Record<string, unknown>;
        const { phases, ...rest } = spec as { phases: { build: { commands: string[] } } };
        assert.deepEqual(rest, { version: 0.2, env: { shell: "bash" } });
        assert.equal(phases.build.commands.length, 1);
    });

    it("runs its scripts as one shell, in their order, each once and behind the words that all of them use", () => {
        const scripts = ["image", "image-keep", "image", "ecs-verify", "verify"];
        const { phases } = parse(renderBuildspec(scripts, { gives: false })) as {
            phases: { build: { commands: string[] } };
        };
        const text = (name: string): string =>
            readFileSync(join(__dirname, "..", "..", "components", "scripts", `${name}.sh`), "utf8").trimEnd();
        const once = ["lib", "image", "image-keep", "ecs-verify", "verify"].map(text).join("\n");
        assert.deepEqual(phases.build.commands, [once]);
        assert.equal(renderScript(scripts), once);
    });

    it("hands on everything below out/, links as links, and the variables of the job", () => {
        const spec = parse(renderBuildspec(["evidence"], { exports: ["SUMMARY"], gives: true })) as Record<
            string,
            unknown
        >;
        assert.deepEqual(spec["env"], { shell: "bash", "exported-variables": ["SUMMARY"] });
        assert.deepEqual(spec["artifacts"], {
            "base-directory": "out",
            files: ["**/*"],
            // Without it, CodeBuild leaves out a link to a folder, and a bundle is not what was built.
            "enable-symlinks": "yes",
        });
    });

    it("refuses a script that does not exist", () => {
        assert.throws(() => renderBuildspec(["nothing"], { gives: false }), /ENOENT.*nothing\.sh/);
    });
});

describe("the placeholder", () => {
    const cases: Record<string, string> = {
        "/": "mkdir -p /w && echo waiting-for-first-release > /w/index.html",
        "/health": "mkdir -p /w && echo waiting-for-first-release > /w/health",
        "/api/health?deep=1": "mkdir -p /w/api && echo waiting-for-first-release > /w/api/health",
        "/a/b/": "mkdir -p /w/a/b && echo waiting-for-first-release > /w/a/b/index.html",
    };
    for (const [path, writes] of Object.entries(cases)) {
        it(`answers ${path}`, () => {
            assert.deepEqual(renderPlaceholderCommand(8080, path), [
                "sh",
                "-c",
                `${writes} && exec httpd -f -p 8080 -h /w`,
            ]);
        });
    }
});
