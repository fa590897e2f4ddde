import * as assert from "node:assert/strict";

import * as cloudwatch from "@pulumi/aws/cloudwatch";

import { CodePipeline } from "../../components/conductors/code-pipeline";
import { listen } from "../../components/conductors/pipeline-starts";
import type { Start } from "../../components/parts";
import { record, type Recording } from "../support/recorder";
import { allow, label, makeContext, may, out, waits } from "./surroundings";

const push: Start = {
    name: "push",
    action: "Source",
    event: { source: ["aws.codecommit"], detail: { referenceName: ["main"] } },
    pins: { revision: "COMMIT_ID", from: "$.detail.commitId" },
    remembersWho: true,
};
const settings: Start = {
    name: "settings",
    action: "Release",
    event: { source: ["aws.s3"] },
    pins: { objectKey: "releases/web/live.zip" },
};

async function listening(starts: readonly Start[], pushes: boolean): Promise<Recording> {
    return record(() => {
        const context = makeContext({ pushes });
        const seed = new cloudwatch.LogGroup("seed");
        const step = {
            name: "Source",
            run: { action: { category: "Source", provider: "S3", configuration: {} } },
            allow: [{ actions: ["s3:GetObject"], on: ["arn:a"] }],
        } as const;
        const pipeline = new CodePipeline(
            "web-make",
            { stages: [{ name: "Source", steps: [step] }], before: [] },
            context,
        );
        const ready = listen(pipeline, { starts, after: [seed] }, context);
        return { ready: ready.map(({ urn }) => urn) };
    });
}

const target = (recording: Recording, name: string) => recording.one("aws:cloudwatch/eventTarget:EventTarget", name);

/** What whoever makes an event waits for. */
function ready({ outputs, registrations }: Recording): string[] {
    const urns = outputs["ready"] as readonly string[];
    return urns
        .map((urn) => registrations.find((each) => each.urn === urn))
        .map((found) => (found ? label(found) : "?"));
}

describe("what starts a pipeline", () => {
    it("pins the run to the revision that the event speaks of", async () => {
        const recording = await listening([push], false);
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule", "web-make-push");
        assert.deepEqual(JSON.parse(String(rule.inputs["eventPattern"])), push.event);
        assert.deepEqual(target(recording, "web-make-push").inputs, {
            arn: out(recording, "aws:codepipeline/pipeline:Pipeline", "web-make", "arn"),
            inputTransformer: {
                inputPaths: { revision: "$.detail.commitId" },
                inputTemplate:
                    '{"sourceRevisions":[{"actionName":"Source","revisionType":"COMMIT_ID","revisionValue":"<revision>"}]}',
            },
            roleArn: out(recording, "aws:iam/role:Role", "web-make-start", "arn"),
            rule: rule.outputs["name"],
        });
        assert.deepEqual(ready(recording), ["EventTarget web-make-push"]);
    });

    it("pins the run to an object that is always the same, without asking the event", async () => {
        const recording = await listening([settings], false);
        assert.deepEqual(target(recording, "web-make-settings").inputs["inputTransformer"], {
            inputTemplate:
                '{"sourceRevisions":[{"actionName":"Release","revisionType":"S3_OBJECT_KEY","revisionValue":"releases/web/live.zip"}]}',
        });
    });

    it("is heard only after what it must not hear was written, and acts only with its policy", async () => {
        const recording = await listening([push], false);
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule");
        assert.deepEqual(waits(recording, rule), ["LogGroup seed"]);
        assert.deepEqual(waits(recording, target(recording, "web-make-push")), [
            "EventRule web-make-push",
            "Pipeline web-make",
            "Role web-make-start",
            "RolePolicy web-make-start",
        ]);
        assert.deepEqual(may(recording, "web-make-start"), [
            allow(
                ["codepipeline:StartPipelineExecution"],
                [out(recording, "aws:codepipeline/pipeline:Pipeline", "web-make", "arn")],
            ),
        ]);
    });

    it("remembers who, as the event says it, once the log may be written", async () => {
        const recording = await listening([push], true);
        const who = target(recording, "web-make-push-who");
        assert.deepEqual(who.inputs, {
            arn: out(recording, "aws:cloudwatch/logGroup:LogGroup", "pushes", "arn"),
            rule: out(recording, "aws:cloudwatch/eventRule:EventRule", "web-make-push", "name"),
        });
        assert.ok(waits(recording, who).includes("LogResourcePolicy pushes"));
        assert.deepEqual(ready(recording), ["EventTarget web-make-push", "EventTarget web-make-push-who"]);
    });

    it("shares one role among all starts, and belongs to its pipeline", async () => {
        const recording = await listening([push, settings], false);
        assert.equal(recording.all("aws:iam/role:Role").filter(({ name }) => name.endsWith("-start")).length, 1);
        const { urn } = recording.one("fairlead:index:CodePipeline");
        assert.deepEqual(
            recording.all("aws:cloudwatch/eventRule:EventRule").map(({ parent }) => parent),
            [urn, urn],
        );
    });
});
