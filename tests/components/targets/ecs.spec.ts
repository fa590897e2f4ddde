import * as assert from "node:assert/strict";

import { renderAppSpec } from "../../../components/targets/ecs/documents/app-spec";
import { renderPlaceholderCommand } from "../../../components/documents/placeholder";
import { ecs } from "../../../components/targets/ecs";
import type { Recording } from "../../support/recorder";
import { allow, existingPublic, label, out, statements } from "../surroundings";
import { makeEcs } from "./making";

const SERVICE = "aws:ecs/service:Service";
const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";

function about(recording: Recording): Record<string, string> {
    return {
        CLUSTER: out(recording, "aws:ecs/cluster:Cluster", "services", "name"),
        SERVICE: out(recording, SERVICE, "web", "name"),
    };
}

describe("ecs", () => {
    let recording: Recording;

    before(async () => {
        recording = await makeEcs({ port: 8080 });
    });

    it("fills in all but the port", () => {
        assert.deepEqual(ecs.settings.parse({ port: 8080 }), {
            port: 8080,
            healthPath: "/health",
            count: 2,
            cpu: 256,
            memory: 512,
            architecture: "x86_64",
            environment: {},
            schedules: {},
            secrets: {},
            sidecars: {},
            permissions: [],
            testTrafficFrom: [],
            alarms: { percent5xx: 1, minimumRequests: 10, pause: false },
            rollout: { kind: "blue-green", engine: "ecs", bakeMinutes: 5, hooks: [] },
        });
    });

    it("prepares the service alone, within an hour", () => {
        const { allow: granted, ...prepare } = recording.outputs["prepare"] as Record<string, unknown>;
        const application = out(recording, "aws:codedeploy/application:Application", "web", "name");
        assert.deepEqual(prepare, {
            env: { ...about(recording), APPLICATION: application, GROUP: "web" },
            scripts: ["image", "deployments", "ecs-appspec", "ecs-join", "ecs-prepare"],
            timeoutMinutes: 60,
        });
        assert.deepEqual(statements(granted), [
            allow(["codedeploy:ListDeployments"], [out(recording, GROUP, "web", "arn")]),
            allow(["ecs:DescribeServices", "ecs:UpdateService"], [out(recording, SERVICE, "web", "arn")]),
        ]);
    });

    it("rolls out what was prepared, under a role that may deploy this service and pass its roles on", () => {
        const [step, ...more] = recording.outputs["rollOut"] as Record<string, unknown>[];
        assert.ok(step && more.length === 0);
        const { allow: granted, ...rollOut } = step;
        const application = recording.one("aws:codedeploy/application:Application").outputs;
        assert.deepEqual(rollOut, {
            name: "RollOut",
            run: {
                action: {
                    category: "Deploy",
                    configuration: {
                        AppSpecTemplateArtifact: "Prepared",
                        AppSpecTemplatePath: "appspec.yaml",
                        ApplicationName: application["name"],
                        DeploymentGroupName: "web",
                        Image1ArtifactName: "Prepared",
                        Image1ContainerName: "IMAGE1_NAME",
                        TaskDefinitionTemplateArtifact: "Prepared",
                        TaskDefinitionTemplatePath: "taskdef.json",
                    },
                    provider: "CodeDeployToECS",
                },
            },
            takes: ["Prepared"],
        });
        const deploy = "arn:aws:codedeploy:eu-west-1:111122223333";
        assert.deepEqual(statements(granted), [
            allow(
                ["GetApplication", "GetApplicationRevision", "RegisterApplicationRevision"].map(
                    (it) => `codedeploy:${it}`,
                ),
                [String(application["arn"])],
            ),
            allow(["codedeploy:CreateDeployment", "codedeploy:GetDeployment"], [out(recording, GROUP, "web", "arn")]),
            allow(["codedeploy:GetDeploymentConfig"], [`${deploy}:deploymentconfig:CodeDeployDefault.ECSAllAtOnce`]),
            allow(
                ["ecs:RegisterTaskDefinition"],
                ["arn:aws:ecs:eu-west-1:111122223333:task-definition/project-stack-web:*"],
            ),
            allow(
                ["iam:PassRole"],
                ["web-execution", "web-task"].map((name) => out(recording, "aws:iam/role:Role", name, "arn")),
                { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
            ),
        ]);
    });

    it("verifies what the service runs, and may set how many tasks that are", () => {
        const { allow: granted, ...verify } = recording.outputs["verify"] as Record<string, unknown>;
        assert.deepEqual(verify, {
            env: about(recording),
            scripts: ["image", "ecs-task-set", "ecs-fixed-count", "ecs-verify"],
        });
        assert.deepEqual(statements(granted), [
            allow(["ecs:DescribeServices", "ecs:UpdateService"], [out(recording, SERVICE, "web", "arn")]),
            allow(["ecs:DescribeTaskDefinition"], ["*"]),
        ]);
    });

    it("writes the environment's half of a deployment as a blueprint", async () => {
        const { taskdef, ...blueprint } = JSON.parse(String(recording.outputs["blueprint"])) as Record<string, unknown>;
        const groups = recording.all("aws:ec2/securityGroup:SecurityGroup");
        const tasks = groups.find(({ inputs }) => inputs["description"] === "tasks of web");
        const network = { port: 8080, subnets: ["subnet-3", "subnet-4"], securityGroup: tasks?.id ?? "" };
        assert.deepEqual(blueprint, {
            format: 1,
            line: "web",
            environment: "stack",
            count: 2,
            appspec: renderAppSpec({ ...network, publicAddress: false }),
            placeholder: { command: renderPlaceholderCommand(8080, "/health") },
        });
        assert.equal((taskdef as Record<string, unknown>)["family"], "project-stack-web");

        const open = await makeEcs({ port: 8080 }, { network: existingPublic });
        assert.match(
            String(open.outputs["blueprint"]),
            /"Subnets":\["subnet-1","subnet-2"\].*"AssignPublicIp":"ENABLED"/,
        );
    });

    it("says what images are to be built for, which is what its tasks run on", async () => {
        const arm = await makeEcs({ port: 8080, architecture: "arm64" });
        assert.deepEqual([recording.outputs["platform"], arm.outputs["platform"]], ["linux/amd64", "linux/arm64"]);
    });

    it("publishes its address and its tasks' role, and has a blueprint wait for what it speaks of", () => {
        const url = out(recording, "aws:lb/loadBalancer:LoadBalancer", "web", "dnsName");
        assert.deepEqual(recording.outputs["outputs"], {
            taskRoleName: out(recording, "aws:iam/role:Role", "web-task", "name"),
            url: `http://${url}`,
        });
        const before = (recording.outputs["before"] as string[]).map((urn) =>
            recording.registrations.find((each) => each.urn === urn),
        );
        assert.deepEqual(
            before.map((found) => found && label(found)),
            ["EcsService web", "Deployment web"],
        );
    });

    for (const [what, wrong] of Object.entries({
        "no port": {},
        "a port that is none": { port: 65536 },
        "a path without a slash": { port: 80, healthPath: "health" },
        "a path that could end a command": { port: 80, healthPath: "/$(id)" },
        "no tasks": { port: 80, count: 0 },
        "a share of a processor that Fargate has not": { port: 80, cpu: 300 },
        "a variable's name with a dash": { port: 80, environment: { "A-B": "1" } },
        "a secret in plain text": { port: 80, secrets: { TOKEN: "hunter2" } },
        "a certificate of another service": { port: 80, certificateArn: "arn:aws:iam::1:server-certificate/a" },
        "a range without a length": { port: 80, testTrafficFrom: ["10.0.0.0"] },
        "an alarm that always rings": { port: 80, alarms: { percent5xx: 0 } },
        "a rollout that CodeDeploy has not": { port: 80, rollout: { kind: "rolling", engine: "codedeploy" } },
        "a share of nothing": { port: 80, rollout: { kind: "canary", percent: 0 } },
        "shares smaller than ECS moves": { port: 80, rollout: { kind: "linear", percent: 2 } },
        "a setting it does not know": { port: 80, image: "nginx" },
    })) {
        it(`refuses ${what}`, () => {
            assert.equal(ecs.settings.safeParse(wrong).success, false);
        });
    }
});
