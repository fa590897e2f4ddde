/** How many releases stay pullable, for rolling back. */
const RELEASES_KEPT = 100;
/** ECR knows no "never"; this is as near as a lifecycle rule comes. */
const PRACTICALLY_ALL = 9999;

// unverified: a rule for untagged images leaves signatures alone, which have no tag and go with the image that they are of | fails as: two weeks later ECR has no signature of an image that is live, and a change of settings is red at Prepare | settle: aws ecr get-lifecycle-policy-preview of a repository with signed images, and aws ecr list-image-referrers of one after two weeks

/**
 * Renders the lifecycle of a registry. A rule of lower number wins, and what an earlier rule matched no later one
 * expires: so images tagged as live or as the candidate stay, however old they are.
 */
export function renderExpiry(): string {
    return JSON.stringify({
        rules: [
            keep(1, "what runs somewhere, or is about to", ["live-*"], PRACTICALLY_ALL),
            keep(2, "the newest build", ["candidate"], PRACTICALLY_ALL),
            keep(3, "releases to roll back to", ["*"], RELEASES_KEPT),
            {
                rulePriority: 4,
                description: "layers of builds that were not released",
                selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 14 },
                action: { type: "expire" },
            },
        ],
    });
}

function keep(rulePriority: number, description: string, tagPatternList: string[], countNumber: number): object {
    return {
        rulePriority,
        description,
        selection: { tagStatus: "tagged", tagPatternList, countType: "imageCountMoreThan", countNumber },
        action: { type: "expire" },
    };
}
