import assert from "node:assert/strict";

import { shortcomingsOf } from "../../../rehearsal/outcome";
import { DeploymentHistory } from "../../../rehearsal/screen/story/deployments";
import { crashed, type MayCrash } from "../../../rehearsal/targets/ecs/crashes";
import { Story } from "../../../rehearsal/screen/story";
import { Rehearsal, sampleRehearsal } from "../screen/sample";

describe("a service whose tasks end by themselves", () => {
    let sample: Rehearsal;
    before(async () => {
        const { plans, facts, blobs } = await sampleRehearsal();
        // The recorded facts name no task sets: of an image in a group there is one.
        const inSets = facts.map((fact) => {
            const { kind, data } = fact;
            if (kind !== "task.started") return fact;
            return { ...fact, data: { ...data, taskSet: `${String(data["image"])} ${String(data["targetGroup"])}` } };
        });
        sample = new Rehearsal(plans, inSets, blobs);
    });

    /** What is red of prod's service after the sample, and so many more tasks that end in such a way, beside those that are well. */
    const afterwards = (
        how: Readonly<Record<string, string | number | boolean>>,
        { tasks = 3, of = "live" }: { tasks?: number; of?: "live" | "before" } = {},
    ): readonly string[] => {
        const service = sample.arn("prod", "aws:ecs/service:Service", "web");
        const started = sample.facts.filter(({ kind, data }) => kind === "task.started" && data["service"] === service);
        const last = (of === "live" ? started.at(-1) : started[0])?.data ?? {};
        const story = new Story(sample.plans);
        for (const fact of sample.facts) story.apply(fact);
        const now = story.now + 1;
        for (let n = 0; n < tasks; n++) {
            story.apply({ n: 0, at: now, kind: "task.started", about: `task/${n}`, data: last });
            story.apply({ n: 0, at: now, kind: "task.ended", about: `task/${n}`, data: how });
        }
        return shortcomingsOf(story, sample.plans).filter((why) => / ended by /.test(why));
    };
    const exited = { why: "Essential container in task exited (exit code 1)", failed: true, exitCode: 1 };

    it("is red where the release is live, also beside tasks that are well", () => {
        assert.deepEqual(afterwards(exited), [
            "3 tasks of prod web ended by themselves after the release, the last with exit code 1",
        ]);
        assert.deepEqual(afterwards({ ...exited, exitCode: 0 }, { tasks: 1 }), [
            "1 task of prod web ended by itself after the release, with exit code 0",
        ]);
    });

    it("is not red for what a rollout or scaling had end, or an interruption", () => {
        assert.deepEqual(afterwards({ why: "the service needs fewer tasks", failed: false }), []);
        assert.deepEqual(afterwards({ why: "the rehearsal was interrupted" }), []);
    });

    it("is not red for what ended before its release was over", () => {
        const deployments = (...all: readonly { began: number; ended?: number }[]): DeploymentHistory =>
            Object.assign(new DeploymentHistory(sample.plans), {
                all: all.map((each) => ({ stack: "prod", name: "web", ...each })),
            });
        const task = { taskSet: "new", began: 10, ended: 15, exitCode: 1 } as MayCrash;
        const service = { stack: "prod", name: "web", tasks: [task] };
        const early = { began: 1, ended: 5 };
        assert.deepEqual(crashed(service, "new", deployments(early, { began: 9, ended: 20 })), []);
        assert.deepEqual(crashed(service, "new", deployments(early, { began: 9 })), [], "it is not over yet");
        assert.equal(crashed(service, "new", deployments(early, { began: 9, ended: 12 })).length, 1);
        assert.deepEqual(crashed(service, "old", deployments({ began: 9, ended: 12 })), []);
    });

    it("is not red for what is not live: a release that went back, or what was there before", () => {
        assert.deepEqual(afterwards(exited, { of: "before" }), []);
    });
});
