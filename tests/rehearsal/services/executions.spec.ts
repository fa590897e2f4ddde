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
        inputs: {
            name: "p",
            variables: [{ name: "PUSHED_BY", defaultValue: "unknown" }],
            stages: [{ name: "Approve", actions: [{ name: "Ask", category: "Approval", provider: "Manual" }] }],
        },
    },
    { type: "aws:codepipeline/pipeline:Pipeline", name: "other", inputs: { name: "other" } },
]);
const [ARN = "", OTHER = ""] = plan.resources.map((resource) => text(resource, "arn"));
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

    const triggerOf = async (id: unknown) => {
        const { pipelineExecution } = await call("GetPipelineExecution", { pipelineExecutionId: String(id) });
        return (pipelineExecution as JsonObject)["trigger"];
    };

    it("says what started a run: a rule by its ARN, a caller by its session, the pipeline's creation", async () => {
        const rule = "arn:aws:events:eu-west-1:111122223333:rule/pushed";
        const asRule = { by: { ...by, as: rule }, action: "codepipeline:StartPipelineExecution", on: ARN };
        const { pipelineExecutionId: first } = (await test.account.gateway.call(asRule)) as JsonObject;
        const { pipelineExecutionId: second } = await call("StartPipelineExecution");
        const third = test.account.part(Executions).start(ARN, { trigger: "CreatePipeline" });
        assert.deepEqual(await Promise.all([first, second, third].map(triggerOf)), [
            { triggerType: "CloudWatchEvent", triggerDetail: rule },
            {
                triggerType: "StartPipelineExecution",
                triggerDetail: "arn:aws:sts::111122223333:assumed-role/starter/AWSCodeBuild",
            },
            { triggerType: "CreatePipeline", triggerDetail: "arn:aws:iam::111122223333:root" },
        ]);
    });

    it("lists runs, the newest first, with what their sources took", async () => {
        const executions = test.account.part(Executions);
        const [older, newer] = [executions.start(ARN, { trigger: "t" }), executions.start(ARN, { trigger: "t" })];
        const tell = (kind: string, about: string, data: JsonObject) => test.account.record({ kind, about, data });
        tell("run.started", older, {});
        tell("action.started", `${older}/Source/In`, { stage: "Source", name: "In", provider: "S3" });
        tell("action.ended", `${older}/Source/In`, {
            status: "Succeeded",
            revision: "v-7",
            variables: {},
            outputs: {},
        });
        tell("stage.inbound", newer, { stage: "Source" });
        const { pipelineExecutionSummaries: all } = await call("ListPipelineExecutions");
        assert.deepEqual(
            (all as readonly JsonObject[]).map(({ pipelineExecutionId: id, status, sourceRevisions }) => [
                id,
                status,
                sourceRevisions,
            ]),
            [
                [newer, "InProgress", []],
                [older, "InProgress", [{ actionName: "In", revisionId: "v-7" }]],
            ],
        );
        const { pipelineExecutionSummaries: one } = await call("ListPipelineExecutions", { maxResults: 1 });
        assert.equal((one as unknown[]).length, 1);
    });

    it("tells for each stage who is in it, who waits before it, and who answered", async () => {
        const executions = test.account.part(Executions);
        const [first, second] = [executions.start(ARN, { trigger: "t" }), executions.start(ARN, { trigger: "t" })];
        const tell = (kind: string, about: string, data: JsonObject) => test.account.record({ kind, about, data });
        tell("run.started", first, {});
        tell("stage.started", first, { stage: "Approve" });
        tell("action.started", `${first}/Approve/Ask`, { stage: "Approve", name: "Ask", provider: "Manual" });
        const person = "arn:aws:sts::111122223333:assumed-role/approver/grace";
        tell("action.ended", `${first}/Approve/Ask`, {
            status: "Succeeded",
            updatedBy: person,
            variables: {},
            outputs: {},
        });
        tell("stage.inbound", second, { stage: "Approve" });
        const { stageStates } = await call("GetPipelineState");
        const [stage] = stageStates as readonly JsonObject[];
        assert.deepEqual(stage?.["inboundExecution"], { pipelineExecutionId: second, status: "InProgress" });
        assert.deepEqual(stage["latestExecution"], { pipelineExecutionId: first, status: "InProgress" });
        const [action] = stage["actionStates"] as readonly JsonObject[];
        assert.equal((action?.["latestExecution"] as JsonObject)["lastUpdatedBy"], person);
    });

    it("knows only runs of the pipeline that IAM was asked for", async () => {
        const { pipelineExecutionId } = await call("StartPipelineExecution");
        for (const operation of ["GetPipelineExecution", "StopPipelineExecution"])
            await assert.rejects(call(operation, { pipelineExecutionId: String(pipelineExecutionId) }, OTHER), {
                code: "PipelineExecutionNotFoundException",
            });
        await assert.rejects(call("GetPipelineState", {}, `${ARN}-gone`), { code: "PipelineNotFoundException" });
    });

    it("mutant: a run of another pipeline is found out", async () => {
        const file = "rehearsal/services/executions-api";
        const broken = mutated<{ executionServices: typeof executionServices }>(file, file, [
            ".of(on)\n        .find(",
            ".all.find(",
        ]);
        const { pipelineExecutionId } = await call("StartPipelineExecution");
        const asked = { by, action: "", on: OTHER, input: { pipelineExecutionId: String(pipelineExecutionId) } };
        await broken.executionServices.get("codepipeline:StopPipelineExecution")?.(asked, test.account);
        assert.equal(test.facts("run.stopping").length, 1);
    });

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
