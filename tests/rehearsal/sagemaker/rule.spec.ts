import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { Bus } from "../../../rehearsal/events/bus";
import { TrainingRuns } from "../../../rehearsal/sagemaker/runs";
import { resource } from "../../support/account";
import { PIPELINE, ROLE, TrainingFixture } from "./fixture";

/** Says what it was told, and ends. */
const definition: JsonObject = {
    Version: "2020-12-01",
    Parameters: [
        { Name: "Version", Type: "String" },
        { Name: "Depth", Type: "Integer", DefaultValue: 1 },
    ],
    Steps: [
        {
            Name: "Say",
            Type: "Fail",
            Arguments: {
                ErrorMessage: {
                    "Std:Join": { On: " ", Values: [{ Get: "Parameters.Version" }, { Get: "Parameters.Depth" }] },
                },
            },
        },
    ],
};
const told = [
    { name: "Version", value: "$.detail.version" },
    { name: "Depth", value: "7" },
];
const rule = [
    resource(
        "aws:cloudwatch/eventRule:EventRule",
        "data",
        { eventPattern: JSON.stringify({ source: ["shop.data"] }) },
        { arn: "arn:aws:events:eu-west-1:111122223333:rule/data", name: "data" },
    ),
    resource("aws:cloudwatch/eventTarget:EventTarget", "data", {
        ...{ rule: "data", arn: PIPELINE, roleArn: ROLE },
        sagemakerPipelineTarget: { pipelineParameterLists: told },
    }),
];

describe("a rule that starts a pipeline of SageMaker", () => {
    it("hands over what the event says, under the target's role, and starts one run for one event", async () => {
        const fixture = await new TrainingFixture(definition, { more: rule }).up();
        const event = { source: "shop.data", "detail-type": "New", account: "111122223333", region: "eu-west-1" };
        fixture.account.part(Bus).put({ ...event, resources: [], detail: { version: "v3" } });
        await fixture.account.quiet();
        const [run, ...more] = fixture.account.part(TrainingRuns).all;
        assert.deepEqual(more, []);
        assert.equal(run?.end?.why, "step Say: v3 7");
        assert.deepEqual(
            fixture.test
                .facts("allowed")
                .filter(({ about }) => about === "sagemaker:StartPipelineExecution")
                .map(({ data }) => [data["role"], data["on"]]),
            [[ROLE, PIPELINE]],
        );
        fixture.test.remove();
    });
});
