import * as assert from "node:assert/strict";

import * as cloudwatch from "@pulumi/aws/cloudwatch";

import { codePipeline } from "../../../components/conductors/code-pipeline";
import type { PipelineArgs } from "../../../components/conductors/conductor";
import { Make } from "../../../components/line/make";
import type { Build, Step } from "../../../components/parts";
import type { Start } from "../../../components/starts";
import { record, type Recording } from "../../support/recorder";
import { below, makeContext, makeStore, waits } from "../surroundings";

const step = (name: string): Step => ({ name, run: { job: { run: { scripts: ["check"] } } }, allow: [] });
const start: Start = {
    name: "image",
    source: "Source",
    event: { source: ["aws.ecr"] },
    pins: { revision: "IMAGE_DIGEST", from: "$.detail.image-digest" },
};

describe("Make", () => {
    let recording: Recording;
    let conducted: PipelineArgs | undefined;
    let build: Build;

    before(async () => {
        recording = await record(() => {
            const context = makeContext({
                conductor: {
                    ...codePipeline,
                    conduct(name, half, ...rest) {
                        conducted = half;
                        return codePipeline.conduct(name, half, ...rest);
                    },
                },
            });
            const [image, listener] = ["image", "listener"].map((name) => new cloudwatch.LogGroup(name));
            build = {
                source: { ...step("Source"), gives: "Source" },
                steps: [step("Build"), step("Scan")],
                starts: [start],
                candidate: "Image",
                before: image ? [image] : [],
            };
            new Make(
                "web",
                { carries: "image", build, store: makeStore(context), listening: listener ? [listener] : [] },
                context,
            );
        });
    });

    it("is a source, the build's own steps and Publish, each in a stage of its name", () => {
        assert.deepEqual(
            conducted?.stages.map(({ name, steps }) => [name, steps.map((each) => each.name)]),
            [
                ["Source", ["Source"]],
                ["Build", ["Build"]],
                ["Scan", ["Scan"]],
                ["Publish", ["Publish"]],
            ],
        );
        assert.deepEqual(conducted.starts, build.starts);
    });

    it("is a pipeline, and what starts it beside it", () => {
        const inside = below(recording, "Make", "web").filter((each) => /^(CodePipeline|PipelineStarts) /.test(each));
        assert.deepEqual(inside, ["CodePipeline web-make", "PipelineStarts web-make"]);
        const { name } = recording.one("aws:codepipeline/pipeline:Pipeline").outputs;
        assert.deepEqual(recording.one("fairlead:index:Make").outputs, {
            pipelineNames: [name],
            jobNames: [],
            outputs: { make: name },
            nextSteps: [],
        });
    });

    it("waits for what the build pushed, for what hears of a candidate and for the record of what was released", () => {
        const found = waits(recording, recording.one("aws:codepipeline/pipeline:Pipeline"));
        for (const one of ["LogGroup image", "LogGroup listener", "BucketObjectv2 web-published"])
            assert.ok(found.includes(one), `${one}: ${found.join()}`);
    });

    it("seeds an empty record of what was released, which is Publish's from then on", () => {
        const { inputs, options } = recording.one("aws:s3/bucketObjectv2:BucketObjectv2", "web-published");
        const record: unknown = JSON.parse(Buffer.from(String(inputs["contentBase64"]), "base64").toString());
        assert.deepEqual(
            [inputs["key"], record],
            ["releases/web/published.json", { format: 1, line: "web", commits: [], last: null }],
        );
        const { ignoreChanges, protect, provider } = options;
        assert.deepEqual([ignoreChanges, protect, provider?.split("::").at(-1)], [["*"], true, "aws-untagged"]);
    });
});
