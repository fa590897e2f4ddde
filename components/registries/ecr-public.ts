import * as ecrpublic from "@pulumi/aws/ecrpublic";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { ShellPart } from "../carrying";
import type { EnvironmentRef } from "../environment-ref";
import type { RegistryKind } from "../kind";
import type { Statement } from "../shell";
import { publicNameOf } from "./ecr-public/names";
import { rules } from "./ecr-public/rules";

const settings = z.strictObject({});

/**
 * Of the two regions that answer for ECR Public, the one in which the provider makes repositories, and which gives tokens:
 * https://www.pulumi.com/registry/packages/aws/api-docs/ecrpublic/repository/
 */
const HOME = "us-east-1";

/** https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html */
const LOGIN: readonly Statement[] = [
    {
        actions: ["ecr-public:GetAuthorizationToken"],
        on: "*",
        because: "the token is for the registry as a whole; ECR Public knows no resource for it",
    },
    {
        actions: ["sts:GetServiceBearerToken"],
        on: "*",
        because: "ECR Public has STS make its token, which says who asks and knows no resource",
    },
];

/** As AWS publishes it for who pushes; pulling takes nothing: https://docs.aws.amazon.com/AmazonECR/latest/public/public-repository-policy-examples.html */
const PUSH = [
    "BatchCheckLayerAvailability",
    "CompleteLayerUpload",
    "InitiateLayerUpload",
    "PutImage",
    "UploadLayerPart",
];

/** The environment's own repository in ECR Public. The whole world may read it; nobody else may push there. */
export const ecrPublic: RegistryKind<"ecr-public", typeof settings> = {
    kind: "ecr-public",
    settings,
    rules,
    cannotStandBeside: {
        cache: "what each step of a build has made, its tests among them, would be read by the whole world",
        mostCritical: "ECR Public scans no image, so that none would ever be released",
        mostHigh: "ECR Public scans no image, so that none would ever be released",
    },
    make(line, _settings, _from, context, opts) {
        const { destroyWithData } = context.retention;
        // unverified: the provider makes such a repository from a stack of another region, by `region` alone | fails as: `up` is red at the repository, with a word about the endpoint | settle: pulumi up of a line with this registry in eu-west-1
        const repository = new ecrpublic.Repository(
            line,
            {
                region: HOME,
                repositoryName: publicNameOf(context, line),
                forceDestroy: destroyWithData,
            },
            { ...opts, protect: !destroyWithData },
        );
        const repositoryUrl = repository.repositoryUri;
        const env = { REPOSITORY_URI: repositoryUrl, PUBLIC_REPOSITORY_ARN: repository.arn };
        const at = (...scripts: string[]): ShellPart => ({
            scripts: ["image-ecr-public", "image-by-docker", ...scripts],
            docker: true,
            env,
            allow: [...LOGIN, { actions: PUSH.map((action) => `ecr-public:${action}`), on: [repository.arn] }],
        });
        return {
            repositoryUrl,
            push: at(),
            publish: at(),
            // Nothing expires there, and any tag can be moved: what is live is known by its digest.
            keep: { scripts: ["image-stays"], env: { REPOSITORY_URI: repositoryUrl }, allow: [] },
            copy: (from) => {
                const copy = at("image-public-copy");
                return { ...copy, env: { ...copy.env, FROM_REPOSITORY_URI: besides(repositoryUrl, from, line) } };
            },
            pullsInTasks: () => ({ allow: [] }),
            pullsOnHost: { env: {}, allow: [], login: "none" },
            outputs: { images: repositoryUrl },
        };
    },
};

/** AWS chooses the alias in an address, one for an account; settings keep what promotes in one. */
function besides(repositoryUrl: pulumi.Output<string>, from: EnvironmentRef, line: string): pulumi.Output<string> {
    return repositoryUrl.apply((url) => [...url.split("/").slice(0, 2), publicNameOf(from, line)].join("/"));
}
