import { getAuthorizationTokenOutput } from "@pulumi/aws/ecr/getAuthorizationToken";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import { CANDIDATE_TAG } from "../carries/image-registry";
import type { BuildKind } from "../parts";
import { contextHoldsADockerfile } from "./docker/rules";

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
});

/** Builds and pushes the image as a resource of the program, during `pulumi up`; the push then starts the line. */
export const dockerImage: BuildKind<"docker", typeof settings, ImageStore> = {
    kind: "docker",
    carries: image,
    needsSource: false,
    settings,
    rules: [contextHoldsADockerfile],
    make(line, { context, dockerfile }, { store: { registry }, platform = "linux/amd64" }, _context, opts) {
        const token = getAuthorizationTokenOutput({ registryId: registry.registryId }, { parent: opts.parent });
        const built = new docker.Image(
            line,
            {
                // One moving tag: a name made of the content would have to be known before the content is built.
                imageName: pulumi.interpolate`${registry.repositoryUrl}:${CANDIDATE_TAG}`,
                // Written out, so that a laptop with another processor builds what the tasks can run.
                build: { context, dockerfile: `${context}/${dockerfile}`, platform },
                registry: {
                    server: registry.repositoryUrl,
                    username: token.userName,
                    password: pulumi.secret(token.password),
                },
            },
            opts,
        );
        return {
            source: {
                name: "Source",
                gives: "Image",
                run: {
                    action: {
                        category: "Source",
                        provider: "ECR",
                        configuration: { RepositoryName: registry.repositoryName, ImageTag: CANDIDATE_TAG },
                    },
                },
                allow: [{ actions: ["ecr:DescribeImages"], on: [registry.repositoryArn] }],
            },
            starts: [
                {
                    name: "image",
                    source: "Source",
                    pins: { revision: "IMAGE_DIGEST", from: "$.detail.image-digest" },
                    event: {
                        source: ["aws.ecr"],
                        "detail-type": ["ECR Image Action"],
                        detail: {
                            "action-type": ["PUSH"],
                            result: ["SUCCESS"],
                            "repository-name": [registry.repositoryName],
                            "image-tag": [CANDIDATE_TAG],
                        },
                    },
                },
            ],
            candidate: "Image",
            steps: [],
            before: [built],
        };
    },
};
