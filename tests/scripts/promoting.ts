import type { Json, World } from "./fixture";
import { bucket, live, newRelease, oldRelease, prod, registry, stored, zipped } from "./samples";

/** The new release is live in staging, as its fifth; prod has a registry and a bucket of its own, and took the fourth. */
export const from = "fairlead-staging-releases-111122223333";
export const own = "444455556666.dkr.ecr.eu-west-1.amazonaws.com";
export const PULL = ["image", "image-ecr", "image-copy", "pull"];
export const pullEnv = {
    LINE: "web",
    CARRIES: "image",
    FROM_ENVIRONMENT: "staging",
    FROM_BUCKET: from,
    RELEASES_BUCKET: bucket,
    REPOSITORY_URI: `${own}/web-prod`,
    REPOSITORY_NAME: "web-prod",
    FROM_REPOSITORY_URI: `${registry}/web`,
    FROM_REPOSITORY_ARN: "arn:aws:ecr:eu-west-1:111122223333:repository/web",
};

export function between(change: (world: World) => void = () => undefined): World {
    return prod((world) => {
        world.registry = own;
        world.ecr[`${own}/web-prod`] = [];
        world.s3[from] = { "releases/web/live.zip": [zipped("l9", live(newRelease, "b1", 5))] };
        world.s3[bucket] = {
            ...world.s3[bucket],
            "promotions/web.json": [
                stored("t1", {
                    format: 1,
                    line: "web",
                    from: "staging",
                    counter: 4,
                    release: oldRelease.id,
                    pushers: [],
                }),
            ],
        };
        change(world);
    });
}

/** What was taken last, as prod's store records it. */
export function takenHere(world: World): Json {
    const text = Buffer.from(world.s3[bucket]?.["promotions/web.json"]?.at(-1)?.base64 ?? "", "base64").toString();
    const { format: _, line: __, ...taken } = JSON.parse(text) as Json;
    return taken;
}
