import * as assert from "node:assert/strict";

import { scheduleRules } from "../../../../components/targets/ecs/schedules";
import { allow, may, out, statements } from "../../surroundings";
import { makeEcs } from "../making";

const about = {
    ...{ line: "jobs", project: "p", account: "111122223333", loosen: [], makes: true, pullsBySecret: false },
    ...{ linesBefore: [], settingsFile: "Pulumi.staging.yaml" },
};
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const FAMILY = "arn:aws:ecs:eu-west-1:111122223333:task-definition/project-stack-web-scheduled";
const schedules = {
    nightly: { at: "0 3 * * ? *", timezone: "Europe/Berlin", command: ["node", "nightly.js"] },
    weekly: { at: "0 4 ? * MON *", command: ["node", "weekly.js"] },
};

describe("ServiceSchedules", () => {
    it("are not there where a line does not ask for them, and Verify registers nothing", async () => {
        const recording = await makeEcs({ port: 8080 });
        assert.deepEqual(
            recording.registrations.filter(({ type }) => /ServiceSchedules|aws:scheduler/.test(type)),
            [],
        );
        assert.ok(!JSON.stringify(recording.outputs).includes("ecs-scheduled"));
    });

    it("run the newest of a family of their own, which only Verify registers, and tell where they could not", async () => {
        const recording = await makeEcs({ port: 8080, schedules });
        const cluster = out(recording, "aws:ecs/cluster:Cluster", "services", "arn");
        const tasks = recording
            .all("aws:ec2/securityGroup:SecurityGroup")
            .find(({ inputs }) => inputs["description"] === "tasks of web");
        const letters = out(recording, "aws:sqs/queue:Queue", "dead-letters", "arn");
        assert.deepEqual(
            recording.all(SCHEDULE).map(({ name, inputs }) => [name, inputs["scheduleExpression"]]),
            [
                ["web-nightly", "cron(0 3 * * ? *)"],
                ["web-weekly", "cron(0 4 ? * MON *)"],
            ],
        );
        assert.deepEqual(recording.one(SCHEDULE, "web-nightly").inputs, {
            scheduleExpression: "cron(0 3 * * ? *)",
            scheduleExpressionTimezone: "Europe/Berlin",
            flexibleTimeWindow: { mode: "OFF" },
            target: {
                arn: cluster,
                roleArn: out(recording, "aws:iam/role:Role", "web-schedules", "arn"),
                deadLetterConfig: { arn: letters },
                retryPolicy: { maximumEventAgeInSeconds: 3600 },
                ecsParameters: {
                    taskDefinitionArn: `${FAMILY}-nightly`,
                    group: "project-stack-web-scheduled-nightly",
                    launchType: "FARGATE",
                    networkConfiguration: {
                        subnets: ["subnet-3", "subnet-4"],
                        securityGroups: [tasks?.id],
                        assignPublicIp: false,
                    },
                },
            },
        });
        const passes = allow(
            ["iam:PassRole"],
            ["web-execution", "web-task"].map((name) => out(recording, "aws:iam/role:Role", name, "arn")),
            { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        );
        assert.deepEqual(may(recording, "web-schedules"), [
            allow(
                ["ecs:RunTask"],
                [`${FAMILY}-nightly`, `${FAMILY}-nightly:*`, `${FAMILY}-weekly`, `${FAMILY}-weekly:*`],
                { ArnEquals: { "ecs:cluster": cluster } },
            ),
            passes,
            allow(["sqs:SendMessage"], [letters]),
        ]);
        const {
            scripts,
            env,
            allow: granted,
        } = recording.outputs["verify"] as {
            readonly scripts: readonly string[];
            readonly env: Readonly<Record<string, unknown>>;
            readonly allow: unknown;
        };
        assert.equal(scripts.at(-1), "ecs-scheduled");
        const definitions = [`${FAMILY}-nightly:*`, `${FAMILY}-weekly:*`];
        assert.equal(env["SCHEDULED"], definitions.join(" "));
        assert.deepEqual((statements(granted) as unknown[]).slice(-2), [
            allow(["ecs:RegisterTaskDefinition"], definitions),
            passes,
        ]);
        assert.deepEqual((JSON.parse(String(recording.outputs["blueprint"])) as { schedules: unknown }).schedules, {
            nightly: ["node", "nightly.js"],
            weekly: ["node", "weekly.js"],
        });
    });

    it("refuse a name that AWS would not take behind the line's", () => {
        const refused = (environment: string): readonly string[] =>
            scheduleRules
                .flatMap((rule) => rule({ schedules }, { ...about, environment }))
                .map(({ is, allowed }) => `${is}: ${allowed}`);
        assert.deepEqual(refused("e".repeat(64 - "jobs-nightly--1234567".length)), []);
        assert.deepEqual(refused("e".repeat(65 - "jobs-nightly--1234567".length)), [
            `makes the schedule jobs-nightly-${"e".repeat(44)}-… 65 characters long: AWS allows 64: shorten the line's name or the stack's by 1`,
        ]);
    });
});
