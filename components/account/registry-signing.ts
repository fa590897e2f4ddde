import * as cloudcontrol from "@pulumi/aws/cloudcontrol";
import * as signer from "@pulumi/aws/signer";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { arnIn, type EnvironmentRef } from "../environment-ref";
import type { OncePerAccount } from "./once";

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SigningRepositoryFilter.html */
const REPOSITORY = /^(?:[a-z0-9*]+(?:[._-][a-z0-9*]+)*\/)*[a-z0-9*]+(?:[._-][a-z0-9*]+)*$/;

const settings = z
    .strictObject({
        repositories: z
            .array(
                z
                    .string()
                    .regex(REPOSITORY)
                    .max(256)
                    .meta({ allowed: "a repository's name, with * for any part of it", examples: ["shop-*/*"] }),
            )
            .min(1)
            .max(100)
            .optional()
            .meta({ description: "Repositories whose images are signed when pushed. Default: those of this project." }),
        profile: z
            .string()
            .regex(/^[A-Za-z0-9_]{2,64}$/)
            .optional()
            .meta({
                description: "Name of the signing profile. Default: <project>_images.",
                allowed: "2 to 64 letters, digits and _",
                examples: ["shop_images"],
            }),
    })
    .meta({
        description:
            "Images are signed by ECR as they are pushed to the registry of this account and region, with AWS Signer. Default: what is set there stays.",
    });

/**
 * ECR signs what is pushed, in the name of who pushes; a registry has one list of rules for that.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/managed-signing.html
 */
export const registrySigning: OncePerAccount<"registrySigning", typeof settings> = {
    key: "registrySigning",
    settings,
    make(name, { repositories, profile }, ref, opts) {
        // unverified: the name of a profile that was canceled, which `pulumi destroy` does, is not free again for two years | fails as: `up` behind a destroy is red at the profile | settle: aws signer put-signing-profile with the name of a canceled one
        const signs = new signer.SigningProfile(
            `${name}-registry-signing`,
            { name: profile ?? profileNameOf(ref), platformId: "Notation-OCI-SHA384-ECDSA" },
            opts,
        );
        const RepositoryFilters = (repositories ?? [`${ref.project}-*/*`]).map((Filter) => ({
            Filter,
            FilterType: "WILDCARD_MATCH",
        }));
        // The provider has no resource of its own for it: https://github.com/hashicorp/terraform-provider-aws/issues/45233
        new cloudcontrol.Resource(
            `${name}-registry-signing`,
            {
                typeName: "AWS::ECR::SigningConfiguration",
                desiredState: pulumi.jsonStringify({ Rules: [{ SigningProfileArn: signs.arn, RepositoryFilters }] }),
            },
            opts,
        );
        return {
            arns: { imageSigningProfileArn: signs.arn },
            nextSteps: [
                `ECR signs images in ${ref.region} from now on, and asks money for each signature; who pushes there and may not signer:SignPayload by that profile still pushes, unsigned`,
            ],
        };
    },
};

/** The profile of the account's own stack, known before it is there. */
export function signingProfileArn(ref: EnvironmentRef): string {
    return arnIn(ref, "signer", `/signing-profiles/${profileNameOf(ref)}`);
}

/** Signer takes no hyphens: https://docs.aws.amazon.com/signer/latest/api/API_PutSigningProfile.html */
function profileNameOf({ project }: Pick<EnvironmentRef, "project">): string {
    return `${project.replace(/[^A-Za-z0-9]/g, "_").slice(0, 57)}_images`;
}
