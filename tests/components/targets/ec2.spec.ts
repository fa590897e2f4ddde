import * as assert from "node:assert/strict";

import { bundle } from "../../../components/carries/bundle";
import { image } from "../../../components/carries/image";
import { ec2 } from "../../../components/targets/ec2";
import { renderPolicy } from "../../../components/documents/policy";
import { parseSettings, SettingsError } from "../../../stacks/settings";
import { record, type Recording } from "../../support/recorder";
import { allow, below, label, makeContext, may, out, statements, waits } from "../surroundings";

const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";

async function make(given: object): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const store = bundle.makeStore("web", {}, context, {});
        const target = ec2.make("web", ec2.settings.parse(given), { store }, context, {});
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

describe("ec2", () => {
    let fixed: Recording;
    let group: Recording;
    before(async () => {
        fixed = await make({ port: 8080, instances: "fixed" });
        group = await make({ port: 8080, count: 4 });
    });

    it("fills in all but the port", () => {
        assert.deepEqual(ec2.settings.parse({ port: 8080 }), {
            carries: "bundle",
            port: 8080,
            healthPath: "/health",
            instances: "group",
            reachableFrom: ["0.0.0.0/0"],
            architecture: "x86_64",
            system: "amazon-linux-2023",
            agent: 2,
            environment: {},
        });
    });

    it("carries what its settings say", () => {
        const carries = (given: object): unknown => ec2.carries(ec2.settings.parse(given));
        assert.equal(carries({ port: 80 }), bundle);
        assert.equal(carries({ port: 80, carries: "image" }), image);
    });

    it("is one machine with an address that stays, or a group behind a load balancer", () => {
        assert.deepEqual(below(fixed, "Machines", "web"), [
            "Eip web",
            "EipAssociation web",
            "Instance web",
            "InstanceProfile web-host",
            "LaunchTemplate web",
            "LogGroup web",
            "Role web-host",
            "RolePolicy web-host",
        ]);
        assert.deepEqual(below(group, "Machines", "web"), [
            "Group web",
            "InstanceProfile web-host",
            "LaunchTemplate web",
            "LogGroup web",
            "Role web-host",
            "RolePolicy web-host",
        ]);
        const { address } = fixed.outputs["outputs"] as Record<string, string>;
        assert.equal(address, out(fixed, "aws:ec2/eip:Eip", "web", "publicIp"));
        assert.deepEqual(fixed.outputs["outputs"], {
            address,
            hostRoleName: out(fixed, "aws:iam/role:Role", "web-host", "name"),
            url: `http://${address}:8080`,
        });
    });

    it("says which machine is meant where there is one, so that another one in its place is deployed to", () => {
        const read = (of: Recording): Record<string, unknown> =>
            JSON.parse(String(of.outputs["blueprint"])) as Record<string, unknown>;
        assert.equal(read(fixed)["instance"], fixed.one("aws:ec2/instance:Instance").id);
        assert.equal(read(group)["instance"], undefined);
    });

    it("opens one port: to the world where it has an address, to its load balancer where it has one", () => {
        const rules = (of: Recording): unknown[] =>
            of
                .all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
                .filter(({ parent = "" }) => !parent.includes(":LoadBalancer::"))
                .map(({ inputs: { cidrIpv4, fromPort, toPort } }) => [cidrIpv4, fromPort, toPort]);
        assert.deepEqual(rules(fixed), [["0.0.0.0/0", 8080, 8080]]);
        assert.deepEqual(rules(group), [[undefined, 8080, 8080]]);
    });

    it("gives machines this, and none of the account's parameters", () => {
        const granted = JSON.stringify(may(fixed, "web-host"));
        assert.match(
            granted,
            /"s3:GetObject","s3:GetObjectVersion"\],"Effect":"Allow","Resource":\["arn:aws:s3:::artifacts-[^"]*\/web-ship-\*"\]/,
        );
        assert.match(granted, /\["kms:Decrypt"\],"Effect":"Allow","Resource":\["arn:aws:kms:/);
        assert.doesNotMatch(granted, /ssm:GetParameter/);
        const trust = fixed.one("aws:iam/role:Role", "web-host").inputs["assumeRolePolicy"];
        assert.deepEqual(statements(trust), [
            { Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } },
        ]);
    });

    it("rolls out what was prepared, under a role that may deploy to this group and do nothing else", () => {
        const [step] = group.outputs["rollOut"] as { run: unknown; allow: string }[];
        const application = out(group, "aws:codedeploy/application:Application", "web", "name");
        assert.deepEqual(step?.run, {
            action: {
                category: "Deploy",
                provider: "CodeDeploy",
                configuration: { ApplicationName: application, DeploymentGroupName: "web" },
            },
        });
        assert.deepEqual(
            (statements(step.allow) as unknown[])[2],
            allow(
                ["codedeploy:GetDeploymentConfig"],
                ["arn:aws:codedeploy:eu-west-1:111122223333:deploymentconfig:CodeDeployDefault.OneAtATime"],
            ),
        );
    });

    it("asks machines by their tags, and by a document that takes no parameters", () => {
        const { env, allow: granted } = group.outputs["verify"] as { env: Record<string, string>; allow: string };
        assert.equal(env["ASK"], out(group, "aws:ssm/document:Document", "web-ask", "name"));
        assert.deepEqual((statements(granted) as unknown[])[3], {
            ...allow(["ssm:SendCommand"], ["arn:aws:ec2:eu-west-1:111122223333:instance/*"], {
                StringEquals: {
                    "ssm:resourceTag/fairlead:project": "project",
                    "ssm:resourceTag/fairlead:environment": "stack",
                    "ssm:resourceTag/fairlead:line": "web",
                },
            }),
        });
    });

    it("has a blueprint wait for machines, deployment and question", () => {
        const before = (group.outputs["before"] as string[]).map((urn) =>
            group.registrations.find((each) => each.urn === urn),
        );
        assert.deepEqual(
            before.map((found) => found && label(found)),
            ["Machines web", "ServerDeployment web", "Document web-ask"],
        );
        assert.ok(waits(group, group.one(GROUP)).includes("Listener web-production"));
    });

    for (const [rollout, config] of [
        [{ kind: "all-at-once" }, "CodeDeployDefault.AllAtOnce"],
        [{ kind: "one-at-a-time" }, "CodeDeployDefault.OneAtATime"],
        [{ kind: "half-at-a-time" }, "CodeDeployDefault.HalfAtATime"],
    ] as const) {
        it(`changes machines ${rollout.kind}, as ${config}`, async () => {
            const made = await make({ port: 80, count: 4, rollout });
            assert.equal(made.one(GROUP).inputs["deploymentConfigName"], config);
        });
    }

    it("keeps as many healthy as it is told, by a configuration of its own", async () => {
        const made = await make({ port: 80, count: 4, rollout: { kind: "at-least", minimumHealthy: 3 } });
        const { inputs, outputs } = made.one("aws:codedeploy/deploymentConfig:DeploymentConfig");
        assert.deepEqual(inputs["minimumHealthyHosts"], { type: "HOST_COUNT", value: 3 });
        assert.equal(made.one(GROUP).inputs["deploymentConfigName"], outputs["deploymentConfigName"]);
    });

    it("rings where machines come and go, and rolls nothing back for it", () => {
        const { metricQueries } = group.one("aws:cloudwatch/metricAlarm:MetricAlarm", "web-launches").inputs;
        assert.match(JSON.stringify(metricQueries), /GroupInServiceInstances/);
        const { alarms } = group.one(GROUP).inputs["alarmConfiguration"] as { alarms: string[] };
        assert.deepEqual(alarms, [out(group, "aws:cloudwatch/metricAlarm:MetricAlarm", "web-errors", "name")]);
        const machine = fixed.one("aws:cloudwatch/metricAlarm:MetricAlarm", "web-machine").inputs;
        assert.equal(machine["treatMissingData"], "breaching", "a machine that shut itself down measures nothing");
    });

    it("launches Ubuntu from its own image, onto its own root", async () => {
        const made = await make({ port: 80, system: "ubuntu-24.04", architecture: "arm64" });
        const { imageId, instanceType, blockDeviceMappings } = made.one("aws:ec2/launchTemplate:LaunchTemplate").inputs;
        assert.match(
            String(imageId),
            /^resolve:ssm:\/aws\/service\/canonical\/ubuntu\/server\/24\.04\/stable\/current\/arm64\//,
        );
        assert.equal(instanceType, "t4g.micro");
        assert.match(JSON.stringify(blockDeviceMappings), /"deviceName":"\/dev\/sda1"/);
    });
});

