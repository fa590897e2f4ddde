import * as assert from "node:assert/strict";

import * as cloudwatch from "@pulumi/aws/cloudwatch";

import { codePipeline } from "../../../components/conductors/code-pipeline";
import type { Start } from "../../../components/starts";
import type { Json, JsonObject } from "../../../plan/document";
import { inputOf } from "../../../rehearsal/events/transformer";
import { record, type Recording } from "../../support/recorder";
import { allow, below, label, makeContext, may, out, waits } from "../surroundings";

const push: Start = {
    name: "push",
    source: "Source",
    event: { source: ["aws.codecommit"], detail: { referenceName: ["main"] } },
    pins: { revision: "COMMIT_ID", from: "$.detail.commitId" },
    pushedBy: "$.detail.callerUserArn",
};
const image: Start = {
    name: "image",
    source: "Source",
    event: { source: ["aws.ecr"] },
    pins: { revision: "IMAGE_DIGEST", from: "$.detail.image-digest" },
};
const settings: Start = {
    name: "settings",
    source: "Source",
    event: { source: ["aws.s3"] },
    pins: { objectKey: "releases/web/live.zip" },
};

async function listening(...starts: readonly Start[]): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const seed = new cloudwatch.LogGroup("seed");
        const step = {
            name: "Source",
            run: { action: { category: "Source", provider: "S3", configuration: {} } },
            allow: [{ actions: ["s3:GetObject"], on: ["arn:a"] }],
        } as const;
        const half = { stages: [{ name: "Source", steps: [step] }], starts, before: [] };
        const ready = codePipeline.conduct("web-make", half, context, {}).listen([seed], {});
        return { ready: ready.map(({ urn }) => urn) };
    });
}

const target = (recording: Recording, name: string) => recording.one("aws:cloudwatch/eventTarget:EventTarget", name);

function transformerOf(
    recording: Recording,
    name: string,
): { inputPaths: Record<string, string>; inputTemplate: string } {
    return target(recording, name).inputs["inputTransformer"] as ReturnType<typeof transformerOf>;
}

/** What EventBridge sends for a push by this person, through the target of the rule `web-make-push`. */
function sentFor(recording: Recording, callerUserArn: string, template?: string): Json {
    const found = target(recording, "web-make-push");
    const inputTransformer = transformerOf(recording, "web-make-push");
    const inputs = { inputTransformer: { ...inputTransformer, ...(template ? { inputTemplate: template } : {}) } };
    return inputOf(
        { ...found, inputs },
        {
            event: { detail: { commitId: "9c1e5b7", callerUserArn } },
            rule: { arn: "arn:rule", name: "rule" },
            received: 0,
        },
    );
}

/** What has to exist before an event is heard. */
function ready({ outputs, registrations }: Recording): string[] {
    const urns = outputs["ready"] as readonly string[];
    return urns
        .map((urn) => registrations.find((each) => each.urn === urn))
        .map((found) => (found ? label(found) : "?"));
}

