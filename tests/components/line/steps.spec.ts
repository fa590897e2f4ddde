import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { prepareStep, publishStep, releaseStep, verifyStep } from "../../../components/line/steps";
import type { Build, Source, Step, Target } from "../../../components/parts";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, makeStore, out, statements } from "../surroundings";

const of = { line: "web", carries: "image" };
const box: Step = { name: "Source", run: { job: { run: { scripts: ["check"] } } }, allow: [] };
const build: Build = { source: box, steps: [], starts: [], candidate: "Image", before: [] };
const source: Source = {
    step: box,
    starts: [],
    commit: { COMMIT_ID: { step: "Source", variable: "CommitId" } },
    describe: {
        scripts: ["source-commit"],
        env: {},
        allow: [{ actions: ["codecommit:GetCommit"], on: ["arn:repository"] }],
    },
    nextSteps: [],
    outputs: {},
};
const prepare: Target["prepare"] = {
    scripts: ["image", "ecs-prepare"],
    env: { SERVICE: "web" },
    allow: [{ actions: ["ecs:DescribeServices"], on: ["arn:service"] }],
    timeoutMinutes: 60,
};
const verify: Target["verify"] = {
    scripts: ["image", "ecs-verify"],
    env: { SERVICE: "web" },
    allow: [{ actions: ["ecs:DescribeServices"], on: ["arn:service"] }],
};

const RELEASES = "arn:aws:s3:::project-stack-releases-111122223333";
const IMAGES = "arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web";
const repository = {
    REPOSITORY_NAME: "project-stack/web",
    REPOSITORY_URI: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web",
};
const about = { CARRIES: "image", LINE: "web", RELEASES_BUCKET: "project-stack-releases-111122223333" };
const LOOK = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"];

async function made(
    make: (context: ReturnType<typeof makeContext>, store: ReturnType<typeof makeStore>) => Step,
): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const { run, allow: granted, ...step } = make(context, makeStore(context));
        return { step, run, policy: renderPolicy(granted) };
    });
}
const published = async (from?: Source): Promise<Recording> =>
    made((context, store) => publishStep(of, { build, source: from, store }, context));
const verified = async (...promotionBuses: string[]): Promise<Recording> =>
    made((context, { keep }) => verifyStep(of, { verify, keep, promotionBuses }, context));

const job = ({ outputs }: Recording): Record<string, unknown> =>
    (outputs["run"] as unknown as { job: Record<string, unknown> }).job;
const decrypt = (recording: Recording): object =>
    allow(["kms:Decrypt", "kms:DescribeKey"], [out(recording, "aws:kms/key:Key", "releases", "arn")]);
