import assert from "node:assert/strict";

import { movedServices } from "../../iam/calls/ecs-deployments";
import { Plans } from "../../plan/plans";
import { ARN } from "../rehearsal/deployments/line";
import { movedPlan } from "../rehearsal/deployments/native";

const CALLER = "arn:aws:iam::111122223333:role/hooks";
const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:smoke";
const calls = {
    ...{ targetType: "AWS_LAMBDA", hookTargetArn: FUNCTION, roleArn: CALLER },
    lifecycleStages: ["POST_SCALE_UP"],
};
const pauses = { targetType: "PAUSE", lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"] };

describe("what ECS asks for the hooks of a deployment", () => {
    it("is to take on the role of a function's hook, and to call that function under it; of a pause, nothing", () => {
        const plan = movedPlan({ strategy: "BLUE_GREEN", lifecycleHooks: [calls, pauses] });
        const asked = movedServices
            .asks(new Plans([plan]))
            .flatMap((question) => ("unknown" in question ? [] : [question]))
            .filter(({ by, on }) => by === CALLER || on === CALLER)
            .map(({ by, action, on, context }) => [by, action, on, context["aws:SourceArn"]]);
        assert.deepEqual(asked, [
            [CALLER, "lambda:InvokeFunction", FUNCTION, undefined],
            ["ecs.amazonaws.com", "sts:AssumeRole", CALLER, ARN.service],
        ]);
    });
});
