import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { text } from "../../../plan/plans";
import { Executions } from "../../../rehearsal/services/executions";
import { executionServices } from "../../../rehearsal/services/executions-api";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const plan = smallPlan("dev", [
    {
        type: "aws:codepipeline/pipeline:Pipeline",
        name: "p",
        inputs: { name: "p", variables: [{ name: "PUSHED_BY", defaultValue: "unknown" }] },
    },
]);
const [pipeline] = plan.resources;
assert.ok(pipeline);
const ARN = text(pipeline, "arn");
const by = { role: "arn:aws:iam::111122223333:role/starter", as: "a job" };

describe("CodePipeline, asked for its runs", () => {
    let test: TestAccount;
    beforeEach(() => (test = accountOf([plan], { services: executionServices })));
    afterEach(() => test.remove());

    const call = async (operation: string, input: JsonObject = {}, on = ARN) =>
        (await test.account.gateway.call({ by, action: `codepipeline:${operation}`, on, input })) as JsonObject;

    it("starts a run with the variables that are given, and no others", async () => {
        await call("StartPipelineExecution", { variables: [{ name: "PUSHED_BY", value: 'a "quoted" name' }] });
        assert.deepEqual(
            test.account.part(Executions).all.map(({ variables }) => variables),
            [{ PUSHED_BY: 'a "quoted" name' }],
        );
    });

    const refused: readonly (readonly [string, JsonObject, RegExp])[] = [
        [
            "that the pipeline does not declare",
            { name: "PUSHED", value: "x" },
            /declares no variable PUSHED \(it declares PUSHED_BY\)/,
        ],
        ["with an empty value", { name: "PUSHED_BY", value: "" }, /no text of 1 to 1000 characters/],
        ["with a value that is no text", { name: "PUSHED_BY", value: { a: 1 } }, /no text of 1 to 1000 characters/],
        [
            "with more than it may hold",
            { name: "PUSHED_BY", value: "x".repeat(1001) },
            /no text of 1 to 1000 characters/,
        ],
    ];
    for (const [what, variable, message] of refused) {
        it(`refuses a variable ${what}`, async () => {
            await assert.rejects(call("StartPipelineExecution", { variables: [variable] }), {
                code: "ValidationException",
                message,
            });
            assert.deepEqual(test.facts("run.queued"), []);
        });
    }

    it("mutant: a variable that no pipeline declares is found out", async () => {
        const file = "rehearsal/services/executions-api";
        const broken = mutated<{ executionServices: typeof executionServices }>(file, file, [
            "!declared.includes(name)",
            "false",
        ]);
        const asked = { by, action: "", on: ARN, input: { variables: [{ name: "OTHER", value: "x" }] } };
        await broken.executionServices.get("codepipeline:StartPipelineExecution")?.(asked, test.account);
        assert.equal(test.facts("run.queued").length, 1);
    });
});
