import * as assert from "node:assert/strict";

import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { image } from "../../../components/carries/image";
import { codePipeline } from "../../../components/conductors/code-pipeline";
import { eventsAmong } from "../../../components/conductors/code-pipeline-starts";
import type { PipelineArgs } from "../../../components/conductors/conductor";
import type { Retention } from "../../../components/environment-ref";
import { renderCandidateZero, renderLiveZero } from "../../../components/documents/release-zero";
import { Ship } from "../../../components/line/ship";
import type { Step, Target } from "../../../components/parts";
import type { ScriptPart } from "../../../components/shell";
import { makeStarter } from "../../../components/shared/role";
import { record, type Recording } from "../../support/recorder";
import { below, label, loose, makeApprovalTopic, makeContext, makeStore, strict, waits } from "../surroundings";

const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const BUCKET = "project-stack-releases-111122223333";
const part: ScriptPart = { scripts: ["ecs-prepare"], env: {}, allow: [] };
const rollOut: Step = {
    name: "RollOut",
    run: { action: { category: "Deploy", provider: "CodeDeployToECS", configuration: {} } },
    allow: [{ actions: ["codedeploy:GetDeployment"], on: ["arn:group"] }],
};

interface Shipped {
    readonly recording: Recording;
    readonly half: PipelineArgs;
}

async function shipped(asks = false, retention: Retention = strict): Promise<Shipped> {
    const halves: PipelineArgs[] = [];
    const recording = await record(() => {
        const context = makeContext({
            retention,
            conductor: {
                ...codePipeline,
                conduct(name, half, ...rest) {
                    halves.push(half);
                    return codePipeline.conduct(name, half, ...rest);
                },
            },
        });
        const target: Target = {
            prepare: part,
            rollOut: [rollOut],
            verify: part,
            blueprint: pulumi.output("{}"),
            before: [new cloudwatch.LogGroup("service")],
            outputs: {},
        };
        const { placeholder } = image;
        const ship = new Ship(
            "web",
            {
                carries: "image",
                target,
                store: makeStore(context),
                placeholder,
                approval: asks
                    ? { timeoutHours: 24, loosened: [], people: {}, topic: makeApprovalTopic(context) }
                    : undefined,
                promotionBuses: [],
            },
            context,
        );
        const listening = ship.listen(makeStarter("web-start", ship.starts(), context, {}));
        return { listening: listening.map(({ urn }) => urn) };
    });
    const [half, ...more] = halves;
    assert.ok(half && more.length === 0);
    return { recording, half };
}

