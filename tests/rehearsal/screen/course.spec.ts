import assert from "node:assert/strict";

import type * as courses from "../../../rehearsal/screen/course";
import { courseOf } from "../../../rehearsal/screen/course";
import { shortcomingsOf } from "../../../rehearsal/outcome";
import { isProof } from "../../../rehearsal/screen/release";
import { stillRed } from "../../../rehearsal/screen/red";
import { Story } from "../../../rehearsal/screen/story";
import { summarise } from "../../../rehearsal/screen/summary";
import { renderReport } from "../../../rehearsal/report/report";
import { paintFor } from "../../../text/terminal";
import { mutated } from "../../support/mutant";
import { type Rehearsal, sampleRehearsal } from "./sample";

describe("the course of a rehearsal", () => {
    let sample: Rehearsal;
    let story: Story;
    before(async () => {
        sample = await sampleRehearsal();
        story = storyOf(sample.facts);
    });
    const storyOf = (facts: Rehearsal["facts"]): Story => {
        const told = new Story(sample.plans);
        for (const fact of facts) told.apply(fact);
        return told;
    };
    const sentences = (of = courseOf) => of(story, sample.blobs).map(({ says }) => says);

    it("says what was built on which base, which release went where, and who let it", () => {
        assert.deepEqual(sentences(), [
            "staging up: 112 resources, and an image from public.ecr.aws/docker/library/node:22.21.1-alpine3.22 (here this machine's node 20.19.0)",
            "prod up: 125 resources",
            "first runs, with the placeholder, to prove roles and ways: staging web-ship, prod web-ship; prod web-ship red at Approve/Evidence",
            "staging web-make: read image e5c7990e38ad",
            "staging web-ship: release web-20261121T093001Z-e5c7990e is live",
            "prod web-ship: release web-20261121T093001Z-e5c7990e is not live; red at Approve/Evidence",
            "prod web-ship: approved by grace (looks right); release web-20261121T093001Z-e5c7990e is live",
            "staging web-make: read image 42e0b9b26ee9",
            "staging web-ship: release web-20261121T093009Z-42e0b9b2 was rolled back, and what was live before serves; red at Deploy/RollOut",
        ]);
    });

    it("mutant: were the placeholder a release like any other, its runs would be told one by one", () => {
        const { courseOf: wrong } = mutated<typeof courses>("rehearsal/screen/course", "rehearsal/screen/release", [
            'release["placeholder"] === true',
            "false",
        ]);
        assert.ok(sentences(wrong).includes("staging web-ship: release web-placeholder is live"));
    });

    it("begins both the last words and the report", () => {
        const ending = { fidelity: [], shortcomings: [], report: "r", paint: paintFor({}), blobs: sample.blobs };
        assert.match(summarise(story, ending), /^\nwhat happened\n {2}staging up: 112 resources/);
        const page = renderReport({ story, blobs: sample.blobs, fidelity: [], shortcomings: [] });
        assert.ok(page.indexOf('<h2 id="course">') < page.indexOf('<h2 id="runs-now">'));
    });

    it("leaves what only proves the roles out of what a person decides", () => {
        const runs = story.stacks.flatMap(({ pipelines }) => pipelines.flatMap((pipeline) => pipeline.runs));
        const proofs = runs.filter((run) => isProof(run, sample.blobs));
        assert.deepEqual(
            proofs.map(({ pipeline, name, trigger }) => [pipeline.stack, name, trigger]),
            [
                ["staging", "web-ship", "CreatePipeline"],
                ["prod", "web-ship", "CreatePipeline"],
            ],
        );
    });

    it("names no address that leads nowhere any more, and the one that does while everything stays up", () => {
        for (const stays of [false, true]) {
            const ending = { fidelity: [], shortcomings: shortcomingsOf(story, sample.plans), report: "r", stays };
            const said = summarise(story, { ...ending, paint: paintFor({}), blobs: sample.blobs });
            const page = renderReport({ ...ending, story, blobs: sample.blobs, fidelity: [] });
            for (const text of [said, page.replaceAll(/<pre.*?<\/pre>/gs, "")])
                assert.equal(text.includes("http://127.0.0.1:41001"), stays);
        }
    });

    it("keeps what waited for the first push, and what later runs made good, out of what is red", () => {
        const [runs = []] = story.stacks.flatMap(({ name, pipelines }) =>
            name === "staging" ? [pipelines.find((pipeline) => pipeline.name === "web-ship")?.runs ?? []] : [],
        );
        const [first, ...others] = runs;
        assert.ok(first);
        const action = { ...first.stages[0]?.actions[0], status: "red", why: "The branch main does not exist" };
        const empty = { ...first, status: "red", stages: [{ name: "Source", status: "red", actions: [action] }] };
        const all = [empty, ...others] as typeof runs;
        assert.deepEqual(stillRed(all).length, 1, "only the run that was rolled back");
        const started = { ...empty, trigger: "rule web-push" };
        assert.deepEqual(stillRed([...others, started] as typeof runs).length, 2, "mutant: a push that is red is red");
    });

    it("counts denied calls the same wherever it counts them", () => {
        const ending = { fidelity: [], shortcomings: [], report: "r", paint: paintFor({}), blobs: sample.blobs };
        const denied = sample.facts.filter(({ kind }) => kind === "denied");
        const again = storyOf([...sample.facts, ...denied]);
        for (const told of [story, again]) assert.match(summarise(told, ending), /web-ship-evidence 9\s+and 2 denied/);
        assert.equal(again.calls.denied.length, 2);
    });
});
