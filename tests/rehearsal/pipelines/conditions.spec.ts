import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { conditionOf, entry } from "../../../rehearsal/pipelines/conditions";
import type { PipelineRunner } from "../../../rehearsal/pipelines/runner";
import { mutated } from "../../support/mutant";
import { green, job, pipelineOf, playing, source, type Playing, type Work } from "./played";

const check = (configuration: JsonObject, result = "SKIP", provider = "VariableCheck") => ({
    condition: {
        result,
        rules: [
            { name: "Fresh", configuration, ruleTypeId: { category: "Rule", owner: "AWS", provider, version: "1" } },
        ],
    },
});
const fresh = { Variable: "#{From.FRESH}", Operator: "EQ", Value: "yes" };

describe("the condition before a stage", () => {
    const open: Playing[] = [];
    afterEach(() => open.splice(0).forEach(({ test }) => test.remove()));

    async function play(
        beforeEntry: object,
        is = "no",
        more: { deploy?: object; config?: object; Runner?: typeof PipelineRunner } = {},
    ) {
        const plan = pipelineOf({
            Source: [source],
            Approve: { beforeEntry, actions: [job("Ask", { namespace: "Asked" })] },
            Deploy: {
                ...(more.deploy && { beforeEntry: more.deploy }),
                actions: [job("Deploy", { configuration: more.config ?? {} })],
            },
        });
        const work: Work = ({ at }) => (at.action.name === "Source" ? { ...green, variables: { FRESH: is } } : green);
        const player = playing(plan, work, {}, more.Runner);
        open.push(player);
        const run = player.start();
        await player.test.account.quiet();
        return { ...player, run };
    }

    it("lets a run in whose variable is what it should be", async () => {
        const { run, actions } = await play(check(fresh), "yes");
        assert.deepEqual([run.status, actions()], ["Succeeded", "Source Succeeded, Ask Succeeded, Deploy Succeeded"]);
    });

    it("skips one stage and no other: what comes after it runs", async () => {
        const { run, actions, test } = await play(check(fresh));
        assert.deepEqual([run.status, actions()], ["Succeeded", "Source Succeeded, Deploy Succeeded"]);
        assert.equal(run.stages.get("Approve"), "Skipped");
        const [skipped] = test.facts("stage.ended").filter(({ data }) => data["stage"] === "Approve");
        assert.equal(skipped?.data["why"], 'Fresh: "no" EQ "yes" does not hold');
    });

    it("skips both where it stands before both", async () => {
        const { run, actions } = await play(check(fresh), "no", { deploy: check(fresh) });
        assert.deepEqual([run.status, actions()], ["Succeeded", "Source Succeeded"]);
    });

    it("leaves the variables of what it skipped unresolved", async () => {
        const { run, actions, test } = await play(check(fresh), "no", { config: { By: "#{Asked.X}" } });
        assert.deepEqual([run.status, actions()], ["Failed", "Source Succeeded, Deploy Failed"]);
        assert.match(String(test.facts("action.ended").at(-1)?.data["why"]), /#\{Asked\.X\} is not known/);
    });

    it("fails the run where its result is FAIL", async () => {
        const { run, actions } = await play(check(fresh, "FAIL"));
        assert.deepEqual([run.status, actions()], ["Failed", "Source Succeeded"]);
        assert.equal(run.stages.get("Approve"), "Failed");
    });

    it("says by name what it cannot rehearse", async () => {
        const { run, test } = await play(check({}, "SKIP", "LambdaInvoke"));
        assert.equal(run.status, "Failed");
        assert.equal(
            test.facts("stage.ended").at(-1)?.data["why"],
            "not rehearsed: rules of the provider LambdaInvoke (Fresh)",
        );
    });

    const known = { v: { A: "release-7", EMPTY: "" } };
    const table: readonly (readonly [found: string, operator: string, wanted: string, lets: boolean])[] = [
        ["#{v.A}", "EQ", "release-7", true],
        ["#{v.A}", "EQ", "release", false],
        ["#{v.A}", "NE", "release-7", false],
        ["#{v.A}", "NE", "#{v.EMPTY}", true],
        ["#{v.A}", "CONTAINS", "ase-", true],
        ["#{v.A}", "CONTAINS", "b", false],
        ["#{v.A}", "MATCHES", "release-\\d+", true],
        ["#{v.A}", "MATCHES", "release", false],
        ["#{v.GONE}", "EQ", "release-7", false],
    ];
    for (const [Variable, Operator, Value, lets] of table) {
        it(`${lets ? "holds" : "does not hold"} for ${Variable} ${Operator} ${Value}`, () => {
            const condition = conditionOf({ beforeEntry: check({ Variable, Operator, Value }) });
            assert.ok(condition);
            assert.equal(entry(condition, known) === undefined, lets);
        });
    }

    it("mutant: a skip that ends the run, and one that lets everything in, are found out", async () => {
        const file = "rehearsal/pipelines/runner";
        const load = (mistake: [string, string]) =>
            mutated<{ PipelineRunner: typeof PipelineRunner }>(file, file, mistake).PipelineRunner;
        const ends = await play(check(fresh), "no", {
            Runner: load(['return skips ? "Succeeded" : "Failed"', 'return "Failed"']),
        });
        assert.equal(ends.actions(), "Source Succeeded");
        const opens = await play(check(fresh), "no", { Runner: load(["if (why === undefined)", "if (true)"]) });
        assert.equal(opens.actions(), "Source Succeeded, Ask Succeeded, Deploy Succeeded");
    });
});
