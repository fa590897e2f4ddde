import * as assert from "node:assert/strict";

import { renderPolicy } from "../../components/documents/policy";
import type { Build, Source } from "../../components/parts";
import { publishStep } from "../../components/shared/publish";
import { record, type Recording } from "../support/recorder";
import { allow, makeContext, makeRegistry, out, statements } from "./surroundings";

const box = { name: "Source", run: { job: { run: { script: "check" } } }, allow: [] };
const build: Build = { source: box, steps: [], starts: [], candidate: "Image", before: [] };
const source: Source = {
    step: box,
    starts: [],
    commit: { COMMIT_ID: "#{Source.CommitId}" },
    allowPublish: [{ actions: ["codecommit:GetCommit"], on: ["arn:repository"] }],
    nextSteps: [],
    outputs: {},
};

async function published(settings: { source?: Source; pushes: boolean }): Promise<Recording> {
    return record(() => {
        const context = makeContext({ pushes: settings.pushes });
        const {
            run,
            allow: granted,
            ...step
        } = publishStep("web", {
            build,
            source: settings.source,
            registry: makeRegistry(),
            context,
        });
        return { step, run, policy: renderPolicy(granted) };
    });
}

describe("Publish", () => {
    it("without a source takes what was built and writes the candidate", async () => {
        const recording = await published({ pushes: true });
        assert.deepEqual(recording.outputs["step"], { name: "Publish", takes: ["Image"] });
        assert.deepEqual(recording.outputs["run"], {
            job: {
                env: { ENVIRONMENT: "stack", LINE: "web", RELEASES_BUCKET: "project-stack-releases-111122223333" },
                run: { script: "publish" },
                runEnv: { EXECUTION: "#{codepipeline.PipelineExecutionId}" },
            },
        });
        const candidate = "arn:aws:s3:::project-stack-releases-111122223333/releases/web/candidate.zip";
        const repository = "arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web";
        const key = out(recording, "aws:kms/key:Key", "releases", "arn");
        assert.deepEqual(statements(recording.outputs["policy"]), [
            allow(["s3:GetObject"], [candidate]),
            allow(["kms:Decrypt", "kms:DescribeKey"], [key]),
            allow(["s3:PutObject"], [candidate]),
            allow(["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], [key]),
            allow(["ecr:BatchGetImage", "ecr:PutImage"], [repository]),
            allow(["ecr:DescribeImageScanFindings"], [repository]),
        ]);
    });

    it("with a source also knows the commit, and looks up who pushed it", async () => {
        const recording = await published({ source, pushes: true });
        const { job } = recording.outputs["run"] as { job: Record<string, unknown> };
        assert.deepEqual(job["runEnv"], {
            COMMIT_ID: "#{Source.CommitId}",
            EXECUTION: "#{codepipeline.PipelineExecutionId}",
        });
        assert.equal((job["env"] as Record<string, unknown>)["PUSH_LOG"], "/aws/events/project-stack/pushes");
        const log = out(recording, "aws:cloudwatch/logGroup:LogGroup", "pushes", "arn");
        assert.deepEqual((statements(recording.outputs["policy"]) as unknown[]).slice(6), [
            allow(["codecommit:GetCommit"], ["arn:repository"]),
            allow(["logs:FilterLogEvents"], [`${log}:*`]),
        ]);
    });

    it("asks no log where none is kept", async () => {
        const recording = await published({ source, pushes: false });
        assert.doesNotMatch(JSON.stringify(recording.outputs), /PUSH_LOG|FilterLogEvents/);
    });
});
