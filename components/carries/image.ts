import type { CarriedStore, CarriesKind } from "../parts";
import { environmentRef, type EnvironmentRef } from "../context";
import { ImageRegistry, imageRegistryOf, PULL } from "./image-registry";

/**
 * busybox 1.37 for every processor, from AWS's mirror: no rate limit, two megabytes. By digest, because what stands in
 * for an application must not change by itself.
 */
const BUSYBOX = "public.ecr.aws/docker/library/busybox";
const DIGEST = "sha256:9db7b59979c38555a39def84a31fb98b5296952f9e3afd4f6f11f05b07adfab0";

/** A line's images, and the shell that publishes, keeps and copies one. */
export interface ImageStore extends CarriedStore {
    readonly registry: ImageRegistry;
}

/** A container image, by digest. */
export const image: CarriesKind<ImageStore> = {
    kind: "image",
    placeholder: { what: `${BUSYBOX}@${DIGEST}`, digest: DIGEST },
    makeStore(line, context, opts) {
        const registry = new ImageRegistry(line, { ref: environmentRef(context), retention: context.retention }, opts);
        const env = { REPOSITORY_URI: registry.repositoryUrl, REPOSITORY_NAME: registry.repositoryName };
        return {
            registry,
            publish: {
                scripts: ["image", "image-publish"],
                env,
                allow: [registry.tags(), ...registry.readsScans()],
            },
            keep: { scripts: ["image", "image-keep"], env, allow: [registry.tags()] },
            copy: (from: EnvironmentRef) => {
                const source = imageRegistryOf(from, line);
                return {
                    scripts: ["image", "image-copy"],
                    docker: true,
                    env: { ...env, FROM_REPOSITORY_URI: source.uri, FROM_REPOSITORY_ARN: source.arn },
                    allow: [{ actions: [...PULL], on: [source.arn] }, ...registry.pushes(), ...registry.readsScans()],
                };
            },
        };
    },
};
