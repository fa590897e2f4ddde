import assert from "node:assert/strict";

import { text, type Plan } from "../../../plan/plans";
import type { ActionRun, ActionResult, RehearsedAction } from "../../../rehearsal/actions/types";
import { PipelineRunner } from "../../../rehearsal/pipelines/runner";
import { Executions } from "../../../rehearsal/services/executions";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";

type Work = (action: ActionRun, account: TestAccount) => ActionResult | Promise<ActionResult>;
const green: ActionResult = { ok: true, outputs: {}, variables: {} };

const source = { name: "Source", category: "Source", provider: "S3", outputArtifacts: ["code"], namespace: "From" };
const job = (name: string, more: object = {}) => ({ name, category: "Build", provider: "CodeBuild", ...more });

function pipeline(stages: Record<string, object[]>, executionMode = "QUEUED"): Plan {
    const inputs = {
        name: "p",
        roleArn: "arn:aws:iam::111122223333:role/p",
        executionMode,
        stages: Object.entries(stages).map(([name, actions]) => ({ name, actions })),
    };
    return smallPlan("dev", [{ type: "aws:codepipeline/pipeline:Pipeline", name: "p", inputs: inputs as never }]);
}

describe("the pipeline runner", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    /** Starts `runs` runs and ends when all of them have; `work` is what its actions do. */
    async function play(plan: Plan, work: Work, runs = 1, folder?: string): Promise<TestAccount> {
        const test = accountOf([plan], { folder });
        open.push(test);
        const { account } = test;
        const rehearsed = (provider: string): RehearsedAction => ({
            provider,
            fidelity: { source: "" },
            run: async (action) => work(action, test),
        });
        const actions = new Map(["S3", "CodeBuild"].map((provider) => [provider, rehearsed(provider)]));
        const nobody = () => Promise.reject(new Error("nobody is asked here"));
        new PipelineRunner(account, { actions, approver: nobody }).begin();
        const [made] = plan.resources;
        assert.ok(made);
        for (let n = 0; n < runs; n += 1) account.part(Executions).start(text(made, "arn"), { trigger: `test ${n}` });
        await account.quiet();
        return test;
    }
    const code = (test: TestAccount) => ({ code: test.account.blobs.put(Buffer.from("zip")) });
    const given: Work = ({ at }, test) => (at.action.name === "Source" ? { ...green, outputs: code(test) } : green);
    const story = (test: TestAccount) =>
        test
            .facts("action.ended")
            .map(({ about, data }) => `${about.split("/")[2] ?? ""} ${String(data["status"])}`)
            .join(", ");

    it("runs stage after stage, and hands artifacts and variables on", async () => {
        const seen: ActionRun[] = [];
        const plan = pipeline({
            Source: [source],
            Build: [job("Build", { inputArtifacts: ["code"], configuration: { Tag: "#{From.VERSION}" } })],
        });
        const test = await play(plan, (action, here) => {
            seen.push(action);
            const first = action.at.action.name === "Source";
            return first ? { ok: true, outputs: code(here), variables: { VERSION: "7" } } : green;
        });
        assert.equal(story(test), "Source Succeeded, Build Succeeded");
        assert.deepEqual(seen[1]?.configuration, { Tag: "7" });
        assert.deepEqual(seen[1].inputs, code(test));
        assert.deepEqual(
            test.facts("run.ended").map(({ data }) => data["status"]),
            ["Succeeded"],
        );
    });

    it("runs side by side what stands side by side, and lets it end before the stage is red", async () => {
        const order: string[] = [];
        const plan = pipeline({
            Source: [source],
            Build: [job("A", { runOrder: 1 }), job("B", { runOrder: 1 }), job("C", { runOrder: 2 })],
        });
        const test = await play(plan, async (action, here) => {
            const { name } = action.at.action;
            order.push(`${name} begins`);
            await new Promise((resolve) => setTimeout(resolve, name === "A" ? 5 : 20));
            order.push(`${name} ends`);
            return name === "A" ? { ...green, ok: false, why: "broken" } : given(action, here);
        });
        assert.deepEqual(order.slice(2), ["A begins", "B begins", "A ends", "B ends"]);
        assert.match(story(test), /A Failed, B Succeeded$/);
        assert.deepEqual(
            test.facts("run.ended").map(({ data }) => data["status"]),
            ["Failed"],
        );
    });

    it("is red where an action gives less than it promised, or asks for what nobody gave", async () => {
        const promised = await play(pipeline({ Source: [source], Build: [job("Build")] }), () => green);
        assert.match(String(promised.facts("action.ended")[0]?.data["why"]), /without its output artifact code/);
        const asked = await play(
            pipeline({ Source: [source], Build: [job("Build", { configuration: { Tag: "#{Nobody.X}" } })] }),
            given,
        );
        assert.match(String(asked.facts("action.ended")[1]?.data["why"]), /#\{Nobody\.X\} is not known/);
    });

    it("says by name what it cannot rehearse", async () => {
        const test = await play(pipeline({ Source: [source], Build: [job("Build", { provider: "Jenkins" })] }), given);
        assert.match(
            String(test.facts("action.ended")[1]?.data["why"]),
            /not rehearsed: actions of the provider Jenkins/,
        );
    });

    it("keeps a second queued run out of a stage until the first has left it", async () => {
        const inside: string[] = [];
        let most = 0;
        const test = await play(
            pipeline({ Source: [source], Build: [job("Build")] }),
            async (action, here) => {
                if (action.at.action.name === "Build") {
                    inside.push(action.execution);
                    most = Math.max(most, inside.length);
                    await new Promise((resolve) => setTimeout(resolve, 5));
                    inside.pop();
                }
                return given(action, here);
            },
            3,
        );
        assert.equal(most, 1);
        assert.deepEqual(
            test.facts("run.ended").map(({ data }) => data["status"]),
            ["Succeeded", "Succeeded", "Succeeded"],
        );
    });

    /** What a rehearsal was killed after: one run, and these facts of it. */
    function killedAfter(plan: Plan, facts: readonly (readonly [kind: string, about: string, data: object])[]) {
        const killed = accountOf([plan]);
        open.push(killed);
        const arn = text(plan.resources[0] ?? ({} as never), "arn");
        const run = killed.account.part(Executions).start(arn, { trigger: "t" });
        for (const [kind, about, data] of facts)
            killed.account.record({ kind, about: `${run}${about}`, data: data as never });
        killed.leave();
        return killed.folder;
    }
    const build = (name: string) => ({ stage: "Build", name, provider: "CodeBuild" });
    const halfRed = [
        ["run.started", "", {}],
        ["action.started", "/Source/Source", { stage: "Source", name: "Source", provider: "S3" }],
        ["action.ended", "/Source/Source", { status: "Succeeded", variables: {}, outputs: {} }],
        ["stage.ended", "", { stage: "Source", status: "Succeeded" }],
        ["action.started", "/Build/A", build("A")],
        ["action.started", "/Build/B", build("B")],
        ["action.ended", "/Build/A", { status: "Failed", why: "a test fails", variables: {}, outputs: {} }],
    ] as const;

    it("gives an action that failed beside another no second chance after a kill", async () => {
        const plan = pipeline({ Source: [source], Build: [job("A"), job("B")] });
        const begun: string[] = [];
        const test = await play(
            plan,
            ({ at }) => {
                begun.push(at.action.name);
                return green;
            },
            0,
            killedAfter(plan, halfRed),
        );
        assert.deepEqual(begun, ["B"]);
        assert.deepEqual(
            test.facts("run.ended").map(({ data }) => data["status"]),
            ["Failed"],
        );
    });

    it("tells EventBridge after a kill what became of a run, and what it knows already only once", async () => {
        const plan = pipeline({ Source: [source], Build: [job("A")] });
        const folder = killedAfter(plan, [
            ["run.started", "", {}],
            ["run.ended", "", { status: "Succeeded" }],
        ]);
        const states = (test: TestAccount) =>
            test.facts("event").map(({ data }) => (data["detail"] as Record<string, unknown>)["state"]);
        const first = await play(plan, given, 0, folder);
        assert.deepEqual(states(first), ["STARTED", "SUCCEEDED"]);
        first.leave();
        assert.deepEqual(states(await play(plan, given, 0, folder)), ["STARTED", "SUCCEEDED"]);
    });

    it("fills in a variable of the pipeline with its default, unless the start gives it a value", async () => {
        const plan = pipeline({
            Source: [source],
            Build: [job("A", { configuration: { Where: "#{variables.ENVIRONMENT}" } })],
        });
        const [resource] = plan.resources;
        assert.ok(resource);
        Object.assign(resource.inputs, { variables: [{ name: "ENVIRONMENT", defaultValue: "staging" }] });
        const seen: unknown[] = [];
        const test = await play(
            plan,
            (action, here) => {
                seen.push(action.configuration["Where"]);
                return given(action, here);
            },
            1,
        );
        test.account
            .part(Executions)
            .start(text(resource, "arn"), { trigger: "t", variables: { ENVIRONMENT: "prod" } });
        await test.account.quiet();
        assert.deepEqual(seen.filter(Boolean), ["staging", "prod"]);
    });

    it("goes on after a kill with the action that was under way, and repeats none that succeeded", async () => {
        const plan = pipeline({ Source: [source], Build: [job("A"), job("B", { runOrder: 2 })] });
        const killed = accountOf([plan]);
        const run = killed.account
            .part(Executions)
            .start(text(plan.resources[0] ?? ({} as never), "arn"), { trigger: "t" });
        const fact = (kind: string, about: string, data: object) =>
            killed.account.record({ kind, about, data: data as never });
        fact("run.started", run, {});
        fact("action.started", `${run}/Source/Source`, { stage: "Source", name: "Source", provider: "S3" });
        fact("action.ended", `${run}/Source/Source`, { status: "Succeeded", variables: {}, outputs: code(killed) });
        fact("stage.ended", run, { stage: "Source", status: "Succeeded" });
        fact("action.started", `${run}/Build/A`, { stage: "Build", name: "A", provider: "CodeBuild" });
        killed.leave();
        const begun: string[] = [];
        const test = await play(
            plan,
            (action, here) => {
                begun.push(action.at.action.name);
                return given(action, here);
            },
            0,
            killed.folder,
        );
        assert.deepEqual(begun, ["A", "B"]);
        assert.deepEqual(
            test.facts("run.ended").map(({ data }) => data["status"]),
            ["Succeeded"],
        );
    });
});
