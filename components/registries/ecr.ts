import { z } from "zod";

import { signingProfileArn } from "../account/registry-signing";
import { IMAGE_NAMES, ImageRegistry, imageRegistryOf, PULL } from "../carries/image-registry";
import type { Registry } from "../carrying";
import type { RegistryKind } from "../kind";
import { environmentRef, type EnvironmentRef } from "../environment-ref";
import { namesFit, type SettingRule } from "../setting-rules";

/** A registry with the repository that this program makes in it. */
interface EcrRegistry extends Registry {
    readonly images: ImageRegistry;
}

const settings = z.strictObject({
    sign: z
        .strictObject({
            profileArn: z
                .string()
                .regex(/^arn:aws[\w-]*:signer:[\w-]+:\d{12}:\/signing-profiles\/[A-Za-z0-9_]{2,64}$/)
                .optional()
                .meta({
                    description:
                        "Signing profile of AWS Signer that a rule of this registry signs by, in this region. Default: the one of the account's own stack (oncePerAccount.registrySigning).",
                    allowed: "the ARN of a signing profile, without a version",
                    examples: ["arn:aws:signer:eu-west-1:111122223333:/signing-profiles/shop_images"],
                }),
        })
        .optional()
        .meta({
            description:
                "No image is released or deployed before ECR has signed it, as the account's registry is set up to. Default: nobody asks.",
            examples: [{}],
        }),
});

type Settings = z.infer<typeof settings>;

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/managed-signing.html */
const signsInItsRegion: SettingRule<Settings> = ({ sign }, { region }) => {
    const [, partition, , there, ...rest] = sign?.profileArn?.split(":") ?? [];
    if (there === undefined || region === undefined || there === region) return [];
    return [
        {
            at: ["sign", "profileArn"],
            allowed: `a signing profile of region ${region}, where the registry is`,
            instead: ["arn", partition, "signer", region, ...rest].join(":"),
        },
    ];
};

/** The environment's own repository in ECR. */
export const ecr: RegistryKind<"ecr", typeof settings> = {
    kind: "ecr",
    settings,
    rules: [namesFit(IMAGE_NAMES), signsInItsRegion],
    make(line, { sign }, from, context, opts): EcrRegistry {
        const ref = environmentRef(context);
        const signedBy = sign && (sign.profileArn ?? signingProfileArn(ref));
        const images = new ImageRegistry(line, { ref, retention: context.retention, ...from, signedBy }, opts);
        const env = {
            REPOSITORY_URI: images.repositoryUrl,
            REPOSITORY_NAME: images.repositoryName,
            ...(signedBy === undefined ? {} : { SIGNED_BY: signedBy }),
        };
        const signing =
            signedBy === undefined ? undefined : { scripts: ["image-signed"], allow: images.readsSignatures() };
        const words = ["image-ecr", ...(signing?.scripts ?? [])];
        const asks = [...images.readsScans(), ...(signing?.allow ?? [])];
        return {
            images,
            repositoryUrl: images.repositoryUrl,
            push: { scripts: ["image-ecr"], env, allow: images.pushes() },
            publish: { scripts: words, env, allow: [...images.tags(), ...asks] },
            ...(signing ? { trust: { ...signing, scripts: [...signing.scripts, "image-trusted"], env } } : {}),
            keep: { scripts: ["image-ecr", "image-keep"], env, allow: images.tags() },
            copy: (from: EnvironmentRef) => {
                const source = imageRegistryOf(from, line);
                return {
                    scripts: [...words, "image-copy"],
                    docker: true,
                    env: { ...env, FROM_REPOSITORY_URI: source.uri, FROM_REPOSITORY_ARN: source.arn },
                    allow: [{ actions: [...PULL], on: [source.arn] }, ...images.pushes(), ...asks],
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

/** The line's repository in ECR, for what only ECR can do. */
export function imagesInEcr(registry: Registry): ImageRegistry {
    if ("images" in registry) return (registry as EcrRegistry).images;
    throw new Error("the images lie in no registry of ECR; the settings let that pass");
}
