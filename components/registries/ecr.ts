import { z } from "zod";

import { IMAGE_NAMES, ImageRegistry, imageRegistryOf, PULL } from "../carries/image-registry";
import type { Registry } from "../carrying";
import type { RegistryKind } from "../kind";
import { environmentRef, type EnvironmentRef } from "../environment-ref";
import { namesFit } from "../setting-rules";

/** A registry that this program makes. */
interface EcrRegistry extends Registry {
    readonly images: ImageRegistry;
}

const settings = z.strictObject({});

/** A repository of the environment's own in ECR. */
export const ecr: RegistryKind<"ecr", typeof settings> = {
    kind: "ecr",
    settings,
    rules: [namesFit(IMAGE_NAMES)],
    make(line, _settings, from, context, opts): EcrRegistry {
        const { retention } = context;
        const images = new ImageRegistry(line, { ref: environmentRef(context), retention, ...from }, opts);
        const env = { REPOSITORY_URI: images.repositoryUrl, REPOSITORY_NAME: images.repositoryName };
        return {
            images,
            repositoryUrl: images.repositoryUrl,
            push: { scripts: ["image-ecr"], env, allow: images.pushes() },
            publish: { scripts: ["image-ecr"], env, allow: [images.tags(), ...images.readsScans()] },
            keep: { scripts: ["image-ecr", "image-keep"], env, allow: [images.tags()] },
            copy: (from: EnvironmentRef) => {
                const source = imageRegistryOf(from, line);
                return {
                    scripts: ["image-ecr", "image-copy"],
                    docker: true,
                    env: { ...env, FROM_REPOSITORY_URI: source.uri, FROM_REPOSITORY_ARN: source.arn },
                    allow: [{ actions: [...PULL], on: [source.arn] }, ...images.pushes(), ...images.readsScans()],
                };
            },
            pullsInTasks: () => ({ allow: images.pulls() }),
            pullsOnHost: {
                env: {
                    REGISTRY: images.repositoryUrl.apply((url) => url.replace(/\/.*$/, "")),
                    REGISTRY_REGION: context.region,
                },
                allow: images.pulls(),
                login: "ecr",
            },
        };
    },
};

/** The repository in ECR, for what only ECR can do. */
export function imagesInEcr(registry: Registry): ImageRegistry {
    if ("images" in registry) return (registry as EcrRegistry).images;
    throw new Error("the images lie in no registry of ECR; the settings let that pass");
}
