// A worker that scaling has left without a task, as nothing waits for it.
import assert from "node:assert/strict";

import { Plans } from "../../../plan/plans";
import type { Fact } from "../../../rehearsal/engine/journal";
import { shortcomingsOf } from "../../../rehearsal/outcome";
import { Story } from "../../../rehearsal/screen/story";
import { type Rehearsal, sampleRehearsal } from "../screen/sample";

const SERVICE = "aws:ecs/service:Service";

describe("a service that nobody asks, and that is to have no task", () => {
    let sample: Rehearsal;
    let plans: Plans;
    before(async () => {
        sample = await sampleRehearsal();
        plans = new Plans(
            sample.plans.all.map((plan) => ({
                ...plan,
                resources: plan.resources.map((resource) =>
                    resource.type === SERVICE
                        ? { ...resource, inputs: { ...resource.inputs, loadBalancers: [] } }
                        : resource,
                ),
            })),
        );
    });

    /** How it ends where all its tasks have ended, and these facts follow. */
    function ending(...more: readonly Pick<Fact, "kind" | "about" | "data">[]): object {
        const story = new Story(plans);
        for (const fact of sample.facts) story.apply(fact);
        const service = sample.arn("prod", SERVICE, "web");
        const tasks = sample.facts.filter(({ kind, data }) => kind === "task.started" && data["service"] === service);
        const ended = tasks.map(({ about }) => ({ kind: "task.ended", about, data: { why: "fewer are needed" } }));
        for (const fact of [...ended, ...more]) story.apply({ n: 0, at: story.now + 1, ...fact });
        const shown = story.running.find(({ stack, name }) => stack === "prod" && name === "web");
        return {
            red: shortcomingsOf(story, plans).filter((why) => why.startsWith("prod web ")),
            runs: shown?.carried !== undefined,
            says: shown?.hours?.[0],
        };
    }
    const none = () => ({ kind: "service", about: sample.arn("prod", SERVICE, "web"), data: { desiredCount: 0 } });

    it("runs what its last task ran, which was well", () => {
        const says = "no task while there is nothing to do";
        assert.deepEqual(ending(none()), { red: [], runs: true, says });
    });

    it("is red where tasks are wanted, or the last one was never well", () => {
        const red = ["prod web has no task that is well", "prod web does not run what was pushed; it runs nothing"];
        assert.deepEqual(ending(), { red, runs: false, says: undefined });
        const data = { service: none().about, image: "web@sha256:0", taskSet: "new" };
        const started = { kind: "task.started", about: "task/new", data };
        const ended = { kind: "task.ended", about: "task/new", data: { why: "it never was well" } };
        assert.deepEqual(ending(started, ended, none()), { red, runs: false, says: undefined });
    });
});
