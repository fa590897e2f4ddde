import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { image, type ImageStore } from "../carries/image";
import { OUR_TAGS } from "../carries/image-registry";
import type { BuildKind } from "../kind";
import { ecr, imagesInEcr } from "../registries/ecr";
import { waitsForPush } from "./ecr-push";
import { EVERY_TAG, rules } from "./pushed/rules";
import { limitsOf, scanLimits } from "./scan-limits";

/** What a run takes where each push starts one, and none did; AWS's own default: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html */
const NEWEST = "latest";

const settings = z.strictObject({
    tag: z
        .string()
        .regex(/^(\*|\w[\w.-]{0,127})$/)
        .default(NEWEST)
        .meta({
            description: 'Tag whose pushes are released; "*" for every tag that is not one of Fairlead\'s.',
            allowed: 'a tag of 1 to 128 letters, digits and _ . -, or "*" for every tag',
            examples: ["latest", "*"],
        }),
    mayPush: z
        .array(
            z
                .string()
                .regex(/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/)
                .meta({
                    allowed: "the ARN of a role or user of IAM, of this account or another",
                    examples: ["arn:aws:iam::111122223333:role/ci"],
                }),
        )
        .default([])
        .meta({ description: "Who the repository lets push, besides what its account's own policies allow." }),
    ...scanLimits,
});

const tagOf = ({ tag }: Pick<z.infer<typeof settings>, "tag">): string => (tag === EVERY_TAG ? NEWEST : tag);

/** Takes images that somebody else builds and pushes: the bridge for a team that keeps its CI. */
export const pushed: BuildKind<"pushed", typeof settings, ImageStore> = {
    kind: "pushed",
    carries: image,
    pushesTo: ecr,
    needsSource: false,
    takesSource: true,
    settings,
    rules,
    othersPush: (chosen) => ({ tag: tagOf(chosen), who: chosen.mayPush }),
    make(line, { tag, mayPush, ...limits }, { source, store, platform = "linux/amd64" }, { region }) {
        const images = imagesInEcr(store.registry);
        // Publish and Verify add tags of their own, and to ECR each is a push: if these started a run, runs would never end.
        // unverified: ECR's event of a manifest without a tag, a platform's of an image of several, has no image-tag
        // | fails as: with tag "*", make runs once more for each platform and releases it by itself
        // | settle: docker buildx build --platform linux/amd64,linux/arm64 --push, then aws codepipeline list-pipeline-executions
        const tags = tag === EVERY_TAG ? [{ "anything-but": { wildcard: [...OUR_TAGS] } }] : [tag];
        const who =
            mayPush.length > 0
                ? `${mayPush.join(" and ")} may push there`
                : "who pushes is allowed to by a policy of its own, or named in build.mayPush of the line";
        return {
            ...waitsForPush(images, { name: "Image", tag: tagOf({ tag }), tags }),
            ...(source ? { beside: source.step } : {}),
            steps: [],
            limits: limitsOf(limits),
            before: [],
            commit: { scripts: ["pushed-commit"], env: {}, allow: [] },
            nextSteps: [
                pulumi.interpolate`push an image for ${platform} as ${images.repositoryUrl}:${tagOf({ tag })} (docker login by: aws ecr get-login-password --region ${region}); ${who}, and needs ecr:GetAuthorizationToken; until then ${line}-make is red`,
            ],
            outputs: { repositoryUrl: images.repositoryUrl },
        };
    },
};
