import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { runnerHost } from "../../../components/targets/runner-host";
import { parseSettings, SettingsError } from "../../../stacks/settings";
import { record, type Recording } from "../../support/recorder";
import { allow, below, makeContext, makeStore, may, out, statements, waits } from "../surroundings";

const RUNNER = {
    repository: "acme/scores",
    visibility: "private",
    app: { id: "100001", installation: "200001", privateKeySecret: "githubApp" },
};

async function make(given: object): Promise<Recording> {
    return record(() => {
        const context = makeContext({ secrets: { githubApp: "KEY-OF-THE-APP" } });
        const store = makeStore(context);
        const target = runnerHost.make("web", runnerHost.settings.parse(given), { store }, context, {});
        const { prepare, rollOut, verify, blueprint, before, outputs } = target;
        return {
            prepare: { ...prepare, allow: renderPolicy(prepare.allow) },
            rollOut: rollOut.map((step) => ({ ...step, allow: renderPolicy(step.allow) })),
            verify: { ...verify, allow: renderPolicy(verify.allow) },
            blueprint,
            before: before.map(({ urn }) => urn),
            outputs,
        };
    });
}

const userDataOf = (of: Recording): string =>
    Buffer.from(String(of.one("aws:ec2/launchTemplate:LaunchTemplate").inputs["userData"]), "base64").toString();
const settingsOf = (of: Recording, name: string): Record<string, unknown> => {
    const { environment } = of.one("aws:lambda/function:Function", name).inputs as {
        environment: { variables: { SETTINGS: string } };
    };
    return JSON.parse(environment.variables.SETTINGS) as Record<string, unknown>;
};

