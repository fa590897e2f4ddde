// What ECR refuses, in its own words. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
import { readArn } from "../../plan/arn";
import { records, text, texts, type Planned } from "../../plan/plans";
import { wildcard } from "../../text/wildcard";
import { Refused } from "../account/gateway";

interface Named {
    readonly name: string;
    /** The account's id, which is the registry's. */
    readonly registry: string;
}

export interface Repository extends Planned, Named {
    readonly arn: string;
    /** As docker names it, without a tag. */
    readonly uri: string;
}

export type ImageId = { readonly tag: string } | { readonly digest: string };

export function uriOf(arn: string): string {
    const { region, account, resource } = readArn(arn);
    return `${account}.dkr.ecr.${region}.amazonaws.com/${resource.replace(/^repository\//, "")}`;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
export function neverMoves({ resource }: Repository, tag: string): boolean {
    const excluded = records(resource.inputs["imageTagMutabilityExclusionFilters"])
        .flatMap(({ filter }) => texts(filter))
        .some((filter) => wildcard(filter).test(tag));
    switch (text(resource, "imageTagMutability")) {
        case "IMMUTABLE":
            return true;
        case "IMMUTABLE_WITH_EXCLUSION":
            return !excluded;
        case "MUTABLE_WITH_EXCLUSION":
            return excluded;
        default:
            return false;
    }
}

const inRegistry = ({ name, registry }: Named) =>
    `repository with name '${name}' in the registry with id '${registry}'`;

export const refusals = {
    repositoryNotFound: ({ name, registry }: Named) =>
        new Refused(
            "RepositoryNotFoundException",
            `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
        ),
    imageNotFound: (repository: Named, id: ImageId) => {
        const [digest, tag] = "tag" in id ? ["null", id.tag] : [id.digest, "null"];
        return new Refused(
            "ImageNotFoundException",
            `The image with imageId {imageDigest:'${digest}', imageTag:'${tag}'} does not exist within the ${inRegistry(repository)}`,
        );
    },
    scanNotFound: (repository: Named, digest: string) =>
        new Refused(
            "ScanNotFoundException",
            `Image scan does not exist for the image with '{imageDigest:'${digest}', imageTag:'null'}' in the ${inRegistry(repository)}`,
        ),
    layersNotFound: (repository: Named, digests: readonly string[]) =>
        new Refused(
            "LayersNotFoundException",
            `Layers with digests '[${digests.join(", ")}]' required for pushing image into ${inRegistry(repository)} do not exist`,
        ),
    layerExists: (repository: Named, digest: string) =>
        new Refused(
            "LayerAlreadyExistsException",
            `Layer with digest '${digest}' already exists in the ${inRegistry(repository)}`,
        ),
    uploadNotFound: (repository: Named, upload: string) =>
        new Refused(
            "UploadNotFoundException",
            `Layer upload with id '${upload}' not found in the ${inRegistry(repository)}`,
        ),
    imageExists: (repository: Named, digest: string, tag = "null") =>
        new Refused(
            "ImageAlreadyExistsException",
            `Image with digest '${digest}' and tag '${tag}' already exists in the ${inRegistry(repository)}`,
        ),
    tagExists: ({ name }: Named, tag: string) =>
        new Refused(
            "ImageTagAlreadyExistsException",
            `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`,
        ),
    digestDoesNotMatch: (asked: string, digest: string) =>
        new Refused(
            "ImageDigestDoesNotMatchException",
            `The provided image digest '${asked}' does not match the digest '${digest}' that Amazon ECR calculated for the image`,
        ),
};
