import { run, type Job, type Json, type World } from "./fixture";
import { bundleRelease, digestOf, lying } from "./bundling";
import { between } from "./promoting";
import { bucket, commitId, live, newImage, prod, registry, stored, zipped } from "./samples";

/** Models, and the worlds that the tests of their scripts begin with. */
export const GROUP = "fairlead-staging-web";
export const training = "models-staging-0123456";
export const packageArn = (version: number): string =>
    `arn:aws:sagemaker:eu-west-1:111122223333:model-package/${GROUP}/${version}`;
export const image = `${registry}/web@${newImage.digest}`;
export const golden = {
    format: 1,
    payloads: [
        { name: "a seven", contentType: "image/png", body: "iVBORw0KGgo=", expect: { predictions: [{ digit: 7 }] } },
    ],
};
export const evaluation = {
    metrics: { accuracy: 0.97, note: "no number" },
    confusion: [
        [9, 1],
        [0, 10],
    ],
};
export const carla = "arn:aws:sts::111122223333:assumed-role/approver/carla";
export const record = {
    format: 1,
    image,
    commit: { id: commitId, pushedBy: "arn:aws:iam::111122223333:user/ana" },
    golden,
    build: { tests: { stage: "test", passed: true }, reused: false },
};
const recordKey = `builds/web/${newImage.digest.slice(7)}.json`;

export const dataOf = (version: number): Uint8Array => Buffer.from(`model ${version}`);
export const keyOf = (version: number): string => `models/web/${digestOf(dataOf(version)).slice(7)}.tar.gz`;
const modelOf = (version: number): string => `web/runs/run${version}/Train/job/output/model.tar.gz`;
const evaluationOf = (version: number): string => `web/runs/run${version}/Evaluate/evaluation/evaluation.json`;

/** What SageMaker says of a version that was approved at that time. */
export const described = (version: number, at: string, more: Json = {}): Json => ({
    ModelPackageGroupName: GROUP,
    ModelPackageVersion: version,
    ModelPackageArn: packageArn(version),
    ModelApprovalStatus: "Approved",
    InferenceSpecification: {
        Containers: [{ Image: image, ModelDataUrl: `s3://${training}/${modelOf(version)}` }],
    },
    ModelMetrics: {
        ModelQuality: { Statistics: { S3Uri: `s3://${training}/${evaluationOf(version)}` } },
    },
    CustomerMetadataProperties: { Commit: commitId, DataVersion: "0" },
    LastModifiedTime: at.replace("Z", ".123000+00:00"),
    LastModifiedBy: { IamIdentity: { Arn: carla } },
    ...more,
});

const SCANNED = [{ imageScanStatus: { status: "ACTIVE" }, imageScanFindings: { findingSeverityCounts: { HIGH: 1 } } }];

/** Staging, in which versions 1 to 3 were trained. */
export function trained(change: (world: World) => void = () => undefined): World {
    return prod((world) => {
        world.packages = {};
        world.scans = [...SCANNED];
        world.s3[training] = {};
        for (const version of [1, 2, 3]) {
            world.packages[packageArn(version)] = described(version, `2026-11-21T10:0${version}:00Z`);
            world.s3[training][modelOf(version)] = [lying("d1", dataOf(version))];
            world.s3[training][evaluationOf(version)] = [stored("e1", evaluation)];
        }
        (world.s3[bucket] ?? {})[recordKey] = [stored("r1", record)];
        change(world);
    });
}

export const PUBLISH = ["image", "bundle", "model", "image-ecr", "model-publish", "approved-package", "publish"];
const publishEnv = {
    LINE: "web",
    CARRIES: "model",
    ENVIRONMENT: "staging",
    RELEASES_BUCKET: bucket,
    REPOSITORY_URI: `${registry}/web`,
    REPOSITORY_NAME: "web",
    GROUP,
    TRAINING_BUCKET: training,
};

/** The job that an event of an approval starts. */
export function approve(world: World, version: number, at: string, more: Partial<Job> = {}): ReturnType<typeof run> {
    const env = { ...publishEnv, PACKAGE: packageArn(version), APPROVED_AT: at, ...more.env };
    return run(PUBLISH, { ...more, env, world });
}

export const START = ["source-commit", "start-training"];
const startEnv = {
    LINE: "web",
    RELEASES_BUCKET: bucket,
    TRAINING_PIPELINE: GROUP,
    DATA_VERSION: "0",
    METRIC: "accuracy",
    CHAMPION: "yes",
    GOLDEN_FILE: "golden.json",
    FILES_FROM: "Source",
    COMMIT_ID: commitId,
    EXECUTION: "execution-1",
};
/** The source's artifact lies beside what was built: here, in the same folder. */
export function start(world: World, more: Partial<Job> = {}): ReturnType<typeof run> {
    const files = {
        "imageDetail.json": JSON.stringify({ ImageURI: image }),
        "golden.json": JSON.stringify(golden),
        "build.json": JSON.stringify(record.build),
        ...more.files,
    };
    const env = { CODEBUILD_SRC_DIR_Source: ".", ...startEnv, ...more.env };
    return run(START, { ...more, env, world, files });
}

export const modelRelease = (of: string, more: Json = {}): Json =>
    bundleRelease(of, {
        carries: "model",
        what: `s3://${of}/${keyOf(2)}`,
        digest: digestOf(dataOf(2)),
        model: { package: packageArn(2), image, metrics: { accuracy: 0.97 } },
        golden,
        ...more,
    });

/** The model is live in staging; prod has neither its data nor its image yet. */
export const promotedModel = (from: string, more: Json = {}): World =>
    between((world) => {
        world.scans = [...SCANNED];
        world.s3[from] = {
            "releases/web/live.zip": [zipped("l9", live(modelRelease(from, more), "b1", 5))],
            [keyOf(2)]: [lying("z9", dataOf(2))],
        };
    });
