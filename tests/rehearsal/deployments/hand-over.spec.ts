import assert from "node:assert/strict";

import { leaving, makeRules } from "./hand-over";
import { ARN, hurry, starting } from "./line";
import { INFRASTRUCTURE, RULE, serviceOf } from "./native";

// tests/prove/hand-over.prove.ts has the script that a person runs, and visitors meanwhile.
describe("UpdateService that hands a service of CodeDeploy's over to ECS", () => {
    hurry();
    const start = starting();
    const whole = {
        deploymentController: { type: "ECS" },
        deploymentConfiguration: { strategy: "BLUE_GREEN" },
        loadBalancers: [
            {
                ...{ containerName: "app", containerPort: 8080, targetGroupArn: ARN.blue },
                advancedConfiguration: {
                    ...{ alternateTargetGroupArn: ARN.green, roleArn: INFRASTRUCTURE },
                    ...{ productionListenerRule: RULE.production, testListenerRule: RULE.test },
                },
            },
        ],
    };
    it("is refused while a deployment is under way, and changes nothing", async () => {
        const line = await start({ ...leaving(), speed: 1 });
        await line.deploy("v2");
        await line.until(({ kind }) => kind === "taskset", 2);
        await assert.rejects(
            line.call("ecs:UpdateService", ARN.service, whole),
            /during an ongoing service deployment/,
        );
        assert.deepEqual((await serviceOf(line))["deploymentController"], { type: "CODE_DEPLOY" });
    });

    it("asks IAM whether the role may be passed", async () => {
        const line = await start({ ...leaving(), denied: ["iam:PassRole"] });
        makeRules(line);
        await assert.rejects(line.call("ecs:UpdateService", ARN.service, whole), /iam:PassRole/);
        assert.deepEqual((await serviceOf(line))["deploymentController"], { type: "CODE_DEPLOY" });
    });

    for (const [says, asked] of [
        ["to an external controller", { ...whole, deploymentController: { type: "EXTERNAL" } }],
        ["without its load balancer", { ...whole, loadBalancers: [] }],
        ["and a task definition with it", { ...whole, taskDefinition: "web:1" }],
    ] as const)
        it(`does not rehearse the change ${says}`, async () => {
            const line = await start(leaving());
            makeRules(line);
            await assert.rejects(
                line.call("ecs:UpdateService", ARN.service, asked),
                /^Error: not rehearsed: ecs:UpdateService/,
            );
            assert.deepEqual((await serviceOf(line))["deploymentController"], { type: "CODE_DEPLOY" });
        });
});
