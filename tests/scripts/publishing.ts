import { run, unpack, type Job, type Json, type World } from "./fixture";
import { ana, bucket, commitId, execution, newImage, prod, registry } from "./samples";

/** What the tests of publish.sh begin with: the make half of a line in staging, after a push. */
export type More = Partial<Job>;
export const scripts = ["image", "image-ecr", "image-publish", "source-commit", "publish"];
export const rule = "arn:aws:events:eu-west-1:111122223333:rule/fairlead-staging-web-make-push";
export const byRule = { triggerType: "CloudWatchEvent", triggerDetail: rule };
export const publishEnv = {
    LINE: "web",
    CARRIES: "image",
    ENVIRONMENT: "staging",
    RELEASES_BUCKET: bucket,
    REPOSITORY_URI: `${registry}/web`,
    REPOSITORY_NAME: "web",
    COMMIT_ID: commitId,
    BRANCH: "main",
    REPOSITORY: "shop",
    PUSHED_BY: ana,
    PUSH_RULE: rule,
    CODEBUILD_INITIATOR: "codepipeline/web-make-1234567",
    EXECUTION: execution,
};
export const noCommit = { COMMIT_ID: "", BRANCH: "", REPOSITORY: "", PUSHED_BY: "", PUSH_RULE: "" };
export const hostile = 'Sell "more" $(touch pwned) `id` ${HOME}\n\'; exit 3 #';

export function staging(change: (world: World) => void = () => undefined): World {
    return prod((world) => {
        world.trigger = byRule;
        world.commits = { [commitId]: { message: hostile, committer: { date: "1795255802 +0100" } } };
        world.scans = [
            {
                imageScanStatus: { status: "ACTIVE" },
                imageScanFindings: { findingSeverityCounts: { HIGH: 1, MEDIUM: 4, LOW: 9 } },
            },
        ];
        change(world);
    });
}

export function publish(world: World, more: More = {}): ReturnType<typeof run> {
    const files = {
        "imageDetail.json": JSON.stringify({ ImageURI: `${registry}/web@${newImage.digest}` }),
        ...more.files,
    };
    return run(scripts, { ...more, env: { ...publishEnv, ...more.env }, world, files });
}
/** What Publish recorded for itself. */
export const published = (world: World): Json => {
    const newest = world.s3[bucket]?.["releases/web/published.json"]?.at(-1);
    return JSON.parse(Buffer.from(newest?.base64 ?? "", "base64").toString()) as Json;
};
export const candidate = (world: World): Json =>
    unpack(world, bucket, "releases/web/candidate.zip")["release.json"] ?? {};
