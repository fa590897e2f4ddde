import type { ImageRegistry } from "../carries/image-registry";
import type { Build } from "../parts";

interface PushWaitedFor {
    /** Name of the step. */
    readonly name: string;
    /** The tag that a run takes if no push started it. */
    readonly tag: string;
    /** Tags that start a run, as an EventBridge pattern. */
    readonly tags: readonly (string | Record<string, unknown>)[];
}

/** The source step that takes an image from ECR, and the push that starts it, pinned to the image's digest. */
export function waitsForPush(
    images: ImageRegistry,
    { name, tag, tags }: PushWaitedFor,
): Pick<Build, "source" | "starts" | "candidate"> {
    return {
        source: {
            name,
            gives: "Image",
            run: {
                action: {
                    category: "Source",
                    provider: "ECR",
                    configuration: { RepositoryName: images.repositoryName, ImageTag: tag },
                },
            },
            allow: [{ actions: ["ecr:DescribeImages"], on: [images.repositoryArn] }],
        },
        starts: [
            {
                name: "image",
                source: name,
                pins: { revision: "IMAGE_DIGEST", from: "$.detail.image-digest" },
                // https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
                event: {
                    source: ["aws.ecr"],
                    "detail-type": ["ECR Image Action"],
                    detail: {
                        "action-type": ["PUSH"],
                        result: ["SUCCESS"],
                        "repository-name": [images.repositoryName],
                        "image-tag": tags,
                    },
                },
            },
        ],
        candidate: "Image",
    };
}