describe("what starts a pipeline", () => {
    it("pins the run to the revision that the event speaks of", async () => {
        const recording = await listening(image);
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule", "web-make-image");
        assert.deepEqual(JSON.parse(String(rule.inputs["eventPattern"])), image.event);
        assert.equal(rule.inputs["name"], undefined);
        assert.deepEqual(target(recording, "web-make-image").inputs, {
            arn: out(recording, "aws:codepipeline/pipeline:Pipeline", "web-make", "arn"),
            deadLetterConfig: { arn: out(recording, "aws:sqs/queue:Queue", "dead-letters", "arn") },
            inputTransformer: {
                inputPaths: { revision: "$.detail.image-digest" },
                inputTemplate:
                    '{"sourceRevisions":[{"actionName":"Source","revisionType":"IMAGE_DIGEST","revisionValue":<revision>}]}',
            },
            roleArn: out(recording, "aws:iam/role:Role", "web-make-start", "arn"),
            rule: rule.outputs["name"],
        });
        assert.deepEqual(ready(recording), ["EventTarget web-make-image"]);
    });

    it("pins the run to an object that is always the same, without asking the event", async () => {
        const recording = await listening(settings);
        assert.deepEqual(target(recording, "web-make-settings").inputs["inputTransformer"], {
            inputTemplate:
                '{"sourceRevisions":[{"actionName":"Source","revisionType":"S3_OBJECT_KEY","revisionValue":"releases/web/live.zip"}]}',
        });
    });

    it("tells the run who pushed, under a rule whose name the run can know beforehand", async () => {
        const recording = await listening(push);
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule", "web-make-push");
        assert.equal(rule.inputs["name"], "project-stack-web-make-push");
        assert.deepEqual(transformerOf(recording, "web-make-push"), {
            inputPaths: { pusher: "$.detail.callerUserArn", revision: "$.detail.commitId" },
            inputTemplate:
                '{"sourceRevisions":[{"actionName":"Source","revisionType":"COMMIT_ID","revisionValue":<revision>}],"variables":[{"name":"PUSHED_BY","value":<pusher>}]}',
        });
    });

    const hostile = 'arn:aws:iam::1:user/eve"},{"name":"PUSHED_BY","value":"arn:aws:iam::1:user/ana';

    it("takes what the event says of the pusher as one value, whatever it is", async () => {
        assert.deepEqual(sentFor(await listening(push), hostile), {
            sourceRevisions: [{ actionName: "Source", revisionType: "COMMIT_ID", revisionValue: "9c1e5b7" }],
            variables: [{ name: "PUSHED_BY", value: hostile }],
        });
    });

    it("mutant: between quotes, the same pusher names a colleague", async () => {
        const recording = await listening(push);
        const quoted = transformerOf(recording, "web-make-push").inputTemplate.replace("<pusher>", '"<pusher>"');
        assert.deepEqual((sentFor(recording, hostile, quoted) as JsonObject)["variables"], [
            { name: "PUSHED_BY", value: "arn:aws:iam::1:user/eve" },
            { name: "PUSHED_BY", value: "arn:aws:iam::1:user/ana" },
        ]);
    });

    it("is heard only after what it must not hear was written, and acts only with its policy", async () => {
        const recording = await listening(push);
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule");
        assert.deepEqual(waits(recording, rule), ["LogGroup seed"]);
        assert.deepEqual(waits(recording, target(recording, "web-make-push")), [
            "EventRule web-make-push",
            "LogGroup seed",
            "Pipeline web-make",
            "Queue dead-letters",
            "QueuePolicy dead-letters",
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

    it("shares one role among all starts, and stands beside its pipeline", async () => {
        const recording = await listening(push, settings);
        assert.deepEqual(below(recording, "PipelineStarts", "web-make"), [
            "EventRule web-make-push",
            "EventRule web-make-settings",
            "EventTarget web-make-push",
            "EventTarget web-make-settings",
            "Role web-make-start",
            "RolePolicy web-make-start",
        ]);
        assert.deepEqual(recording.one("fairlead:index:PipelineStarts").inputs, { starts: ["push", "settings"] });
        assert.deepEqual(ready(recording), ["EventTarget web-make-push", "EventTarget web-make-settings"]);
    });
});

describe("what a connection tells", () => {
    const started = async (...starts: readonly Start[]): Promise<Recording> => listening(...starts);
    const triggersOf = (recording: Recording): unknown =>
        recording.one("aws:codepipeline/pipeline:Pipeline").inputs["triggers"];

    it("is heard by a trigger of the pipeline, without a rule or a role that starts it", async () => {
        const recording = await started({
            source: "Source",
            git: { push: { branches: ["main"], filePaths: ["services/web/**"] } },
        });
        assert.deepEqual(triggersOf(recording), [
            {
                providerType: "CodeStarSourceConnection",
                gitConfiguration: {
                    sourceActionName: "Source",
                    pushes: [{ branches: { includes: ["main"] }, filePaths: { includes: ["services/web/**"] } }],
                },
            },
        ]);
        assert.deepEqual(recording.all("fairlead:index:PipelineStarts"), []);
        assert.deepEqual(recording.all("aws:cloudwatch/eventRule:EventRule"), []);
    });

    it("may be of tags", async () => {
        const recording = await started({ source: "Source", git: { push: { tags: ["v*"] } } });
        const [trigger] = triggersOf(recording) as [{ gitConfiguration: object }];
        assert.deepEqual(trigger.gitConfiguration, {
            sourceActionName: "Source",
            pushes: [{ tags: { includes: ["v*"] } }],
        });
    });

    it("may be of a pull request that is opened or gets commits, by the branch that it is for", async () => {
        const recording = await started({ source: "Source", git: { pullRequest: { branches: ["main"] } } });
        const [trigger] = triggersOf(recording) as [{ gitConfiguration: object }];
        assert.deepEqual(trigger.gitConfiguration, {
            sourceActionName: "Source",
            pullRequests: [{ events: ["OPEN", "UPDATED"], branches: { includes: ["main"] } }],
        });
    });

    it("is nothing to a pipeline that events start", async () => {
        assert.equal(triggersOf(await started(push)), undefined);
    });

    it("follow the clock: a run is then about what is newest, and nobody's push", async () => {
        const recording = await listening({ name: "again", every: "rate(7 days)" });
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule", "web-make-again").inputs;
        assert.deepEqual([rule["scheduleExpression"], rule["eventPattern"]], ["rate(7 days)", undefined]);
        assert.equal(target(recording, "web-make-again").inputs["inputTransformer"], undefined);
    });
});
