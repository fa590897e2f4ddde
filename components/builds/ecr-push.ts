import type { ImageRegistry } from "../carries/image-registry";
import type { Build } from "../parts";

interface PushWaitedFor {
    /** Names the step. */
    readonly name: string;
    /** What a run takes that no push started. */
    readonly tag: string;
    /** Which tags start a run, as EventBridge compares them. */
    readonly tags: readonly (string | Record<string, unknown>)[];
}

/** The source that takes an image from a repository in ECR, and the push that starts it, pinned to its digest. */
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
