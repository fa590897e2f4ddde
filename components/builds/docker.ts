import { getAuthorizationTokenOutput } from "@pulumi/aws/ecr/getAuthorizationToken";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import { CANDIDATE_TAG } from "../carries/image-registry";
import { ecr, imagesInEcr } from "../registries/ecr";
import type { BuildKind } from "../kind";
import { readsBuilt, recordBuilt } from "./docker/record";
import { contextHoldsADockerfile } from "./docker/rules";
import { waitsForPush } from "./ecr-push";
import { limitsOf, scanLimits } from "./scan-limits";

/**
 * What BuildKit writes into an image as the time it was made: https://docs.docker.com/build/ci/github-actions/reproducible-builds/
 * Always the same time, because any changed argument builds again, and a shallow clone has another time of the commit. The
 * record says when it was committed. Seconds since 1970 of 1 January 1980, the first day that a zip can name.
 */
const SOURCE_DATE_EPOCH = "315532800";

const settings = z.strictObject({
    context: z
        .string()
        .min(1)
        .meta({
            description: "Folder that is built, relative to the project.",
            allowed: "the folder that is built, relative to the project",
            examples: ["examples/blue-green-web"],
        }),
    dockerfile: z.string().min(1).default("Dockerfile").meta({ description: "Dockerfile, relative to the context." }),
    cache: z.boolean().optional().meta({
        description:
            "Whether a build begins with the layers of the image that was pushed last, wherever `up` runs. Default: with what docker there has kept.",
    }),
    ...scanLimits,
});

/** Builds and pushes the image as a resource of the program, during `pulumi up`; the push then starts the line. */
export const dockerImage: BuildKind<"docker", typeof settings, ImageStore> = {
    kind: "docker",
    carries: image,
    pushesTo: ecr,
    needsSource: false,
    settings,
    rules: [contextHoldsADockerfile],
    folder: ({ context }) => context,
    make(
        line,
        { context, dockerfile, cache = false, ...limits },
        { store, checkout = {}, platform = "linux/amd64" },
        environment,
        opts,
    ) {
        const registry = imagesInEcr(store.registry);
        const token = getAuthorizationTokenOutput({ registryId: registry.registryId }, { parent: opts.parent });
        // One moving tag, because a tag made of the content would have to be known before the build.
        const imageName = pulumi.interpolate`${registry.repositoryUrl}:${CANDIDATE_TAG}`;
        // The last image is the cache: the provider exports none, and only the last stage's layers are in an image.
        // Of a repository that is still empty as well, as in Pulumi's own example:
        // https://www.pulumi.com/registry/packages/docker/api-docs/image/
        const begins = cache ? { cacheFrom: { images: [imageName] } } : {};
        const args = { SOURCE_DATE_EPOCH, ...(cache ? { BUILDKIT_INLINE_CACHE: "1" } : {}) };
        const built = new docker.Image(
            line,
            {
                imageName,
                // Written out, so that a laptop with another processor builds what the tasks can run.
                build: { context, dockerfile: `${context}/${dockerfile}`, platform, args, ...begins },
                registry: {
                    server: registry.repositoryUrl,
                    username: token.userName,
                    password: pulumi.secret(token.password),
                },
            },
            opts,
        );
        // Written after the push that starts the line; Publish waits for it.
        recordBuilt(line, built.repoDigest, checkout, environment, opts);
        return {
            ...waitsForPush(registry, { name: "Source", tag: CANDIDATE_TAG, tags: [CANDIDATE_TAG] }),
            steps: [],
            limits: limitsOf(limits),
            before: [built],
            commit: readsBuilt(line, environment),
        };
    },
};
