import * as assert from "node:assert/strict";

import type { Recording } from "../../../support/recorder";
import { allow, below, may, out, statements, waits } from "../../surroundings";
import { makeEcs } from "../making";

const SERVICE = "aws:ecs/service:Service";
const RULE = "aws:lb/listenerRule:ListenerRule";

describe("NativeRollout", () => {
    let recording: Recording;

    before(async () => {
        recording = await makeEcs({ port: 8080, rollout: { kind: "blue-green" } });
    });

    const group = (colour: string): string => out(recording, "aws:lb/targetGroup:TargetGroup", `web-${colour}`, "arn");
    const rule = (name: string): string => out(recording, RULE, `web-${name}`, "arn");

    it("is an alarm and a role; nothing of CodeDeploy is made", () => {
        assert.deepEqual(below(recording, "NativeRollout", "web"), [
            "MetricAlarm web-errors",
            "Role web-traffic",
            "RolePolicy web-traffic",
        ]);
        assert.deepEqual(
            recording.registrations.filter(({ type }) => type.startsWith("aws:codedeploy/")),
            [],
        );
    });

    it("has ECS move both colours by one rule a listener, whose shares `up` leaves alone", () => {
        for (const [name, shares] of [
            ["production", [100, 0]],
            ["test", [0, 100]],
        ] as const) {
            const made = recording.one(RULE, `web-${name}`);
            assert.deepEqual(made.options.ignoreChanges, ["actions"]);
            assert.deepEqual(made.inputs, {
                listenerArn: out(recording, "aws:lb/listener:Listener", `web-${name}`, "arn"),
                priority: 100,
                conditions: [{ pathPattern: { values: ["/*"] } }],
                actions: [
                    {
                        type: "forward",
                        forward: {
                            targetGroups: [
                                { arn: group("blue"), weight: shares[0] },
                                { arn: group("green"), weight: shares[1] },
                            ],
                        },
                    },
                ],
            });
        }
    });

    it("gives the service both colours, the rules and the role, and waits for all of them", () => {
        const service = recording.one(SERVICE);
        assert.deepEqual(service.inputs["loadBalancers"], [
            {
                containerName: "app",
                containerPort: 8080,
                targetGroupArn: group("blue"),
                advancedConfiguration: {
                    alternateTargetGroupArn: group("green"),
                    productionListenerRule: rule("production"),
                    testListenerRule: rule("test"),
                    roleArn: out(recording, "aws:iam/role:Role", "web-traffic", "arn"),
                },
            },
        ]);
        const waited = waits(recording, service);
        for (const needed of ["ListenerRule web-production", "ListenerRule web-test", "RolePolicy web-traffic"])
            assert.ok(waited.includes(needed), needed);
    });

    const kinds: readonly (readonly [object, object])[] = [
        [{ kind: "blue-green" }, { strategy: "BLUE_GREEN", bakeTimeInMinutes: "5" }],
        [
            { kind: "canary", percent: 20, minutes: 3, bakeMinutes: 0 },
            {
                strategy: "CANARY",
                bakeTimeInMinutes: "0",
                canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: "3" },
            },
        ],
        [
            { kind: "linear" },
            {
                strategy: "LINEAR",
                bakeTimeInMinutes: "5",
                linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: "1" },
            },
        ],
    ];
    for (const [rollout, deploymentConfiguration] of kinds) {
        it(`says in AWS's words, its minutes as texts: ${JSON.stringify(rollout)}`, async () => {
            const { inputs } = (await makeEcs({ port: 8080, rollout })).one(SERVICE);
            assert.deepEqual(inputs["deploymentConfiguration"], deploymentConfiguration);
            assert.deepEqual(inputs["deploymentCircuitBreaker"], { enable: false, rollback: false });
        });
    }

    it("has a circuit breaker where tasks replace each other in one group, and there alone", async () => {
        const { inputs } = (await makeEcs({ port: 8080, rollout: { kind: "rolling" } })).one(SERVICE);
        assert.deepEqual(inputs["deploymentConfiguration"], { strategy: "ROLLING" });
        assert.deepEqual(inputs["deploymentCircuitBreaker"], { enable: true, rollback: true });
    });

    it("goes back on its alarm, unless that is paused for a fix", async () => {
        const alarms = (of: Recording) => of.one(SERVICE).inputs["alarms"];
        const alarmNames = [out(recording, "aws:cloudwatch/metricAlarm:MetricAlarm", "web-errors", "name")];
        assert.deepEqual(alarms(recording), { alarmNames, enable: true, rollback: true });
        const paused = await makeEcs({ port: 8080, rollout: { kind: "rolling" }, alarms: { pause: true } });
        assert.deepEqual(alarms(paused), { alarmNames, enable: false, rollback: true });
    });

    it("lets ECS do on this load balancer what AWS's own policy allows on all, and nothing else", () => {
        const elb = (action: string): string => `elasticloadbalancing:${action}`;
        const reads = ["DescribeListeners", "DescribeRules", "DescribeTargetGroups", "DescribeTargetHealth"];
        const listener = (name: string): string => out(recording, "aws:lb/listener:Listener", `web-${name}`, "arn");
        assert.deepEqual(may(recording, "web-traffic"), [
            allow(reads.map(elb), ["*"]),
            allow([elb("DeregisterTargets"), elb("RegisterTargets")], [group("blue"), group("green")]),
            allow([elb("ModifyListener")], [listener("production"), listener("test")]),
            allow([elb("ModifyRule")], [rule("production"), rule("test")]),
        ]);
    });

    it("rolls out by a job that waits as long as the rollout does, and may deploy this service alone", () => {
        const [step] = recording.outputs["rollOut"] as Record<string, unknown>[];
        const { allow: granted, run, ...rest } = step ?? {};
        assert.deepEqual(rest, { name: "RollOut", takes: ["Prepared"] });
        const { job } = run as { job: { env: Record<string, unknown>; run: unknown; timeoutMinutes: number } };
        assert.deepEqual(job.run, {
            scripts: ["ecs-deployments", "ecs-pause", "ecs-deployment", "ecs-rollout", "ecs-ended"],
        });
        assert.deepEqual([job.env["WAIT_MINUTES"], job.timeoutMinutes], ["95", 125]);
        const actions = (statements(granted) as { Action: string[] }[]).flatMap(({ Action }) => Action);
        assert.deepEqual(actions, [
            "ecs:RegisterTaskDefinition",
            "iam:PassRole",
            "iam:PassRole",
            ...["ecs:DescribeServices", "ecs:UpdateService", "ecs:ListServiceDeployments"],
            ...["ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:StopServiceDeployment"],
        ]);
    });

    describe("with an approval inside", () => {
        let asking: Recording;
        const begun = () =>
            (asking.outputs["rollOut"] as { allow: string; run: { job: Record<string, unknown> } }[])[0] ??
            assert.fail();
        const then = () => asking.outputs["then"] as Record<string, unknown>;
        const minutes = (env: unknown) => (env as Record<string, string>)["WAIT_MINUTES"];
        const actions = (policy: unknown) =>
            (statements(policy) as { Action: string[] }[]).flatMap(({ Action }) => Action);

        before(async () => {
            asking = await makeEcs({ port: 8080, rollout: { kind: "canary", approval: { timeoutHours: 4 } } });
        });

        it("has ECS pause behind the test traffic, go back an hour after the question's time, and keep its shares", () => {
            const { canaryConfiguration, lifecycleHooks } = asking.one(SERVICE).inputs[
                "deploymentConfiguration"
            ] as Record<string, unknown>;
            assert.deepEqual(canaryConfiguration, { canaryPercent: 10, canaryBakeTimeInMinutes: "5" });
            assert.deepEqual(lifecycleHooks, [
                {
                    targetType: "PAUSE",
                    lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"],
                    timeoutConfiguration: { timeoutInMinutes: "300", action: "ROLLBACK" },
                },
            ]);
        });

        it("waits for shares and bake time behind the answer, and pays for no machine before it", () => {
            const { env, exports } = begun().run.job;
            assert.deepEqual([minutes(env), minutes(then()["env"])], ["90", "100"]);
            assert.deepEqual([(env as { CONFIRM: string }).CONFIRM, exports], ["yes", ["WAITING"]]);
            assert.deepEqual(then()["runEnv"], { WAITING: { step: "RollOut", variable: "WAITING" } });
        });

        it("has Prepare go through the pause of the placeholder that the service is created with", () => {
            const { scripts, env, allow: may } = asking.outputs["prepare"] as Record<string, unknown>;
            assert.deepEqual((scripts as string[]).slice(1, 4), ["ecs-pause", "ecs-first", "ecs-deployments"]);
            assert.equal(
                (env as { FIRST: string }).FIRST,
                asking.one("aws:ecs/taskDefinition:TaskDefinition").inputs["family"],
            );
            assert.ok(actions(may).includes("ecs:ContinueServiceDeployment"));
        });

        it("lets the job behind the answer continue it and nothing before, and no person", () => {
            const CONTINUE = "ecs:ContinueServiceDeployment";
            assert.ok(actions(then()["allow"]).includes(CONTINUE));
            assert.ok(!actions(begun().allow).includes(CONTINUE));
            assert.deepEqual(actions(asking.outputs["bypass"]), [CONTINUE]);
        });
    });

    const STAGED: readonly (readonly [stage: string, rollOut: unknown[], finish: unknown[], has: string])[] = [
        ["POST_TEST_TRAFFIC_SHIFT", ["90", undefined], ["119", undefined], "none"],
        ["PRE_PRODUCTION_TRAFFIC_SHIFT", ["98", "1"], ["111", "2"], "30 %"],
        ["POST_PRODUCTION_TRAFFIC_SHIFT", ["114", undefined], ["95", undefined], "all"],
    ];
    for (const [stage, rollOut, finish, has] of STAGED)
        it(`asks at ${stage}: waits and goes through pauses on each side of it, and continues only where it may`, async () => {
            // 30, 60, 90 and 100 percent.
            const rollout = { kind: "linear", percent: 30, minutes: 8, approval: { stage } };
            const asking = await makeEcs({ port: 8080, rollout });
            const [begun = assert.fail()] = asking.outputs["rollOut"] as {
                readonly allow: string;
                readonly run: { readonly job: { readonly env: Record<string, string> } };
            }[];
            const { env, allow: may } = asking.outputs["then"] as { env: Record<string, string>; allow: unknown };
            const told = (of: Record<string, string>) => [of["WAIT_MINUTES"], of["PASSES"]];
            assert.deepEqual([told(begun.run.job.env), told(env)], [rollOut, finish]);
            assert.equal(begun.run.job.env["HAS"], has);
            const continues = (policy: unknown) => JSON.stringify(policy).includes("ecs:ContinueServiceDeployment");
            assert.deepEqual([continues(begun.allow), continues(may)], [rollOut[1] !== undefined, true]);
            const { lifecycleHooks } = asking.one(SERVICE).inputs["deploymentConfiguration"] as {
                readonly lifecycleHooks: readonly { readonly lifecycleStages: unknown }[];
            };
            assert.deepEqual(
                lifecycleHooks.map(({ lifecycleStages }) => lifecycleStages),
                [[stage]],
            );
        });

    it("calls functions at their stages under a role that may call them and nothing else", async () => {
        const smoke = "arn:aws:lambda:eu-west-1:111122223333:function:smoke";
        const hooks = ["POST_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"].map((stage) => ({ stage, functionArn: smoke }));
        const calling = await makeEcs({ port: 8080, rollout: { kind: "blue-green", hooks, approval: {} } });
        const { lifecycleHooks } = calling.one(SERVICE).inputs["deploymentConfiguration"] as {
            lifecycleHooks: Record<string, unknown>[];
        };
        const roleArn = out(calling, "aws:iam/role:Role", "web-hooks", "arn");
        const called = (stage: string) => ({
            ...{ targetType: "AWS_LAMBDA", hookTargetArn: smoke, roleArn },
            lifecycleStages: [stage],
        });
        assert.deepEqual(lifecycleHooks.slice(0, 2), [called("POST_SCALE_UP"), called("POST_TEST_TRAFFIC_SHIFT")]);
        assert.equal(lifecycleHooks[2]?.["targetType"], "PAUSE");
        assert.deepEqual(may(calling, "web-hooks"), [allow(["lambda:InvokeFunction"], [smoke])]);
        assert.ok(waits(calling, calling.one(SERVICE)).includes("RolePolicy web-hooks"));
    });
});
