import assert from "node:assert/strict";

import { needTools, run, scriptText, unneeded, type Json, type Run, type World } from "./fixture";
import { bucket, newRelease, placeholder, prod, zipped } from "./samples";

const env = { LINE: "web", RELEASES_BUCKET: bucket, PIPELINE: "web-ship-prod-1234567", SOURCE: "Release" };
// The fake answers by the machine's clock; the candidate was written a day before.
const yesterday = new Date(Date.now() - 86_400_000).toISOString();

/** The new release is the candidate, as version c2; runs are listed as `lists` says, one list a question. */
function waiting(...lists: Json[][]): World {
    return prod((world) => {
        world.s3[bucket]?.["releases/web/candidate.zip"]?.push({
            ...zipped("c2", { "release.json": newRelease }),
            at: yesterday,
        });
        world.runs = lists.length > 0 ? lists : [[]];
    });
}
const later = new Date(Date.now() - 3_600_000).toISOString();
const of = (version: string | null, status: string, more: Json = {}): Json => ({
    pipelineExecutionId: `run-${status}`,
    status,
    startTime: later,
    sourceRevisions: version === null ? [] : [{ actionName: "Release", revisionId: version }],
    ...more,
});
const stopped = (reason?: string): Json => of("c2", "Stopped", reason === undefined ? {} : { stopTrigger: { reason } });
const look = "run 3137f7cb-0000 is about something newer and asks instead";
const prepare = "blueprint b3 is newer than b2, which was approved; its own run asks";
const handOver = (world: World, mutant?: readonly [string, string]): Run => run(["handover"], { env, world, mutant });

