import * as ecr from "@pulumi/aws/ecr";
import { z } from "zod";

import { arnOf } from "./arn";
import type { OncePerAccount } from "./once";

/** Addresses, and which of them ask who pulls: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html */
const OPEN = { "ecr-public": "public.ecr.aws", k8s: "registry.k8s.io", quay: "quay.io" } as const;
const WITH_LOGIN = {
    "docker-hub": "registry-1.docker.io",
    github: "ghcr.io",
    gitlab: "registry.gitlab.com",
} as const;
const ADDRESSES: Readonly<Record<string, string>> = { ...OPEN, ...WITH_LOGIN };

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html */
const credentialArn = arnOf(
    "secretsmanager",
    "secret:ecr-pullthroughcache/",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/docker-hub-a1b2c3",
    "A secret of this account and region with username and accessToken; its name begins with ecr-pullthroughcache/.",
);

const upstream = z.discriminatedUnion("upstream", [
    ...Object.keys(WITH_LOGIN).map((name) => z.strictObject({ upstream: z.literal(name), credentialArn })),
    ...Object.keys(OPEN).map((name) => z.strictObject({ upstream: z.literal(name) })),
] as unknown as [z.ZodObject<{ upstream: z.ZodLiteral<string>; credentialArn: z.ZodOptional<typeof credentialArn> }>]);

const settings = z
    .record(
        z
            .string()
            .regex(/^[a-z0-9]+([._-][a-z0-9]+)*$/)
            .min(2)
            .max(30)
            .meta({ allowed: "2 to 30 lower-case letters and digits, single . _ or - between them" }),
        upstream,
    )
    .meta({
        description:
            "Registries whose images ECR keeps a copy of, by the prefix of the repositories that it makes for them.",
    });

/** A line's Dockerfile can then start from an image in the account's own registry, and does not run into Docker Hub's limit. */
export const pullThrough: OncePerAccount<"pullThrough", typeof settings> = {
    key: "pullThrough",
    settings,
    make(name, rules, { account, region }, opts) {
        const made = Object.entries(rules);
        for (const [prefix, { upstream: from, credentialArn: login }] of made) {
            new ecr.PullThroughCacheRule(
                `${name}-pull-through-${prefix}`,
                {
                    ecrRepositoryPrefix: prefix,
                    upstreamRegistryUrl: ADDRESSES[from] ?? from,
                    ...(login ? { credentialArn: login } : {}),
                },
                opts,
            );
        }
        return {
            nextSteps: made.map(
                ([prefix, { upstream: from }]) =>
                    `images of ${from} are at ${account}.dkr.ecr.${region}.amazonaws.com/${prefix}/… from now on; a role that pulls one for the first time needs ecr:BatchImportUpstreamImage and ecr:CreateRepository there`,
            ),
        };
    },
};
