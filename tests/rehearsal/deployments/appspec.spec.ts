import assert from "node:assert/strict";

import type { JsonObject, Plan } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import { targetOf } from "../../../rehearsal/deployments/documents";
import { scheduleOf } from "../../../rehearsal/deployments/codedeploy/ecs-group";
import { planOf } from "./line";

const SPEC = `version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7"
        LoadBalancerInfo:
          ContainerName: app
          ContainerPort: 8080
`;
const READ = {
    taskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7",
    container: { name: "app", port: 8080 },
};

describe("an AppSpec", () => {
    it("may be YAML or JSON", () => {
        assert.deepEqual(targetOf(SPEC), READ);
        const json = {
            version: "0.0",
            Resources: [
                {
                    TargetService: {
                        Type: "AWS::ECS::Service",
                        Properties: {
                            TaskDefinition: READ.taskDefinition,
                            LoadBalancerInfo: { ContainerName: "app", ContainerPort: 8080 },
                        },
                    },
                },
            ],
            Hooks: [],
        };
        assert.deepEqual(targetOf(JSON.stringify(json)), READ);
    });

    for (const [what, text, words] of [
        ["no text", "", "is empty"],
        ["neither", "{ a: [", "is neither YAML nor JSON"],
        ["another version", SPEC.replace("0.0", "1.0"), "has the version 1; it must be 0.0"],
        ["no resource", "version: 0.0\nResources: []\n", "names 0 resources under Resources; ECS takes one"],
        ["a Lambda", SPEC.replace("ECS::Service", "Lambda::Function"), "has the Type AWS::Lambda::Function"],
        ["no task definition", SPEC.replace("TaskDefinition", "Task"), "has no TaskDefinition under Properties"],
        ["no container", SPEC.replace("ContainerPort: 8080", ""), "has no ContainerName and ContainerPort"],
    ] as const)
        it(`refuses ${what}`, () => {
            assert.throws(() => targetOf(text), {
                code: "InvalidRevisionException",
                message: new RegExp(`^The AppSpec file ${words}`),
            });
        });
});

describe("a deployment configuration", () => {
    const plansWith = (trafficRoutingConfig: JsonObject): Plans => {
        const plan = planOf();
        const [sample] = plan.resources;
        assert.ok(sample);
        const config = {
            ...sample,
            type: "aws:codedeploy/deploymentConfig:DeploymentConfig",
            inputs: { deploymentConfigName: "ours", trafficRoutingConfig },
            outputs: {},
        };
        const all: Plan = { ...plan, resources: [...plan.resources, config] };
        return new Plans([all]);
    };
    const shown = (name: string, plans = new Plans([planOf()])) =>
        scheduleOf(plans, name).map(({ percent, minutes }) => `${percent} ${minutes}`);

    it("says in which steps traffic moves", () => {
        assert.deepEqual(shown("CodeDeployDefault.ECSAllAtOnce"), ["100 0"]);
        assert.deepEqual(shown("CodeDeployDefault.ECSCanary10Percent15Minutes"), ["10 15", "100 0"]);
        const linear = ["10 3", "20 3", "30 3", "40 3", "50 3", "60 3", "70 3", "80 3", "90 3", "100 0"];
        assert.deepEqual(shown("CodeDeployDefault.ECSLinear10PercentEvery3Minutes"), linear);
    });

    it("may be the plan's own", () => {
        const canary = plansWith({ type: "TimeBasedCanary", timeBasedCanary: { percentage: 25, interval: 2 } });
        assert.deepEqual(shown("ours", canary), ["25 2", "100 0"]);
        const linear = plansWith({ type: "TimeBasedLinear", timeBasedLinear: { percentage: 40, interval: 1 } });
        assert.deepEqual(shown("ours", linear), ["40 1", "80 1", "100 0"]);
        assert.deepEqual(shown("ours", plansWith({ type: "AllAtOnce" })), ["100 0"]);
    });

    it("refuses by name what it does not know", () => {
        assert.throws(() => shown("ours"), { message: "not rehearsed: the deployment configuration ours" });
        assert.throws(() => shown("ours", plansWith({ type: "Sideways" })), { message: /of the type Sideways/ });
    });
});