describe("script handover", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this);
    });

    it("starts ship, pinned to the version, for a candidate of which no run is, after two minutes", () => {
        const { code, err, sleeps, world } = handOver(waiting());
        assert.deepEqual([code, sleeps], [0, 8], err);
        assert.deepEqual(
            world.started?.map(({ revisions }) => revisions),
            [["actionName=Release,revisionType=S3_OBJECT_VERSION_ID,revisionValue=c2"]],
        );
    });

    it("asks for the same run by the same word, and for the next one by another", () => {
        const token = (world: World): unknown => handOver(world).world.started?.[0]?.token;
        const [first, second] = [token(waiting()), token(waiting())];
        assert.equal(first, second);
        assert.notEqual(first, token(waiting([stopped(look)])));
        assert.notEqual(first, token(waiting([of(null, "Cancelled")])));
    });

    it("mutant: a run that was cancelled before it had read its source is asked for by the same word, and none starts", () => {
        const token = (world: World): unknown =>
            handOver(world, ['.status == "Cancelled" and .startTime', '.status == "Failed" and .startTime']).world
                .started?.[0]?.token;
        assert.equal(token(waiting()), token(waiting([of(null, "Cancelled")])));
    });

    // Every state in which a candidate may be found: what its own runs came to, and what else goes on.
    const states: readonly [state: string, runs: Json[], starts: boolean, says: RegExp][] = [
        ["no run at all", [], true, /it is started for version c2/],
        ["runs of what was before alone", [of("c1", "Succeeded"), of("l1", "Failed")], true, /it is started/],
        ["its run is under way", [of("c2", "InProgress")], false, /has taken candidate/],
        ["its run is being stopped", [of("c2", "Stopping")], false, /has taken candidate/],
        ["it was deployed, and rolled back since by a rollout", [of("c2", "Succeeded")], false, /had its answer/],
        ["it was rejected, or its rollout failed", [of("c2", "Failed")], false, /had its answer/],
        [
            "it was rejected, and settings ran since",
            [of("l1", "Succeeded"), of("c2", "Failed")],
            false,
            /had its answer/,
        ],
        ["it was rejected before it gave way", [stopped(look), of("c2", "Failed")], false, /had its answer/],
        ["it gave way and was rejected then", [of("c2", "Failed"), stopped(look)], false, /had its answer/],
        ["a person stopped it", [stopped("not today")], false, /had its answer/],
        ["a person stopped it without a word", [stopped()], false, /had its answer/],
        ["it gave way to settings that asked", [stopped(look)], true, /it is started/],
        ["it gave way in Prepare", [stopped(prepare)], true, /it is started/],
        ["it gave way twice", [stopped(look), stopped(prepare)], true, /it is started/],
        ["its run was cancelled by an update of the pipeline", [of("c2", "Cancelled")], true, /it is started/],
        [
            "it gave way, and the settings still ask",
            [of("l1", "InProgress"), stopped(look)],
            false,
            /its end asks again/,
        ],
        ["no run, and another one is under way", [of("c1", "InProgress")], false, /its end asks again/],
        ["a run that has not read its source", [of(null, "InProgress")], false, /its end asks again/],
        ["a run that was cancelled before it had read its source", [of(null, "Cancelled")], true, /it is started/],
        ["a run that failed at its source since", [of(null, "Failed")], false, /had its answer/],
        [
            "a run that failed at its source before the candidate was written",
            [of(null, "Failed", { startTime: "2026-11-01T00:00:00.123000+00:00" })],
            true,
            /it is started/,
        ],
    ];
    for (const [state, runs, starts, says] of states)
        it(`${starts ? "starts ship" : "does nothing"}: ${state}`, () => {
            const { code, out, err, world } = handOver(waiting(runs));
            assert.deepEqual([code, world.started?.length ?? 0], [0, starts ? 1 : 0], err);
            assert.match(out, says);
        });

    it("sees the run that an event starts while it waits", () => {
        const { world, sleeps } = handOver(waiting([], [of(null, "InProgress")], [of("c2", "InProgress")]));
        assert.deepEqual([world.started, sleeps], [undefined, 2]);
    });

    it("never starts ship for the placeholder, or for what is live, whatever ran", () => {
        const zero = prod((world) => {
            world.s3[bucket]?.["releases/web/candidate.zip"]?.push(zipped("c0", { "release.json": placeholder }));
        });
        for (const [world, says] of [
            [zero, /is the placeholder: there is nothing to hand over/],
            [prod(), /is live already/],
        ] as const) {
            const { code, out, err, calls, world: after } = handOver(world);
            assert.deepEqual([code, after.started], [0, undefined], err);
            assert.match(out, says);
            assert.ok(!calls.some((call) => call.startsWith("codepipeline:")));
        }
    });

    it("leaves a candidate alone that is older than what CodePipeline remembers of runs", () => {
        const old = waiting();
        old.s3[bucket]?.["releases/web/candidate.zip"]?.push({
            ...zipped("c2", { "release.json": newRelease }),
            at: new Date(Date.now() - 301 * 86_400_000).toISOString(),
        });
        assert.equal(handOver(old).world.started, undefined);
    });

    for (const [what, runs, mutant] of [
        ["a rejected candidate comes back for ever", [of("c2", "Failed")], ["(mine and (gave_way | not))", "false"]],
        ["a person cannot stop one", [stopped("not today")], ['(.status == "Stopped" and', "(true and true or"]],
        [
            "a broken source is tried for ever",
            [of(null, "Failed")],
            ['(read_nothing and .status == "Failed")', "false"],
        ],
        [
            "settings that ask are asked about behind the candidate",
            [of("l1", "InProgress")],
            ['elif any($runs[]; under_way) then "busy"', ""],
        ],
    ] as const)
        it(`mutant: ${what}`, () => {
            const { world, err } = handOver(waiting([...runs]), mutant);
            assert.equal(world.started?.length, 1, err);
        });

    it("knows the words by which Look and Prepare end a run", () => {
        const [pattern = ""] = /test\("([^"]+)"\)/.exec(scriptText("handover"))?.slice(1) ?? [];
        const known = new RegExp(pattern.replaceAll("\\\\", "\\"));
        for (const script of ["look", "prepare"]) {
            const [, reason = ""] = /--reason "([^"]+)"/.exec(scriptText(script)) ?? [];
            assert.match(reason.replaceAll(/\$\w+/g, "0a1b"), known, script);
        }
    });

    for (const action of ["codepipeline:ListPipelineExecutions", "codepipeline:StartPipelineExecution", "s3:GetObject"])
        it(`turns red without ${action}, by name`, () => {
            const { code, err } = handOver({ ...waiting(), deny: [action] });
            assert.equal(code, 1);
            assert.ok(err.includes(`not authorized to perform: ${action}`), err);
        });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["handover"]), []));
});
