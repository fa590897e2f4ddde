import { any, type Subject } from "./types";

/** Where a line's images lie. */
export const images: Subject = {
    reasons: {
        "aws:ecr/repository:Repository": [
            [any, "keeps the line's images; a tag, once given, never moves except the newest build's"],
        ],
        "aws:ecrpublic/repository:Repository": [
            [any, "keeps the line's images where the whole world may read them; nobody else pushes there"],
        ],
        "aws:ecr/repositoryPolicy:RepositoryPolicy": [[any, "lets who was named push images there"]],
        "aws:ecr/lifecyclePolicy:LifecyclePolicy": [[any, "removes old images, never one that runs"]],
    },
};
