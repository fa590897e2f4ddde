import assert from "node:assert/strict";

import type { ApprovalAnswer } from "../../../rehearsal/actions/types";
import { manual } from "../../../rehearsal/actions/manual";
import type { PipelineRunner } from "../../../rehearsal/pipelines/runner";
import { mutated } from "../../support/mutant";
import { approval, green, job, pipelineOf, playing, source, still, type Playing, type Work } from "./played";

const plan = pipelineOf({ Source: [source], Approve: [approval], Deploy: [job("Deploy")] });
const work: Work = (action, use) => (action.at.action.provider === "Manual" ? manual.run(action, use) : green);

describe("stopping a run", () => {
    const open: Playing[] = [];
    const unanswered: (() => void)[] = [];
    afterEach(async () => {
        for (const answer of unanswered.splice(0)) answer();
        await still();
        for (const { test } of open.splice(0)) test.remove();
    });
    const by = "arn:aws:sts::111122223333:assumed-role/approver/grace";

    /** Runs whose approvals are answered by hand. */
    function asking(over: { folder?: string; Runner?: typeof PipelineRunner; doing?: Work } = {}) {
        const answers: ((status: ApprovalAnswer["status"]) => void)[] = [];
        const withdrawn: string[] = [];
        const approver = ({ token }: { token: string }, signal: AbortSignal) =>
            new Promise<ApprovalAnswer>((resolve, reject) => {
                answers.push((status) => resolve({ status, by, summary: "" }));
                unanswered.push(() => resolve({ status: "Rejected", by, summary: "the test is over" }));
                signal.addEventListener("abort", () => {
                    withdrawn.push(token);
                    reject(signal.reason as Error);
                });
            });
        const play = playing(plan, over.doing ?? work, { approver, folder: over.folder }, over.Runner);
        open.push(play);
        return { ...play, answers, withdrawn };
    }
    const of = ({ id }: { id: string }, more: object = {}) => ({ pipelineName: "p", pipelineExecutionId: id, ...more });

    it("with --abandon ends at once, withdraws the question and lets the next run in", async () => {
        const { start, call, answers, withdrawn, actions, states, test } = asking();
        const [first, second] = [start(), start()];
        await still();
        assert.deepEqual([first.status, second.status, second.inbound], ["InProgress", "InProgress", "Approve"]);
        await call("StopPipelineExecution", of(first, { abandon: true, reason: "a newer candidate" }));
        await still();
        assert.deepEqual([first.status, second.inbound, answers.length], ["Stopped", undefined, 2]);
        assert.deepEqual(withdrawn, [`${first.id}/Approve/Ask`]);
        assert.equal(actions(first), "Source Succeeded, Ask Abandoned");
        assert.deepEqual(states(first), ["STARTED", "STOPPING", "STOPPED"]);
        answers[1]?.("Approved");
        await test.account.quiet();
        assert.equal(second.status, "Succeeded");
        assert.deepEqual(test.facts("run.ended")[0]?.data, { status: "Stopped", why: "a newer candidate" });
        assert.equal(test.facts("approval.answered").length, 1);
    });

    it("without it waits for what is under way, and begins nothing more", async () => {
        const { start, call, answers, actions, states, test } = asking();
        const run = start();
        await still();
        await call("StopPipelineExecution", of(run));
        await still();
        assert.deepEqual([run.status, states(run)], ["Stopping", ["STARTED", "STOPPING"]]);
        answers[0]?.("Approved");
        await test.account.quiet();
        assert.deepEqual([run.status, actions(run)], ["Stopped", "Source Succeeded, Ask Succeeded"]);
    });

    it("ends a run that waits before a stage, and the one that holds it goes on", async () => {
        const { start, call, answers, states, test } = asking();
        const [first, second] = [start(), start()];
        await still();
        await call("StopPipelineExecution", of(second, { reason: "overtaken" }));
        await still();
        assert.deepEqual([first.status, second.status], ["InProgress", "Stopped"]);
        assert.deepEqual(states(second), ["STARTED", "STOPPING", "STOPPED"]);
        answers[0]?.("Approved");
        await test.account.quiet();
        assert.equal(first.status, "Succeeded");
    });

    it("leaves what an abandoned action has set going to itself, and takes nothing of it", async () => {
        let end = () => {};
        const doing: Work = async (action) => {
            if (action.at.action.name === "Source") return green;
            await new Promise<void>((resolve) => (end = resolve));
            return { ...green, variables: { LATE: "1" } };
        };
        const { start, call, actions, test } = asking({ doing });
        const run = start();
        await still();
        await call("StopPipelineExecution", of(run, { abandon: true }));
        await test.account.quiet();
        end();
        await still();
        assert.deepEqual([run.status, actions(run)], ["Stopped", "Source Succeeded, Ask Abandoned"]);
    });

    it("is not what a change of the pipeline does: that cancels every run, the newest included, and starts none", async () => {
        const { start, update, answers, withdrawn, actions, states, test } = asking();
        const [first, second] = [start(), start()];
        await still();
        update();
        await test.account.quiet();
        assert.deepEqual([first.status, second.status], ["Cancelled", "Cancelled"]);
        assert.deepEqual([actions(first), actions(second)], ["Source Succeeded, Ask Abandoned", "Source Succeeded"]);
        assert.deepEqual(
            [states(first), states(second)],
            [
                ["STARTED", "CANCELED"],
                ["STARTED", "CANCELED"],
            ],
        );
        assert.deepEqual([withdrawn.length, answers.length, test.facts("run.queued").length], [1, 1, 2]);
        const why = "the pipeline's definition was updated before the run could be completed";
        assert.deepEqual(test.facts("run.ended")[0]?.data, { status: "Cancelled", why });
    });

    it("may be told not to wait after all, and is refused twice, and where there is nothing to stop", async () => {
        const { start, call, test } = asking();
        const run = start();
        await still();
        await call("StopPipelineExecution", of(run));
        await assert.rejects(call("StopPipelineExecution", of(run)), { code: "DuplicatedStopRequestException" });
        await call("StopPipelineExecution", of(run, { abandon: true }));
        await test.account.quiet();
        assert.equal(run.status, "Stopped");
        await assert.rejects(call("StopPipelineExecution", of(run)), {
            code: "PipelineExecutionNotStoppableException",
            message: /it is Stopped/,
        });
        await assert.rejects(call("StopPipelineExecution", of({ id: "gone" })), {
            code: "PipelineExecutionNotFoundException",
        });
    });

    it("is not forgotten by a kill", async () => {
        const { start, call, test } = asking();
        const run = start();
        await still();
        await call("StopPipelineExecution", of(run));
        test.leave();
        const again = asking({ folder: test.folder });
        await still();
        const [found] = again.test.account.plans.all.length > 0 ? again.test.facts("run.queued") : [];
        assert.equal(found?.about, run.id);
        assert.deepEqual(again.answers.length, 1, "the question is asked again");
        again.answers[0]?.("Approved");
        await again.test.account.quiet();
        assert.deepEqual(
            again.test.facts("run.ended").map(({ data }) => data["status"]),
            ["Stopped"],
        );
    });

    it("answers who has stopped it and why", async () => {
        const { start, call, test } = asking();
        const run = start();
        await still();
        await call("StopPipelineExecution", of(run, { abandon: true, reason: "overtaken" }));
        await test.account.quiet();
        const { pipelineExecutionSummaries: all } = await call("ListPipelineExecutions", { pipelineName: "p" });
        const [summary] = all as readonly Record<string, unknown>[];
        assert.deepEqual([summary?.["status"], summary?.["stopTrigger"]], ["Stopped", { reason: "overtaken" }]);
        const { stageStates } = await call("GetPipelineState", { name: "p" });
        assert.deepEqual(
            (stageStates as readonly Record<string, unknown>[]).map(({ latestExecution }) => latestExecution),
            [
                { pipelineExecutionId: run.id, status: "Succeeded" },
                { pipelineExecutionId: run.id, status: "Stopped" },
                undefined,
            ],
        );
    });

    it("mutant: a stopped run that keeps its stage is found out", async () => {
        const file = "rehearsal/pipelines/runner";
        const { PipelineRunner: broken } = mutated<{ PipelineRunner: typeof PipelineRunner }>(file, file, [
            "this.locks.leave(key, execution)",
            'execution.status === "Stopping" || this.locks.leave(key, execution)',
        ]);
        const { start, call, answers } = asking({ Runner: broken });
        const [first] = [start(), start()];
        await still();
        await call("StopPipelineExecution", of(first, { abandon: true }));
        await still();
        assert.equal(answers.length, 1, "the second run would ask as well");
    });
});