describe("runner-host", () => {
    let alone: Recording;
    let runner: Recording;
    before(async () => {
        alone = await make({ port: 8080 });
        runner = await make({ port: 80, containerPort: 8080, runner: RUNNER, reachableFrom: ["203.0.113.0/24"] });
    });

    it("fills in all but the port", () => {
        assert.deepEqual(runnerHost.settings.parse({ port: 8080 }), {
            port: 8080,
            healthPath: "/health",
            reachableFrom: ["0.0.0.0/0"],
            architecture: "x86_64",
            environment: {},
            drainingSeconds: 30,
        });
    });

    it("is one host in a group, without a broker where no job runs there", () => {
        assert.deepEqual(below(alone, "RunnerHost", "web"), [
            "BucketObjectv2 web-host",
            "Document web-ask",
            "Document web-ship",
            "Group web",
            "InstanceProfile web-host",
            "LaunchTemplate web",
            "LogGroup web",
            "MetricAlarm web-launches",
            "Role web-application",
            "Role web-host",
            "RolePolicy web-host",
            "RolePolicy web-host-more",
        ]);
        const { minSize, maxSize } = alone.one("aws:autoscaling/group:Group").inputs;
        assert.deepEqual([minSize, maxSize], [1, 1]);
        assert.match(userDataOf(alone), /^RUNNER='no'$/m);
        assert.doesNotMatch(userDataOf(alone), /BROKER/);
    });

    it("has a broker of two functions where jobs run there, and hears of a host that has ended", () => {
        assert.deepEqual(below(runner, "RunnerBroker", "web"), [
            "Function web-broker",
            "Function web-farewell",
            "LogGroup web-broker",
            "LogGroup web-farewell",
            "MetricAlarm web-broker",
            "MetricAlarm web-farewell",
            "Role web-broker",
            "Role web-farewell",
            "RolePolicy web-broker",
            "RolePolicy web-farewell",
        ]);
        const rule = runner.one("aws:cloudwatch/eventRule:EventRule", "web-farewell");
        assert.deepEqual(JSON.parse(String(rule.inputs["eventPattern"])), {
            source: ["aws.autoscaling"],
            "detail-type": ["EC2 Instance Terminate Successful"],
            detail: { AutoScalingGroupName: [out(runner, "aws:autoscaling/group:Group", "web", "name")] },
        });
        const permission = runner.one("aws:lambda/permission:Permission", "web-farewell").inputs;
        assert.equal(permission["sourceArn"], rule.outputs["arn"]);
        assert.equal(permission["function"], out(runner, "aws:lambda/function:Function", "web-farewell", "name"));
    });

    it("tells people where no runner is registered for a quarter of an hour, and where one is not forgotten", () => {
        const alarm = (name: string) => runner.one("aws:cloudwatch/metricAlarm:MetricAlarm", name).inputs;
        for (const name of ["web-broker", "web-farewell"]) {
            const made = out(runner, "aws:lambda/function:Function", name, "name");
            assert.deepEqual(
                [alarm(name)["metricName"], alarm(name)["dimensions"]],
                ["Errors", { FunctionName: made }],
            );
            assert.ok((alarm(name)["alarmActions"] as unknown[]).length > 0);
        }
        assert.deepEqual(
            ["web-broker", "web-farewell"].map((name) => alarm(name)["evaluationPeriods"]),
            [3, 1],
        );
    });

    it("tells the broker which machine's word counts, and no secret", () => {
        const { session, audience, key, labels, prefix } = settingsOf(runner, "web-broker");
        const role = out(runner, "aws:iam/role:Role", "web-host", "name");
        assert.equal(session, `arn:aws:sts::111122223333:assumed-role/${role}`);
        assert.equal(audience, "project/stack/web");
        assert.equal(key, "/secrets/project/stack/githubApp");
        assert.equal(prefix, "/runners/project/stack/web/");
        assert.deepEqual(labels, ["self-hosted", "web-stack"]);
        assert.doesNotMatch(JSON.stringify(runner.all("aws:lambda/function:Function")), /KEY-OF-THE-APP/);
    });

    it("lets the host take its configuration, ask the broker and be the application, and read no secret", () => {
        const key = out(runner, "aws:kms/key:Key", "secrets", "arn");
        const parameters = "arn:aws:ssm:eu-west-1:111122223333:parameter/runners/project/stack/web/*";
        assert.deepEqual(may(runner, "web-host-more"), [
            allow(["sts:AssumeRole"], [out(runner, "aws:iam/role:Role", "web-application", "arn")]),
            allow(["lambda:InvokeFunction"], [out(runner, "aws:lambda/function:Function", "web-broker", "arn")]),
            allow(["ssm:DeleteParameter", "ssm:GetParameter"], [parameters]),
            allow(["kms:Decrypt"], [key], {
                StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" },
                StringLike: { "kms:EncryptionContext:PARAMETER_ARN": parameters },
            }),
        ]);
        assert.doesNotMatch(JSON.stringify(may(runner, "web-host")), /ssm:GetParameter|secrets/);
        assert.deepEqual(may(alone, "web-host-more"), [
            allow(["sts:AssumeRole"], [out(alone, "aws:iam/role:Role", "web-application", "arn")]),
        ]);
    });

    it("gives the application a role of its own that only the host takes on, and no right", () => {
        const role = runner.one("aws:iam/role:Role", "web-application");
        assert.deepEqual(statements(role.inputs["assumeRolePolicy"]), [
            {
                Action: "sts:AssumeRole",
                Effect: "Allow",
                Principal: { AWS: out(runner, "aws:iam/role:Role", "web-host", "arn") },
            },
        ]);
        assert.deepEqual(
            runner.all("aws:iam/rolePolicy:RolePolicy").filter(({ name }) => name === "web-application"),
            [],
        );
        const { outputs } = runner.outputs as { outputs: Record<string, string> };
        assert.deepEqual(outputs, {
            applicationRoleName: role.outputs["name"],
            hostRoleName: out(runner, "aws:iam/role:Role", "web-host", "name"),
        });
    });

    it("opens its port to whom it is told, and nothing else", () => {
        const rules = runner.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        assert.deepEqual(
            rules.map(({ inputs: { cidrIpv4, fromPort, toPort } }) => [cidrIpv4, fromPort, toPort]),
            [["203.0.113.0/24", 80, 80]],
        );
    });

    it("launches no host before all that it needs is there", () => {
        assert.deepEqual(waits(runner, runner.one("aws:autoscaling/group:Group")), [
            "BucketObjectv2 web-host",
            "InstanceProfile web-host",
            "LaunchTemplate web",
            "RolePolicy web-host",
            "RolePolicy web-host-more",
            "SecurityGroupEgressRule web-to-everywhere",
        ]);
    });

    it("ships by a command that takes text without a meaning to a shell, to this line's machines", () => {
        const [step] = runner.outputs["rollOut"] as { run: { job: { env: object } }; allow: string }[];
        assert.deepEqual(step?.run.job.env, {
            LINE: "web",
            AUTO_SCALING_GROUP: out(runner, "aws:autoscaling/group:Group", "web", "name"),
            SHIP: out(runner, "aws:ssm/document:Document", "web-ship", "name"),
        });
        const { content } = runner.one("aws:ssm/document:Document", "web-ship").inputs;
        const document = JSON.parse(String(content)) as {
            parameters: Record<string, { type: string; allowedPattern: string }>;
            mainSteps: { inputs: { runCommand: string[] } }[];
        };
        assert.deepEqual(Object.keys(document.parameters), ["Deployment"]);
        assert.equal(document.parameters["Deployment"]?.allowedPattern, "^[A-Za-z0-9+/=]{1,32000}$");
        const text = document.mainSteps[0]?.inputs.runCommand.join("\n") ?? "";
        assert.deepEqual(text.match(/\{\{.*?\}\}/g), ["{{ Deployment }}"]);
        assert.match(text, /^DEPLOYMENT='\{\{ Deployment \}\}'$/m);
    });

    it("asks by a document that takes no parameters", () => {
        const { content } = runner.one("aws:ssm/document:Document", "web-ask").inputs;
        assert.doesNotMatch(String(content), /\{\{|"parameters"/);
    });

    it("has user data that is small enough, with nothing in it that is not the host's own", () => {
        const text = userDataOf(runner);
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
        assert.ok(text.length < 16 * 1024, String(text.length));
        assert.match(text, /^RUNNER='yes'$/m);
        assert.match(text, /^PARAMETERS=\/runners\/project\/stack\/web\/$/m);
        const { key, content } = runner.one("aws:s3/bucketObjectv2:BucketObjectv2", "web-host").inputs;
        assert.match(text, new RegExp(`^FILES_KEY='${String(key)}'$`, "m"));
        assert.match(String(key), /^hosts\/web\/[0-9a-f]{64}\.sh$/);
        assert.doesNotMatch(String(content), /KEY-OF-THE-APP|githubApp/);
    });
});

describe("runner-host refuses", () => {
    const context = { project: "fairlead", environment: "staging" };
    const parse = (deploy: object, loosen = ["plain-http", "runner-is-root"], more: object = {}): string => {
        try {
            parseSettings(
                {
                    "aws:region": "eu-west-1",
                    "fairlead:account": "111122223333",
                    "fairlead:loosen": loosen,
                    ...("runner" in deploy
                        ? { "fairlead:secrets": { githubApp: { secure: "AAABAM0000000000" } } }
                        : {}),
                    "fairlead:services": {
                        web: {
                            source: { kind: "codecommit", repository: "web" },
                            deploy: { kind: "runner-host", port: 80, ...deploy },
                            ...more,
                        },
                    },
                },
                context,
            );
            return "";
        } catch (error) {
            if (!(error instanceof SettingsError)) throw error;
            return error.message;
        }
    };

    it("nothing of the least there is to say, nor of all", () => {
        assert.equal(parse({}), "");
        assert.equal(parse({ runner: RUNNER }), "");
    });

    for (const [what, deploy, words, loosen] of [
        ["jobs, unless that is loosened", { runner: RUNNER }, /makes whoever may run a job/, ["plain-http"]],
        ["a public repository", { runner: { ...RUNNER, visibility: "public" } }, /could become root on\s+the host/],
        ["one of the whole company", { runner: { ...RUNNER, visibility: "internal" } }, /is internal/],
        ["a repository that nobody says is private", { runner: { ...RUNNER, visibility: undefined } }, /visibility/],
        [
            "a secret that is not there",
            { runner: { ...RUNNER, app: { ...RUNNER.app, privateKeySecret: "another" } } },
            /another/,
        ],
        [
            "the key itself",
            { runner: { ...RUNNER, app: { ...RUNNER.app, privateKeySecret: "-----BEGIN RSA PRIVATE KEY-----" } } },
            /is a text of 31\s+characters, not repeated here/,
        ],
        ["a port of its own containers", { port: 61001 }, /a port other than 61001 and 61002/],
        ["a size of another processor", { instanceType: "t4g.micro" }, /whose processor is x86_64/],
        ["a range that is a host", { reachableFrom: ["10.0.0.1/8"] }, /IPv4 address range/],
        ["plain HTTP, unless it is loosened", {}, /443, where the application speaks TLS/, []],
    ] as const) {
        it(what, () => assert.match(parse(deploy, loosen ? [...loosen] : undefined), words));
    }
});
