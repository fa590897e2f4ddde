import { createHash } from "node:crypto";

import { zipSync } from "fflate";

import type { Json, World } from "./fixture";
import { between } from "./promoting";
import { bucket, commitId, live, prod, release, stored, zipped } from "./samples";

/** Bundles and the worlds that the tests of their scripts begin with. */
export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
export const zipOf = (files: Record<string, string>): Uint8Array =>
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])), {
        mtime: new Date("2026-11-20T00:00:00"),
    });
export const site = zipOf({ "index.html": "<p>new</p>", "bin/start": "#!/bin/sh\n" });
export const siteDigest = digestOf(site);
/** Where bundles of line web lie. */
export const keyOf = (digest: string): string => `bundles/web/${digest.slice(7)}.zip`;
export const bundleRelease = (of = bucket, more: Json = {}): Json =>
    release("web-20261121T101500Z-0000cccc", siteDigest, {
        carries: "bundle",
        what: `s3://${of}/${keyOf(siteDigest)}`,
        checks: [],
        ...more,
    });
export const lying = (version: string, bytes: Uint8Array): { version: string; base64: string } => ({
    version,
    base64: Buffer.from(bytes).toString("base64"),
});

/** What lies in a store under a bundle's name, the versions in their order. */
export const versionsOf = (world: World, of = bucket, digest = siteDigest): string[] =>
    (world.s3[of]?.[keyOf(digest)] ?? []).map(({ base64 }) => digestOf(Buffer.from(base64, "base64")));

/** A store in which bytes lie under the name of the bundle. */
export const holding = (bytes: Uint8Array = site): World =>
    prod((world) => {
        (world.s3[bucket] ?? {})[keyOf(siteDigest)] = [lying("z1", bytes)];
    });

/** The same, where Publish recorded that the commit is that bundle. */
export function released(bytes: Uint8Array = site): World {
    const world = holding(bytes);
    world.s3[bucket]?.["releases/web/published.json"]?.push(
        stored("p2", { format: 1, line: "web", commits: [{ id: commitId, digest: siteDigest }] }),
    );
    return world;
}

/** The bundle is live in staging; prod has none yet. */
export const promoted = (from: string, change: (world: World) => void = () => undefined): World =>
    between((world) => {
        world.s3[from] = {
            "releases/web/live.zip": [zipped("l9", live(bundleRelease(from), "b1", 5))],
            [keyOf(siteDigest)]: [lying("z9", site)],
        };
        change(world);
    });