describe("Ship", () => {
    let recording: Recording;
    let half: PipelineArgs;

    before(async () => {
        ({ recording, half } = await shipped());
    });

    it("takes the release, prepares, rolls out as the target does, and verifies, all under one lock", async () => {
        const stages = ({ stages: made }: PipelineArgs): unknown =>
            made.map(({ name, steps }) => [name, steps.map((each) => each.name)]);
        const deploy = ["Deploy", ["Prepare", "RollOut", "Verify"]];
        assert.deepEqual(stages(half), [["Source", ["Release"]], deploy]);
        const asking = await shipped(true);
        assert.deepEqual(stages(asking.half), [
            ["Source", ["Release"]],
            ["Look", ["Look"]],
            ["Approve", ["Evidence", "Approve", "Check"]],
            deploy,
        ]);
    });

    it("asks and deploys only what is newest, and only what was approved; without a question everything goes through", async () => {
        const conditions = ({ stages }: PipelineArgs): unknown => stages.map(({ onlyIf }) => onlyIf);
        const newest = { step: "Look", variable: "STATE", is: "newest" };
        const asking = await shipped(true);
        assert.deepEqual(conditions(asking.half), [undefined, undefined, newest, newest]);
        assert.deepEqual(conditions(half), [undefined, undefined]);
        const prepare = asking.half.stages.at(-1)?.steps[0];
        assert.ok(prepare && "job" in prepare.run);
        assert.deepEqual(prepare.run.job.runEnv, {
            BLUEPRINT: { step: "Evidence", variable: "BLUEPRINT" },
            EXECUTION: { run: "id" },
            RELEASE: { step: "Evidence", variable: "RELEASE" },
        });
        assert.deepEqual(prepare.allow.at(-1), {
            actions: ["codepipeline:StopPipelineExecution"],
            on: ["arn:aws:codepipeline:eu-west-1:111122223333:web-ship-stack-???????"],
        });
    });

    it("starts with a new candidate, and with new settings for what is live", () => {
        const created = (key: string): object => ({
            source: ["aws.s3"],
            "detail-type": ["Object Created"],
            detail: { bucket: { name: [BUCKET] }, object: { key: [key] } },
        });
        const patterns = ["release", "settings"].map((name): unknown =>
            JSON.parse(
                String(recording.one("aws:cloudwatch/eventRule:EventRule", `web-ship-${name}`).inputs["eventPattern"]),
            ),
        );
        assert.deepEqual(patterns, [created("releases/web/candidate.zip"), created("blueprints/web.json")]);
        assert.deepEqual(
            eventsAmong(half.starts).map(({ name, source, pins }) => [name, source, pins]),
            [
                ["release", "Release", { from: "$.detail.object.version-id", revision: "S3_OBJECT_VERSION_ID" }],
                ["settings", "Release", { objectKey: "releases/web/live.zip" }],
            ],
        );
    });

    it("writes release 0 once and never again, keeps it, and has the pipeline wait for it", async () => {
        const zero = { line: "web", carries: "image", ...image.placeholder };
        for (const [which, contentBase64] of [
            ["candidate", renderCandidateZero(zero)],
            ["live", renderLiveZero(zero)],
        ] as const) {
            const seed = recording.one(OBJECT, `web-${which}`);
            assert.deepEqual(seed.inputs, {
                bucket: BUCKET,
                contentBase64,
                contentType: "application/zip",
                key: `releases/web/${which}.zip`,
            });
            const { ignoreChanges, protect, provider } = seed.options;
            assert.deepEqual([ignoreChanges, protect, provider?.split("::").at(-1)], [["*"], true, "aws-untagged"]);
        }
        const found = waits(recording, recording.one("aws:codepipeline/pipeline:Pipeline"));
        const awaited = ["BucketObjectv2 web-candidate", "BucketObjectv2 web-live", "LogGroup service"];
        assert.deepEqual(
            awaited.filter((each) => !found.includes(each)),
            [],
        );
        const loosened = await shipped(false, loose);
        assert.notEqual(loosened.recording.one(OBJECT, "web-live").options.protect, true);
    });

    it("writes the blueprint last, and listens only once all three are written", () => {
        const blueprint = recording.one(OBJECT, "web-blueprint");
        assert.deepEqual(blueprint.inputs, {
            bucket: BUCKET,
            content: "{}",
            contentType: "application/json",
            key: "blueprints/web.json",
        });
        const before = waits(recording, blueprint);
        assert.ok(before.includes("Pipeline web-ship") && before.includes("LogGroup service"), before.join());
        for (const rule of recording.all("aws:cloudwatch/eventRule:EventRule")) {
            assert.deepEqual(waits(recording, rule), [
                "Bucket releases",
                "BucketObjectv2 web-blueprint",
                "BucketObjectv2 web-candidate",
                "BucketObjectv2 web-live",
            ]);
        }
        const listening = recording.outputs["listening"] as string[];
        assert.deepEqual(
            recording.registrations
                .filter(({ urn }) => listening.includes(urn))
                .map(label)
                .sort(),
            ["EventTarget web-ship-release", "EventTarget web-ship-settings"],
        );
    });

    it("is a pipeline, what starts it, and three objects", () => {
        const inside = below(recording, "Ship", "web").filter((each) =>
            /^(CodePipeline|PipelineStarts|BucketObjectv2) /.test(each),
        );
        assert.deepEqual(inside, [
            "BucketObjectv2 web-blueprint",
            "BucketObjectv2 web-candidate",
            "BucketObjectv2 web-live",
            "CodePipeline web-ship",
            "PipelineStarts web-ship",
        ]);
    });
});
