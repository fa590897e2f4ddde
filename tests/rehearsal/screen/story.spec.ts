import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert/strict";

import { image } from "../../../components/carries/image";
import { TYPE } from "../../../plan/tokens";
import type { Digest, Fact } from "../../../rehearsal/engine/journal";
import type { TrafficAt } from "../../../rehearsal/screen/model";
import { Story } from "../../../rehearsal/screen/story";
import { type Rehearsal, sampleRehearsal } from "./sample";

/** What the story says of all runs: pipeline, how it ended, and what its actions came to. */
function runsOf({ stacks }: Story): string[] {
    return stacks.flatMap(({ name, pipelines }) =>
        pipelines.flatMap(({ name: pipeline, runs }) =>
            runs.map(({ status, stages }) => {
                const actions = stages.flatMap((stage) => stage.actions.map((each) => `${each.name} ${each.status}`));
                return `${name} ${pipeline} ${status}: ${actions.join(", ")}`;
            }),
        ),
    );
}

function told({ plans, facts }: Pick<Rehearsal, "plans" | "facts">): Story {
    const story = new Story(plans);
    for (const fact of facts) story.apply(fact);
    return story;
}

describe("the story of a rehearsal", () => {
    let sample: Rehearsal;
    let story: Story;
    before(async () => {
        sample = await sampleRehearsal();
        story = told(sample);
    });

    /** The same rehearsal, had one fact been another. */
    const without = (is: (fact: Fact) => boolean): Story =>
        told({ plans: sample.plans, facts: sample.facts.filter((fact) => !is(fact)) });

    it("tells how each run went, and what it never came to", () => {
        deepStrictEqual(runsOf(story), [
            "staging web-make green: Source green, Publish green",
            "staging web-make green: Source green, Publish green",
            "staging web-ship green: Release green, Prepare green, RollOut green, Verify green",
            "staging web-ship green: Release green, Prepare green, RollOut green, Verify green",
            "staging web-ship red: Release green, Prepare green, RollOut red, Verify pending",
            "prod web-ship red: Release green, Look green, Evidence red, Approve pending, Check pending, Prepare pending, RollOut pending, Verify pending",
            "prod web-ship red: Release green, Look green, Evidence red, Approve pending, Check pending, Prepare pending, RollOut pending, Verify pending",
            "prod web-ship green: Release green, Look green, Evidence green, Approve green, Check green, Prepare green, RollOut green, Verify green",
        ]);
    });

    it("mutant: an action whose end nobody told still runs", () => {
        const cut = without(({ kind, about }) => kind === "action.ended" && about.endsWith("/Check"));
        notDeepStrictEqual(runsOf(cut), runsOf(story));
        deepStrictEqual(runsOf(cut).at(-1)?.includes("Check running"), true);
    });

    it("says what each environment runs: what the rollback left, not what was tried last", () => {
        const runs = story.running.map(({ carried }) => carried?.digest);
        const [first] = sample.candidates;
        deepStrictEqual(runs, [first, first]);
        const answers = story.running.map(({ answered }) => answered?.url);
        deepStrictEqual(answers, ["http://127.0.0.1:41001", "http://127.0.0.1:41003"]);
    });

    it("mutant: had nobody moved the traffic of prod, it would run release 0", () => {
        const listener = sample.arn("prod", "aws:lb/listener:Listener", "web-production");
        const moved = sample.facts.filter(({ kind, about }) => kind === "traffic" && about === listener).slice(1);
        const alive = ({ kind, data }: Fact): boolean =>
            kind === "task.ended" && data["why"] === "its task set was deleted";
        const still = without((fact) => moved.includes(fact) || alive(fact));
        strictEqual(still.running[1]?.carried?.digest, image.placeholder.digest);
    });

    it("keeps who was denied what, with the statement to add", () => {
        deepStrictEqual(
            story.calls.denied.map(({ action, where, missing }) => [
                action,
                where,
                (JSON.parse(missing) as { Effect: string }).Effect,
            ]),
            [
                ["s3:PutObject", "identity", "Allow"],
                ["s3:PutObject", "identity", "Allow"],
            ],
        );
    });

    it("names what was denied once, however often it was tried", () => {
        const [denied] = sample.facts.filter(({ kind }) => kind === "denied");
        const twice = told({ plans: sample.plans, facts: [...sample.facts, ...(denied ? [denied] : [])] });
        deepStrictEqual(twice.calls.denied, story.calls.denied);
    });

    it("follows the traffic of each deployment, there and back", () => {
        /** Of what the deployment brings: at first it had nothing. */
        const shares = (traffic: readonly TrafficAt[]): (number | undefined)[] => {
            const [fresh = ""] = Object.entries(traffic[0]?.weights ?? {}).find(([, share]) => share === 0) ?? [];
            return traffic.map(({ weights }) => weights[fresh]);
        };
        const movesOf = ({ deployments }: Story) =>
            deployments.all.map(({ stack, status, rolledBack, traffic }) => [
                ...[stack, status, rolledBack],
                shares(traffic),
            ]);
        const moves = [
            ["staging", "green", false, [0, 100]],
            ["staging", "green", false, [0, 100]],
            ["prod", "green", false, [0, 100]],
            ["staging", "red", true, [0, 100, 0]],
        ];
        deepStrictEqual(movesOf(story), moves);
        // The sample moves all of it at once. As where prod takes a tenth first:
        const listener = sample.arn("prod", TYPE.listener, "web-production");
        const all = sample.facts.findLastIndex(({ kind, about }) => kind === "traffic" && about === listener);
        const [blue = "", green = ""] = ["web-blue", "web-green"].map((name) =>
            sample.arn("prod", TYPE.targetGroup, name),
        );
        const tenth = { ...(sample.facts[all] as Fact), data: { weights: { [blue]: 90, [green]: 10 } } };
        const slowly = told({ plans: sample.plans, facts: sample.facts.toSpliced(all, 0, tenth) });
        deepStrictEqual(movesOf(slowly), moves.toSpliced(2, 1, ["prod", "green", false, [0, 10, 100]]));
    });

    it("is the same, told at once or after a crash in between", () => {
        const again = new Story(sample.plans);
        const half = sample.facts.slice(0, 200);
        for (const fact of half) again.apply(fact);
        for (const fact of sample.facts.slice(200)) again.apply(fact);
        deepStrictEqual(runsOf(again), runsOf(story));
    });

    it("knows the commit of an image that a job pushed, and none of one that came from outside", () => {
        // The sample's images come from `up`. Of a run that reads a commit, the little that matters here:
        const run = "a-run";
        const pipeline = sample.arn("staging", TYPE.pipeline, "web-make");
        const [one = "", two = ""] = sample.candidates;
        const said: readonly Omit<Fact, "n" | "at">[] = [
            { kind: "run.queued", about: run, data: { pipeline } },
            {
                kind: "action.ended",
                about: `${run}/Source/Source`,
                data: { status: "Succeeded", variables: { CommitId: "6f1c2ab94d07" }, outputs: {} },
            },
            { kind: "build.started", about: "a-job", data: { action: `${run}/Publish/Publish` } },
            { kind: "allowed", about: "ecr:PutImage", data: { role: "role", as: "a-job", on: "*" } },
            { kind: "image", about: "registry/web", data: {}, blobs: [one as Digest] },
            { kind: "image", about: "registry/web", data: {}, blobs: [two as Digest] },
        ];
        const { images } = told({ plans: sample.plans, facts: said.map((fact, n) => ({ n, at: n, ...fact })) });
        deepStrictEqual([images.commitOf(one), images.commitOf(two)], ["6f1c2ab94d07", undefined]);
    });
});
