import assert from "node:assert/strict";

import { needTools, run, unneeded, type Job, type Json, type Run, type World } from "./fixture";
import { bucket, execution, live, newRelease, oldRelease, prod, stored, zipped } from "./samples";

const lookEnv = {
    LINE: "web",
    CARRIES: "image",
    RELEASES_BUCKET: bucket,
    EXECUTION: execution,
    VERSION: "c1",
    ASKS_IN: "Approve",
    PIPELINE: "web-ship",
};
const settings = { "live.json": JSON.stringify(live(oldRelease)["live.json"]) };

/** What get-pipeline-state says, as far as it matters. */
const stateOf = (approve: Json, deploy: Json = {}): Json => ({
    stageStates: [
        { stageName: "Look", latestExecution: { pipelineExecutionId: execution, status: "InProgress" } },
        { stageName: "Approve", ...approve },
        { stageName: "Deploy", ...deploy },
    ],
});
const asks = (id: string, status = "InProgress"): Json => ({ latestExecution: { pipelineExecutionId: id, status } });
const waits = (...ids: string[]): Json => ({
    inboundExecution: { pipelineExecutionId: ids[0], status: "InProgress" },
    inboundExecutions: ids.map((id) => ({ pipelineExecutionId: id, status: "InProgress" })),
});

function look(change: (world: World) => void, more: Partial<Job> = {}): Run {
    return run(["look"], {
        world: prod(change),
        ...more,
        env: { ...lookEnv, ...more.env },
        files: { "release.json": JSON.stringify(newRelease), ...more.files },
    });
}
const ended = ({ world }: Run): unknown[] => (world.stopped ?? []).map(({ id }) => id);
const overtakes = (world: World): void =>
    void world.s3[bucket]?.["releases/web/candidate.zip"]?.push(zipped("c2", { "release.json": newRelease }));

describe("script look", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("lets the newest candidate through, and ends the runs that ask and wait to ask", () => {
        const found = look(
            (w) => (w.state = stateOf({ ...asks("older"), ...waits("oldest", "old") }, asks("deploying"))),
        );
        assert.deepEqual([found.code, found.exported["STATE"]], [0, "newest"], found.err);
        assert.deepEqual(ended(found).sort(), ["old", "older", "oldest"]);
        assert.equal(
            found.world.stopped?.[0]?.["reason"],
            `run ${execution} is about something newer and asks instead`,
        );
    });

    it("never ends a run that deploys or waits to, nor itself, nor one that has ended", () => {
        const states = [
            stateOf({}, { ...asks("deploying"), ...waits("approved") }),
            stateOf({ ...asks("rejected", "Failed"), ...waits(execution) }),
        ];
        for (const state of states) {
            const found = look((w) => (w.state = state));
            assert.deepEqual([found.code, ended(found)], [0, []], found.err);
        }
    });

    it("mutant: without its stage, a deployment is torn off", () => {
        const found = look((w) => (w.state = stateOf({}, asks("deploying"))), {
            mutant: ["select(.stageName == $stage)", "select(true)"],
        });
        assert.deepEqual(ended(found), ["deploying"]);
    });

    it("calls an older candidate overtaken, and leaves the others alone", () => {
        const found = look((w) => (overtakes(w), (w.state = stateOf(asks("newer")))));
        assert.deepEqual([found.code, found.exported["STATE"], ended(found)], [0, "overtaken", []], found.err);
        assert.match(found.out, /version c1 of the candidate; the newest is c2[\s\S]*nobody is asked about it/);
    });

    it("mutant: without the comparison, an overtaken candidate asks and ends the newest", () => {
        const found = look((w) => (overtakes(w), (w.state = stateOf(asks("newer")))), {
            mutant: ['[ "$read_version" = "$VERSION" ] || STATE=overtaken', ":"],
        });
        assert.deepEqual([found.exported["STATE"], ended(found)], ["newest", ["newer"]]);
    });

    it("lets new settings through before a candidate that asks", () => {
        const found = look((w) => (w.state = stateOf(asks("older"))), { files: settings });
        assert.deepEqual([found.exported["STATE"], ended(found)], ["newest", ["older"]], found.err);
    });

    it("calls settings overtaken that are live already, even where the run began before", () => {
        const found = look((w) => w.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l2", live(newRelease, "b2"))), {
            files: settings,
        });
        assert.deepEqual([found.code, found.exported["STATE"]], [0, "overtaken"], found.err);
        const newer = look(
            (w) => {
                w.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l2", live(newRelease, "b2")));
                w.s3[bucket]?.["blueprints/web.json"]?.push(stored("b3", {}));
            },
            { files: settings },
        );
        assert.equal(newer.exported["STATE"], "newest", newer.err);
    });

    it("passes over a run that ended meanwhile, and is red where it may not end one", () => {
        for (const code of ["PipelineExecutionNotStoppableException", "DuplicatedStopRequestException"]) {
            const found = look((w) => ((w.state = stateOf(asks("older"))), (w.unstoppable = { older: code })));
            assert.deepEqual([found.code, found.exported["STATE"]], [0, "newest"], found.err);
            assert.match(found.out, /Run older has ended by itself meanwhile/);
        }
        const denied = look(
            (w) => ((w.state = stateOf(asks("older"))), w.deny.push("codepipeline:StopPipelineExecution")),
        );
        assert.equal(denied.code, 1);
        assert.match(denied.err, /asked CodePipeline to end run older of web-ship, it refused/);
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["look"]), []));
});
