import { createHash } from "node:crypto";

import { emptyWorld, pack, type Image, type Json, type World } from "./fixture";

/** The releases and the world that the tests of the scripts begin with. */
export const bucket = "fairlead-prod-releases-111122223333";
export const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
export const ana = "arn:aws:iam::111122223333:user/ana";
export const ben = "arn:aws:sts::444455556666:assumed-role/approver/ben";
export const commitId = "9c1e5b7f00112233445566778899aabbccddeeff";
export const execution = "3137f7cb-7cf7-039j-s83l-d7eu3EXAMPLE".replace(/[^0-9a-zA-Z-]/g, "");

// The newline at the end matters: a shell that drops it pushes another image.
export function image(name: string, ...tags: string[]): Image {
    const manifest = `${JSON.stringify({ schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", name })}\n`;
    return { manifest, digest: `sha256:${createHash("sha256").update(manifest).digest("hex")}`, tags };
}

export function release(id: string, digest: string, more: Json = {}): Json {
    return {
        format: 1,
        id,
        line: "web",
        carries: "image",
        what: `${registry}/web@${digest}`,
        digest,
        commit: {
            id: commitId,
            repository: "shop",
            branch: "main",
            pushedBy: ana,
            message: "Sell more",
            at: "2026-11-21T10:10:02Z",
        },
        made: { at: "2026-11-21T10:15:00Z", by: "arn:aws:codebuild:build" },
        checks: [
            { kind: "tests", stage: "test", passed: true },
            { kind: "scan", critical: 0, high: 1, medium: 4 },
        ],
        ...more,
    };
}

export const oldImage = image("old");
export const newImage = image("new");
export const oldRelease = release("web-20261120T101500Z-0000aaaa", oldImage.digest);
export const newRelease = release("web-20261121T101500Z-0000bbbb", newImage.digest);
export const placeholder: Json = {
    format: 1,
    id: "web-0",
    line: "web",
    carries: "image",
    placeholder: true,
    commit: null,
    checks: [],
    what: `public.ecr.aws/docker/library/busybox@${oldImage.digest}`,
    digest: oldImage.digest,
    made: { at: "2026-11-01T00:00:00Z", by: "pulumi" },
};

export const blueprint = (count = 2, cpu = "256"): Json => ({
    format: 1,
    line: "web",
    environment: "prod",
    count,
    taskdef: {
        family: "web",
        cpu,
        memory: "512",
        containerDefinitions: [
            { name: "web", image: "<IMAGE1_NAME>", dockerLabels: { team: "shop" } },
            { name: "logs", image: `public.ecr.aws/x/logs@${oldImage.digest}` },
        ],
    },
    appspec: {
        version: "0.0",
        Resources: [{ TargetService: { Properties: { TaskDefinition: "<TASK_DEFINITION>" } } }],
    },
    placeholder: { command: ["sh", "-c", "exec httpd -f"] },
});

export const stored = (version: string, value: Json): { version: string; base64: string } => ({
    version,
    base64: Buffer.from(JSON.stringify(value)).toString("base64"),
});
export const zipped = (version: string, files: Record<string, Json>): { version: string; base64: string } => ({
    version,
    base64: pack(files),
});
export const live = (of: Json, version = "b1", counter = 1, pushed: Json[] = []): Record<string, Json> => ({
    "release.json": of,
    "live.json": {
        format: 1,
        release: of.id,
        blueprint: version,
        verifiedAt: "2026-11-20T11:00:00Z",
        runs: { taskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1" },
        counter,
        pushed,
    },
});

/** An environment in which the old release is live with the first of two blueprints. */
export function prod(change: (world: World) => void = () => undefined): World {
    const world = emptyWorld();
    world.s3[bucket] = {
        "releases/web/candidate.zip": [zipped("c1", { "release.json": oldRelease })],
        "releases/web/live.zip": [zipped("l1", live(oldRelease))],
        "releases/web/published.json": [
            stored("p1", { format: 1, line: "web", commits: [], last: { id: oldRelease.id, pushers: [ana] } }),
        ],
        "blueprints/web.json": [stored("b1", blueprint()), stored("b2", blueprint(3, "512"))],
    };
    world.ecr[`${registry}/web`] = [oldImage, newImage].map((one) => ({ ...one, tags: [] }));
    world.service = { name: "web", desiredCount: 2 };
    change(world);
    return world;
}
