import * as assert from "node:assert/strict";

import { image } from "../../../../components/carries/image";
import type { Recording, Registration } from "../../../support/recorder";
import { allow, below, existingPublic, loose, may, out, waits } from "../../surroundings";
import { makeEcs } from "../making";

const everything = {
    port: 3000,
    healthPath: "/api/health",
    count: 4,
    cpu: 1024,
    memory: 2048,
    architecture: "arm64",
    environment: { STAGE: "test" },
    secrets: {
        TOKEN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf",
        FLAG: "arn:aws:ssm:eu-west-1:111122223333:parameter/flag",
        SAME: "arn:aws:ssm:eu-west-1:111122223333:parameter/flag",
    },
};

function groupOf(recording: Recording, description: string): Registration {
    const groups = recording.all("aws:ec2/securityGroup:SecurityGroup");
    const found = groups.find(({ inputs }) => inputs["description"] === description);
    assert.ok(found, `no group is described as ${description}`);
    return found;
}

describe("EcsService", () => {
    let recording: Recording;
    let full: Recording;

    before(async () => {
        recording = await makeEcs({ port: 8080 });
        full = await makeEcs(everything, { retention: loose, network: existingPublic });
    });

    it("is a service with the placeholder, its roles, its log and its group", () => {
        assert.deepEqual(below(recording, "EcsService", "web"), [
            "LogGroup web",
            "Role web-execution",
            "Role web-task",
            "RolePolicy web-execution",
            "SecurityGroup web",
            "SecurityGroupEgressRule web-from-balancer-to-tasks",
            "SecurityGroupEgressRule web-to-everywhere",
            "SecurityGroupIngressRule web-from-load-balancer",
            "Service web",
            "TaskDefinition web-first",
        ]);
    });

    it("leaves to ship whatever ship writes, and waits for listeners, rights and the way out", () => {
        const service = recording.one("aws:ecs/service:Service");
        assert.deepEqual(service.inputs, {
            cluster: out(recording, "aws:ecs/cluster:Cluster", "services", "arn"),
            deploymentController: { type: "CODE_DEPLOY" },
            desiredCount: 2,
            enableEcsManagedTags: true,
            forceDelete: false,
            healthCheckGracePeriodSeconds: 60,
            launchType: "FARGATE",
            loadBalancers: [
                {
                    containerName: "app",
                    containerPort: 8080,
                    targetGroupArn: out(recording, "aws:lb/targetGroup:TargetGroup", "web-blue", "arn"),
                },
            ],
            networkConfiguration: {
                assignPublicIp: false,
                securityGroups: [groupOf(recording, "tasks of web").id],
                subnets: ["subnet-3", "subnet-4"],
            },
            propagateTags: "SERVICE",
            taskDefinition: out(recording, "aws:ecs/taskDefinition:TaskDefinition", "web-first", "arn"),
        });
        assert.deepEqual(service.options.ignoreChanges, [
            "taskDefinition",
            "loadBalancers",
            "desiredCount",
            "networkConfiguration",
            "platformVersion",
        ]);
        assert.deepEqual(waits(recording, service), [
            "Cluster services",
            "Listener web-production",
            "Listener web-test",
            "RolePolicy web-execution",
            "SecurityGroup web",
            "SecurityGroupEgressRule web-to-everywhere",
            "TargetGroup web-blue",
            "TaskDefinition web-first",
        ]);
    });

    it("begins with a placeholder, in a family of its own that is never deregistered", () => {
        const first = recording.one("aws:ecs/taskDefinition:TaskDefinition");
        const { containerDefinitions, ...inputs } = first.inputs;
        assert.deepEqual(inputs, {
            cpu: "256",
            executionRoleArn: out(recording, "aws:iam/role:Role", "web-execution", "arn"),
            family: "project-stack-web-first",
            memory: "512",
            networkMode: "awsvpc",
            requiresCompatibilities: ["FARGATE"],
            runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
            skipDestroy: true,
        });
        const [container] = JSON.parse(String(containerDefinitions)) as [Record<string, unknown>];
        assert.equal(container["image"], image.placeholder.what);
        assert.deepEqual(container["portMappings"], [{ containerPort: 8080, protocol: "tcp" }]);
        assert.deepEqual(first.options.ignoreChanges, ["containerDefinitions"]);
    });

    it("admits the load balancer alone, and lets tasks out", () => {
        const tasks = groupOf(recording, "tasks of web").id;
        const listenerSettings = groupOf(recording, "who reaches web").id;
        const all = { fromPort: 0, ipProtocol: "tcp", toPort: 65535 };
        const rule = (direction: string, name: string): unknown => {
            const kind = `SecurityGroup${direction}Rule`;
            return recording.one(`aws:vpc/s${kind.slice(1)}:${kind}`, name).inputs;
        };
        assert.deepEqual(rule("Ingress", "web-from-load-balancer"), {
            ...all,
            referencedSecurityGroupId: listenerSettings,
            securityGroupId: tasks,
        });
        assert.deepEqual(rule("Egress", "web-from-balancer-to-tasks"), {
            ...all,
            referencedSecurityGroupId: tasks,
            securityGroupId: listenerSettings,
        });
        assert.deepEqual(rule("Egress", "web-to-everywhere"), {
            cidrIpv4: "0.0.0.0/0",
            ipProtocol: "-1",
            securityGroupId: tasks,
        });
    });

    it("starts tasks under a role that pulls and logs, and runs them under one without rights", () => {
        const log = out(recording, "aws:cloudwatch/logGroup:LogGroup", "web", "arn");
        assert.deepEqual(may(recording, "web-execution"), [
            allow(["ecr:GetAuthorizationToken"], ["*"]),
            allow(
                ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                [out(recording, "aws:ecr/repository:Repository", "web", "arn")],
            ),
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], [`${log}:*`]),
        ]);
        assert.throws(
            () => may(recording, "web-task"),
            /expected one aws:iam\/rolePolicy:RolePolicy "web-task", found 0/,
        );
    });

    it("with every setting asks for more, opens up where the network does, and may be deleted", () => {
        const { inputs } = full.one("aws:ecs/service:Service");
        assert.equal(inputs["desiredCount"], 4);
        assert.equal(inputs["forceDelete"], true);
        assert.equal((inputs["networkConfiguration"] as Record<string, unknown>)["assignPublicIp"], true);
        const { taskdef } = JSON.parse(String(full.outputs["blueprint"])) as { taskdef: Record<string, unknown> };
        const { cpu, memory, runtimePlatform, containerDefinitions } = taskdef;
        assert.deepEqual(
            [cpu, memory, runtimePlatform],
            ["1024", "2048", { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" }],
        );
        const [container] = containerDefinitions as [Record<string, unknown>];
        assert.deepEqual(container["environment"], [{ name: "STAGE", value: "test" }]);
        assert.deepEqual(
            (container["secrets"] as { name: string }[]).map(({ name }) => name),
            ["FLAG", "SAME", "TOKEN"],
        );
    });

    it("lets tasks start with exactly the secrets that are named, each once", () => {
        assert.deepEqual((may(full, "web-execution") as unknown[]).slice(3), [
            allow(["secretsmanager:GetSecretValue"], [everything.secrets.TOKEN]),
            allow(["ssm:GetParameters"], [everything.secrets.FLAG]),
        ]);
    });

    it("lets tasks start with what runs beside: images of this account, and secrets of theirs", async () => {
        const digest = `sha256:${"0".repeat(64)}`;
        const repository = (name: string) => `111122223333.dkr.ecr.eu-central-1.amazonaws.com/${name}@${digest}`;
        const secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:otel-AbCdEf";
        const sidecars = {
            otel: { image: repository("tools/otel"), secrets: { KEY: secret } },
            same: { image: repository("tools/otel") },
            open: { image: `public.ecr.aws/acme/open@${digest}` },
        };
        const started = may(await makeEcs({ port: 8080, sidecars }), "web-execution") as { Action: string[] }[];
        const login = (statement: { Action: string[] }) => statement.Action.includes("ecr:GetAuthorizationToken");
        assert.equal(started.filter(login).length, 1);
        assert.deepEqual(
            started.filter(({ Action }) => !Action.some((action) => action.startsWith("logs:"))).slice(2),
            [
                allow(
                    ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                    ["arn:aws:ecr:eu-central-1:111122223333:repository/tools/otel"],
                ),
                allow(["secretsmanager:GetSecretValue"], [secret]),
            ],
        );
    });

    it("lets tasks start with secrets under a key of the team's own, through what keeps them alone", async () => {
        const secretsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        const under = async (secrets: object): Promise<unknown> =>
            (
                may(await makeEcs({ ...everything, secrets, secretsKeyArn }), "web-execution") as { Action: string[] }[]
            ).find(({ Action }) => Action[0] === "kms:Decrypt");
        const through = (...keepers: string[]): object =>
            allow(["kms:Decrypt"], [secretsKeyArn], { StringEquals: { "kms:ViaService": keepers } });
        assert.deepEqual(
            await under(everything.secrets),
            through("secretsmanager.eu-west-1.amazonaws.com", "ssm.eu-west-1.amazonaws.com"),
        );
        assert.deepEqual(await under({ FLAG: everything.secrets.FLAG }), through("ssm.eu-west-1.amazonaws.com"));
        assert.equal(await under({}), undefined);
    });
});
