import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { Plans, text, type Plan } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { Fact } from "../../../rehearsal/engine/journal";
import { shortcomingsOf } from "../../../rehearsal/outcome";
import { Story } from "../../../rehearsal/screen/story";
import { smallPlan } from "../../support/account";
import { planOf } from "../../support/program";
import { sampleRehearsal } from "./sample";

describe("why a rehearsal is red", () => {
    it("names what ended red, and nothing that was red on the way", async () => {
        const { plans, facts } = await sampleRehearsal();
        const story = new Story(plans);
        for (const fact of facts) story.apply(fact);
        const reasons = shortcomingsOf(story, plans);
        assert.ok(reasons.includes("staging web-ship ended red"));
        assert.ok(!reasons.some((why) => why.startsWith("prod web-ship")));
    });

    it("names a container that was not run where tasks end with it, and no other", () => {
        const plans = new Plans([smallPlan("dev", [])]);
        const story = new Story(plans);
        const notRun = (text: string, essential: boolean): JsonObject => ({ text, essential });
        [notRun("otel: no image", true), notRun("otel: no image", true), notRun("agent: no image", false)].forEach(
            (data, n) => story.apply({ n, at: n, kind: "not run", about: `task ${n}`, data }),
        );
        assert.deepEqual(shortcomingsOf(story, plans), [
            "a container was not run with which its task ends: otel: no image",
        ]);
        assert.deepEqual([...story.notRun.keys()], ["otel: no image", "agent: no image"]);
    });

    describe("where runs were stopped or superseded", () => {
        const stage = { name: "Build", actions: [{ name: "Job", category: "Build", provider: "CodeBuild" }] };
        const inputs: JsonObject = { name: "p", stages: [stage] };
        const plans = new Plans([smallPlan("dev", [{ type: TYPE.pipeline, name: "p", inputs }])]);
        const [pipeline] = plans.ofType(TYPE.pipeline);
        const arn = pipeline === undefined ? "" : text(pipeline.resource, "arn");
        /** A story of runs that ended so, in the order they began. */
        const storyOf = (...ends: readonly JsonObject[]): Story => {
            const facts = ends.flatMap((data, run) => [
                { kind: "run.queued", about: String(run), data: { pipeline: arn } },
                { kind: "run.ended", about: String(run), data },
            ]);
            const story = new Story(plans);
            facts.forEach((fact, n) => story.apply({ n, at: n, ...fact }));
            return story;
        };
        const stopped = { status: "Stopped", why: "a newer candidate" };

        it("does not call them red once a later run is green", () => {
            const story = storyOf({ status: "Superseded" }, stopped, { status: "Cancelled" }, { status: "Succeeded" });
            assert.deepEqual(shortcomingsOf(story, plans), []);
            assert.deepEqual(
                story.stacks[0]?.pipelines[0]?.runs.map(({ status, why }) => [status, why]),
                [
                    ["superseded", undefined],
                    ["stopped", "a newer candidate"],
                    ["cancelled", undefined],
                    ["green", undefined],
                ],
            );
        });

        it("names the last one with its reason, where nothing came after it", () => {
            const reasons = shortcomingsOf(storyOf({ status: "Succeeded" }, stopped), plans);
            assert.deepEqual(reasons, ["dev p ended stopped: a newer candidate"]);
        });
    });

    describe("where a pipeline reads an object", () => {
        const configuration = { S3Bucket: "store", S3ObjectKey: "src.zip" };
        const source = { name: "Source", category: "Source", provider: "S3", configuration };
        const inputs: JsonObject = { name: "p", stages: [{ name: "Source", actions: [source] }] };
        const plans = new Plans([smallPlan("dev", [{ type: TYPE.pipeline, name: "p", inputs }])]);
        const reasonsAfter = (...facts: readonly Omit<Fact, "n" | "at">[]): readonly string[] => {
            const story = new Story(plans);
            facts.forEach((fact, n) => story.apply({ n, at: n, ...fact }));
            return shortcomingsOf(story, plans);
        };
        const up = { kind: "up.ended", about: "dev", data: {} };

        it("says that nothing lies there, once the stack is up", () => {
            assert.deepEqual(reasonsAfter(), []);
            assert.deepEqual(reasonsAfter(up), [
                "nothing lies at s3://store/src.zip, which a pipeline of dev reads; --source fills repositories alone",
            ]);
        });
        it("says nothing where somebody has put it", () => {
            const put = {
                kind: "object",
                about: "store/src.zip",
                blobs: [`sha256:${"0".repeat(64)}`],
                data: {},
            } as const;
            assert.deepEqual(reasonsAfter(up, put), []);
        });
    });

    it("names a schedule whose command did not end well, and no other", () => {
        const arn = (name: string) => `arn:aws:scheduler:eu-west-1:111122223333:schedule/default/${name}`;
        const schedule = (name: string) => ({ type: TYPE.schedule, name, inputs: { name } });
        const plans = new Plans([smallPlan("dev", [schedule("web-nightly"), schedule("web-weekly")])]);
        const story = new Story(plans);
        const ran = (n: number, name: string, code: number): void =>
            story.apply({
                ...{ n, at: n, kind: "schedule.ran", about: arn(name) },
                data: { says: `its command ended with ${code}`, isWell: code === 0 },
            });
        ran(1, "web-nightly", 3);
        ran(2, "web-weekly", 0);
        assert.deepEqual(shortcomingsOf(story, plans), ["schedule web-nightly of dev: its command ended with 3"]);
    });

    describe("where an environment is rehearsed without the one before it", () => {
        const reasonsOf = (...stacks: readonly string[]): readonly string[] => {
            const eventPattern = JSON.stringify({ detail: { environment: ["staging"] } });
            const rule = { type: TYPE.eventRule, name: "web-pull", inputs: { name: "web-pull", eventPattern } };
            const plans = new Plans(stacks.map((stack) => smallPlan(stack, stack === "prod" ? [rule] : [])));
            return shortcomingsOf(new Story(plans), plans);
        };

        it("says so, and how both are", () => {
            const [why, ...more] = reasonsOf("prod");
            assert.match(
                why ?? "",
                /^prod takes releases of staging, .* fairlead rehearse --stack staging --stack prod/,
            );
            assert.deepEqual(more, []);
        });

        it("mutant: nothing is missing where both are", () => assert.deepEqual(reasonsOf("staging", "prod"), []));
    });

    describe("where a pipeline waits for a commit", () => {
        let plan: Plan;
        before(async () => {
            plan = await planOf("staging", { configFile: "examples/blue-green-web/Pulumi.staging.yaml" });
        });
        const nobody = /^nobody has pushed to the repository blue-green-web of staging; .*--source <folder>$/;
        const reasonsAfter = (repositoryName?: string): readonly string[] => {
            const plans = new Plans([plan]);
            const story = new Story(plans);
            const data = {
                source: "aws.codecommit",
                "detail-type": "Change",
                detail: { repositoryName: repositoryName ?? "" },
            };
            if (repositoryName !== undefined) story.apply({ n: 1, at: 0, kind: "event", about: "default", data });
            return shortcomingsOf(story, plans).filter((why) => nobody.test(why));
        };

        it("says that nobody has pushed, and how to", () => assert.equal(reasonsAfter().length, 1));

        it("mutant: a push into another repository is none into this one", () => {
            assert.equal(reasonsAfter("shop").length, 1);
            assert.equal(reasonsAfter("blue-green-web").length, 0);
        });
    });
});