describe("ec2 refuses", () => {
    const context = { project: "fairlead", environment: "staging" };
    const parse = (deploy: object, loosen = ["plain-http"]): string => {
        try {
            parseSettings(
                {
                    "aws:region": "eu-west-1",
                    "fairlead:account": "111122223333",
                    "fairlead:loosen": loosen,
                    "fairlead:services": {
                        web: {
                            source: { kind: "codecommit", repository: "web" },
                            deploy: { kind: "ec2", port: 80, ...deploy },
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

    it("nothing of the least there is to say", () => assert.equal(parse({}), ""));

    for (const [what, deploy, words, loosen] of [
        ["blue-green, and says why", { count: 2, rollout: { kind: "blue-green" } }, /copies\s+the Auto Scaling group/],
        [
            "turns where there is one machine",
            { instances: "fixed", rollout: { kind: "one-at-a-time" } },
            /all-at-once where one machine runs/,
        ],
        ["one machine behind a load balancer", { count: 1 }, /stopped by its\s+own alarm/],
        [
            "all machines behind a load balancer at once",
            { rollout: { kind: "all-at-once" } },
            /at once they would be stopped by their own alarm/,
        ],
        [
            "more healthy machines than may change",
            { count: 2, rollout: { kind: "at-least", minimumHealthy: 2 } },
            /less than the 2 that run/,
        ],
        ["several fixed machines", { instances: "fixed", count: 2 }, /1 where instances is fixed/],
        [
            "a load balancer for a fixed machine",
            { instances: "fixed", reach: "load-balancer" },
            /public where instances is fixed/,
        ],
        ["docker's port for a bundle", { containerPort: 8080 }, /set with carries: image alone/],
        ["a command for an image", { carries: "image", start: "node ." }, /set with carries: bundle alone/],
        [
            "an alarm where nobody counts answers",
            { instances: "fixed", alarms: {} },
            /set with reach load-balancer\s+alone/,
        ],
        [
            "draining where nobody waits",
            { instances: "fixed", drainingSeconds: 5 },
            /set with reach load-balancer\s+alone/,
        ],
        ["a size of another processor", { instanceType: "t4g.micro" }, /whose processor is x86_64/],
        ["a range that is a host", { reachableFrom: ["10.0.0.1/8"] }, /IPv4 address range/],
        [
            "plain HTTP at a machine, unless it is loosened",
            { instances: "fixed" },
            /443, where the application speaks TLS/,
            [],
        ],
        ["plain HTTP at a load balancer, unless it is loosened", {}, /ACM certificate/, []],
    ] as const) {
        it(what, () => assert.match(parse(deploy, loosen ? [...loosen] : undefined), words));
    }
});
