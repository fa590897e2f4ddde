import { arnIn } from "../../plan/arn";
import { strToU8, zipSync } from "fflate";

import type { RehearsedAction } from "./types";
import { revisionOf } from "../services/executions";

interface Details {
    readonly imageDigest: string;
    readonly imageTags?: readonly string[];
    readonly imageSizeInBytes?: number;
    readonly imagePushedAt?: string | number;
    readonly registryId: string;
    readonly repositoryName: string;
}

export const ecr: RehearsedAction = {
    provider: "ECR",
    fidelity: {
        executed: "the image that the run was started for, imageDetail.json as CodePipeline writes it",
        evaluated: "the action's role on the repository",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html",
    },
    async run({ at, configuration, by, revisions }, { gateway, blobs, say }) {
        const { plan, action } = at;
        const { RepositoryName: repository = "", ImageTag: tag = "latest" } = configuration;
        const digest = revisionOf(revisions, action.name, "IMAGE_DIGEST");
        const { imageDetails } = (await gateway.call({
            by,
            action: "ecr:DescribeImages",
            on: arnIn(plan, "ecr", `repository/${repository}`),
            input: { imageIds: [digest === undefined ? { imageTag: tag } : { imageDigest: digest }] },
        })) as unknown as { readonly imageDetails: readonly Details[] };
        const [found] = imageDetails;
        if (!found) throw new Error(`ECR knows no image ${digest ?? tag} in ${repository}`);
        const uri = `${found.registryId}.dkr.ecr.${plan.region}.amazonaws.com/${repository}@${found.imageDigest}`;
        say(uri);
        const file = {
            ImageSizeInBytes: String(found.imageSizeInBytes ?? 0),
            ImageDigest: found.imageDigest,
            Version: "1.0",
            ImagePushedAt: String(found.imagePushedAt ?? ""),
            RegistryId: found.registryId,
            RepositoryName: repository,
            ImageURI: uri,
            ImageTags: found.imageTags ?? [],
        };
        const artifact = blobs.put(zipSync({ "imageDetail.json": strToU8(JSON.stringify(file)) }));
        return {
            ok: true,
            outputs: Object.fromEntries(action.outputArtifacts.map((name) => [name, artifact])),
            revision: found.imageDigest,
            variables: {
                ImageDigest: found.imageDigest,
                ImageTag: digest === undefined ? tag : "",
                ImageURI: uri,
                RegistryId: found.registryId,
                RepositoryName: repository,
            },
        };
    },
};
