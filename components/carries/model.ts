import type { EnvironmentRef } from "../environment-ref";
import type { CarriedStore, CarriesKind, Registry } from "../carrying";
import type { Statement } from "../shell";
import { imagesInEcr } from "../registries/ecr";
import { RELEASE_KEYS, releaseStoreNames } from "../shared/release-store";

/** A line's models: data beside its releases, images in its registry, and the shell that publishes, keeps and copies both. */
export interface ModelStore extends CarriedStore {
    /** Where the images lie that train and serve. */
    readonly registry: Registry;
    /** What a role needs to read model data. */
    reads(): readonly Statement[];
}

/**
 * Model data by the SHA-256 of its bytes, and by digest the image that it runs in: both are the environment's own, because an
 * endpoint fetches them again with every instance it gets.
 */
export const model: CarriesKind<ModelStore> = {
    kind: "model",
    // The checksum of no bytes: release 0 carries none, and its target makes no endpoint of it.
    placeholder: {
        what: "nothing",
        digest: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    },
    liesInRegistry: true,
    makeStore(line, { registry }, { releases }) {
        if (!registry) throw new Error(`the images of ${line} need a registry; the settings let one pass without`);
        const keeps = [releases.readsBesides(RELEASE_KEYS.model(line)), releases.addsBesides(RELEASE_KEYS.model(line))];
        const words = ["image", "bundle", "model"];
        const images = imagesInEcr(registry);
        const env = { REPOSITORY_URI: images.repositoryUrl, REPOSITORY_NAME: images.repositoryName };
        return {
            registry,
            reads: () => releases.reads(RELEASE_KEYS.model(line)),
            publish: {
                ...registry.publish,
                scripts: [...words, ...registry.publish.scripts, "model-publish"],
                allow: [...registry.publish.allow, ...keeps],
            },
            keep: { scripts: [...words, "image-ecr", "model-keep"], env, allow: images.tags() },
            copy: (from: EnvironmentRef) => {
                const copy = registry.copy(from);
                const theirs = `${releaseStoreNames(from).bucket}/${RELEASE_KEYS.model(line)}`;
                return {
                    ...copy,
                    scripts: [...words, ...registry.publish.scripts, "model-copy"],
                    allow: [
                        ...copy.allow,
                        { actions: ["s3:GetObject"], on: [`arn:${from.partition}:s3:::${theirs}`] },
                        ...keeps,
                    ],
                };
            },
        };
    },
};