const encrypt = (recording: Recording): object =>
    allow(
        ["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        [out(recording, "aws:kms/key:Key", "releases", "arn")],
    );

describe("Publish", () => {
    it("without a source takes what was built and writes the candidate", async () => {
        const recording = await published();
        assert.deepEqual(recording.outputs["step"], { name: "Publish", takes: ["Image"] });
        assert.deepEqual(job(recording), {
            env: { ...about, ...repository, ENVIRONMENT: "stack" },
            run: { scripts: ["image", "image-ecr", "image-publish", "source-commit", "publish"] },
            runEnv: { EXECUTION: { run: "id" } },
        });
        const mine = ["candidate.zip", "published.json"].map((file) => `${RELEASES}/releases/web/${file}`);
        assert.deepEqual(statements(recording.outputs["policy"]), [
            allow(["s3:GetObject"], [...mine, `${RELEASES}/releases/web/live.zip`]),
            decrypt(recording),
            allow(["s3:PutObject"], mine),
            encrypt(recording),
            allow(["ecr:BatchGetImage", "ecr:PutImage"], [IMAGES]),
            allow(["ecr:DescribeImageScanFindings"], [IMAGES]),
            allow(["inspector2:ListCoverage", "inspector2:ListFindings"], ["*"]),
        ]);
    });

    it("has the build say the commit, where it knows better than a source", async () => {
        const commit = {
            scripts: ["built-by-up"],
            env: { A: "b" },
            allow: [{ actions: ["s3:GetObject"], on: ["arn:record"] }],
        };
        const recording = await made((context, store) =>
            publishStep(of, { build: { ...build, commit }, store }, context),
        );
        assert.deepEqual(job(recording)["run"], {
            scripts: ["image", "image-ecr", "image-publish", "built-by-up", "publish"],
        });
        assert.equal((job(recording)["env"] as Record<string, unknown>)["A"], "b");
        assert.deepEqual(
            (statements(recording.outputs["policy"]) as unknown[]).at(-1),
            allow(["s3:GetObject"], ["arn:record"]),
        );
    });

    it("with a source also knows the commit, and asks its run who pushed it", async () => {
        const recording = await published(source);
        assert.deepEqual(job(recording)["runEnv"], {
            COMMIT_ID: { step: "Source", variable: "CommitId" },
            EXECUTION: { run: "id" },
            PUSHED_BY: { run: "pushedBy" },
        });
        assert.deepEqual((statements(recording.outputs["policy"]) as unknown[]).slice(7), [
            allow(["codecommit:GetCommit"], ["arn:repository"]),
        ]);
    });
});

describe("Release", () => {
    it("reads the candidate, or what is live, in any version, and nothing else", async () => {
        const recording = await made((context) => releaseStep("web", context));
        assert.deepEqual(recording.outputs["step"], { gives: "Release", name: "Release" });
        assert.deepEqual(recording.outputs["run"], {
            action: {
                category: "Source",
                configuration: {
                    PollForSourceChanges: "false",
                    S3Bucket: "project-stack-releases-111122223333",
                    S3ObjectKey: "releases/web/candidate.zip",
                },
                provider: "S3",
            },
        });
        const keys = ["candidate", "live"].map((which) => `${RELEASES}/releases/web/${which}.zip`);
        assert.deepEqual(statements(recording.outputs["policy"]), [
            allow(["s3:GetObject"], keys),
            decrypt(recording),
            allow(["s3:GetObjectVersion"], keys),
            allow(["s3:GetObjectTagging", "s3:GetObjectVersionTagging"], keys),
            allow(LOOK, [RELEASES]),
        ]);
    });
});

describe("Prepare", () => {
    it("joins the release with the newest blueprint, by the target's own script", async () => {
        const target = { prepare } as Target;
        const recording = await made((context) => prepareStep(of, { target }, context));
        assert.deepEqual(recording.outputs["step"], { gives: "Prepared", name: "Prepare", takes: ["Release"] });
        assert.deepEqual(job(recording), {
            env: { ...about, SERVICE: "web" },
            run: { scripts: ["image", "ecs-prepare", "prepare"] },
            timeoutMinutes: 60,
        });
        assert.deepEqual(statements(recording.outputs["policy"]), [
            allow(["s3:GetObject"], [`${RELEASES}/releases/web/live.zip`, `${RELEASES}/blueprints/web.json`]),
            decrypt(recording),
            allow(["ecs:DescribeServices"], ["arn:service"]),
        ]);
    });
});

describe("Verify", () => {
    it("keeps and records what runs, and tells no environment where none pulls", async () => {
        const recording = await verified();
        assert.deepEqual(recording.outputs["step"], { name: "Verify", takes: ["Prepared"] });
        assert.deepEqual(job(recording), {
            env: { ...about, ...repository, ENVIRONMENT: "stack", SERVICE: "web" },
            run: { scripts: ["image", "image-ecr", "image-keep", "image", "ecs-verify", "verify"] },
            runEnv: { EXECUTION: { run: "id" } },
        });
        assert.deepEqual(statements(recording.outputs["policy"]), [
            allow(["ecs:DescribeServices"], ["arn:service"]),
            allow(["ecr:BatchGetImage", "ecr:PutImage"], [IMAGES]),
            allow(["s3:GetObject"], [`${RELEASES}/releases/web/live.zip`]),
            decrypt(recording),
            allow(["s3:PutObject"], [`${RELEASES}/releases/web/live.zip`]),
            encrypt(recording),
        ]);
    });

    it("tells the environments that may pull, in the line's own name", async () => {
        const buses = ["arn:bus:a", "arn:bus:b"];
        const recording = await verified(...buses);
        const { PROMOTION_BUSES } = job(recording)["env"] as Record<string, unknown>;
        assert.equal(PROMOTION_BUSES, "arn:bus:a arn:bus:b");
        assert.deepEqual(
            (statements(recording.outputs["policy"]) as unknown[]).at(-1),
            allow(["events:PutEvents"], buses, {
                "ForAllValues:StringEquals": { "events:source": "fairlead.web" },
                Null: { "events:source": "false" },
            }),
        );
    });
});
