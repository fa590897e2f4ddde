// ECR's API, as `aws ecr …` and docker ask it. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html
import { createHash, randomUUID } from "node:crypto";

import type { Json, JsonObject } from "../../plan/document";
import { readArn } from "../../plan/arn";
import { below } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { type Call, type Caller, Refused, type Service } from "../account/gateway";
import { asJson, type Digest } from "../engine/journal";
import type { Fidelity } from "../engine/fidelity";
import { refusals, type ImageId, type Repository } from "./image-rules";
import { Signatures } from "./image-signing";
import { Images, type StoredImage } from "./images";

/** Some identifiers of an image, as every call takes them. */
interface AwsImageId {
    readonly imageDigest?: string;
    readonly imageTag?: string;
}

interface Asked extends Call {
    readonly images: Images;
    readonly repository: Repository;
}

/** What the API says about one repository; `on` is its ARN. */
type OnRepository = (asked: Asked, input: JsonObject, account: LocalAccount) => Json;

const on =
    (answer: OnRepository): Service =>
    (call, account) => {
        const images = account.part(Images);
        return answer(
            { ...call, images, repository: images.repository(call.on) },
            (call.input ?? {}) as JsonObject,
            account,
        );
    };

const describeImages: OnRepository = ({ images, repository }, { imageIds }) => {
    const asked = imageIds as unknown as readonly AwsImageId[] | undefined;
    const found = asked?.map((id) => oneImage(images, repository, id)) ?? images.all(repository.uri);
    return {
        imageDetails: found.map(({ digest, tags, size, pushedAt, mediaType }) => ({
            ...idsOf(repository),
            imageDigest: digest,
            ...(tags.length > 0 ? { imageTags: tags } : {}),
            imageSizeInBytes: size,
            imagePushedAt: new Date(pushedAt).toISOString(),
            imageManifestMediaType: mediaType,
        })),
    };
};

/** Byte for byte: what it answers is what the digest was made of. */
const batchGetImage: OnRepository = ({ images, repository }, { imageIds }, account) => {
    const asked = (imageIds ?? []) as unknown as readonly AwsImageId[];
    const answers = asked.map((id) => ({ id, image: images.find(repository.uri, idOf(id)) }));
    return {
        images: answers.flatMap(({ id: { imageTag }, image }) =>
            image
                ? [
                      {
                          ...idsOf(repository),
                          imageId: asJson({ imageDigest: image.digest, imageTag }),
                          imageManifest: account.blobs.get(image.digest).toString("utf8"),
                          imageManifestMediaType: image.mediaType,
                      },
                  ]
                : [],
        ),
        failures: answers
            .filter(({ image }) => !image)
            .map(({ id }) => ({
                imageId: { ...id },
                failureCode: "ImageNotFound",
                failureReason: "Requested image not found",
            })),
    };
};

const putImage: OnRepository = ({ by, images, repository }, { imageManifest, imageTag, imageDigest }, account) => {
    const manifest = Buffer.from(imageManifest as string);
    const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    if (imageDigest !== undefined && imageDigest !== digest)
        throw refusals.digestDoesNotMatch(imageDigest as string, digest);
    const { mediaType } = images.put(repository, manifest, imageTag as string | undefined);
    account.part(Signatures).sign(repository, digest, by);
    return {
        image: {
            ...idsOf(repository),
            imageId: asJson({ imageDigest: digest, imageTag }),
            imageManifest: imageManifest ?? null,
            imageManifestMediaType: mediaType,
        },
    };
};

const batchCheckLayers: OnRepository = ({ images, repository }, { layerDigests }, account) => ({
    layers: (layerDigests as readonly Digest[]).map((layerDigest): JsonObject => {
        const here = images.hasLayer(repository, layerDigest);
        const layerAvailability = here ? "AVAILABLE" : "UNAVAILABLE";
        return {
            layerDigest,
            layerAvailability,
            ...(here ? { layerSize: account.blobs.get(layerDigest).length } : {}),
        };
    }),
    failures: [],
});

/** The address names the bytes; a client here takes them from the blobs. */
const downloadUrl: OnRepository = ({ images, repository }, { layerDigest }) => {
    if (!images.hasLayer(repository, layerDigest as Digest))
        throw refusals.layersNotFound(repository, [layerDigest as string]);
    return { downloadUrl: `https://rehearsed.invalid/${layerDigest as string}`, layerDigest: layerDigest ?? null };
};

const initiateUpload: OnRepository = () => ({ uploadId: randomUUID(), partSize: 10 * 1024 * 1024 });

/** `digest` names the bytes of the part, which lie in the blobs already. */
const uploadPart: OnRepository = ({ repository }, { uploadId, digest }, account) => {
    account.record({ kind: "upload", about: uploadId as string, data: {}, blobs: [digest as Digest] });
    const last = account.blobs.get(digest as Digest).length - 1;
    return { ...idsOf(repository), uploadId: uploadId ?? null, lastByteReceived: last };
};

const completeUpload: OnRepository = ({ images, repository }, { uploadId, layerDigests }) => {
    const [digest] = layerDigests as readonly Digest[];
    if (digest === undefined || images.uploaded(uploadId as string) !== digest)
        throw refusals.uploadNotFound(repository, uploadId as string);
    if (images.hasLayer(repository, digest)) throw refusals.layerExists(repository, digest);
    images.addLayer(repository, digest);
    return { ...idsOf(repository), uploadId: uploadId ?? null, layerDigest: digest };
};

const STOOD_IN = "The rehearsal stands in for the scan: nothing was scanned.";

/** Whether a registry leaves scanning to Inspector: then ECR asks it in the caller's name. */
function usesInspector(registry: string, account: LocalAccount): boolean {
    return account
        .created(TYPE.registryScanning)
        .some(({ plan, resource }) => plan.account === registry && resource.inputs["scanType"] === "ENHANCED");
}

/** Stood in for: nothing is scanned, and the answer says so where AWS's says how it went. */
const scanFindings: OnRepository = ({ by, images, repository }, { imageId }, account): JsonObject => {
    const image = oneImage(images, repository, imageId as AwsImageId);
    const about = { ...idsOf(repository), imageId: { ...(imageId as JsonObject), imageDigest: image.digest } };
    if (usesInspector(repository.registry, account)) {
        // https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-iam.html
        for (const action of ["inspector2:ListCoverage", "inspector2:ListFindings"])
            account.gateway.ask({ by, action, on: "*" });
        return {
            ...about,
            imageScanStatus: { status: "ACTIVE", description: STOOD_IN },
            imageScanFindings: { enhancedFindings: [], findingSeverityCounts: {} },
        };
    }
    if (below(repository.resource.inputs, "imageScanningConfiguration")["scanOnPush"] !== true)
        throw refusals.scanNotFound(repository, image.digest);
    const at = new Date(image.pushedAt).toISOString();
    return {
        ...about,
        imageScanStatus: { status: "COMPLETE", description: STOOD_IN },
        imageScanFindings: {
            findings: [],
            findingSeverityCounts: {},
            imageScanCompletedAt: at,
            vulnerabilitySourceUpdatedAt: at,
        },
    };
};

/** Signed is at once here what is signed at all. */
const signingStatus: OnRepository = ({ images, repository }, { imageId }, account): JsonObject => {
    const { digest } = oneImage(images, repository, imageId as AwsImageId);
    return {
        ...idsOf(repository),
        imageId: { ...(imageId as JsonObject), imageDigest: digest },
        signingStatuses: [...account.part(Signatures).of(repository, digest)],
    };
};

const authorize: Service = ({ by, input }) => {
    const { account } = readArn(by.role);
    const region = (input as { readonly region?: string } | undefined)?.region ?? "us-east-1";
    return {
        authorizationData: [
            {
                authorizationToken: Buffer.from(`AWS:${passwordOf(by)}`).toString("base64"),
                expiresAt: new Date(Date.now() + 12 * 60 * 60 * 1000).toISOString(),
                proxyEndpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
            },
        ],
    };
};

/** What `aws ecr get-login-password` prints for a caller: docker may go on with this and nothing else. */
export function passwordOf({ role }: Caller): string {
    return createHash("sha256").update(`the rehearsed password of ${role}`).digest("base64");
}

/** By the IAM action that stands before each. */
export const imageServices: ReadonlyMap<string, Service> = new Map([
    ["ecr:GetAuthorizationToken", authorize],
    ["ecr:DescribeImages", on(describeImages)],
    ["ecr:BatchGetImage", on(batchGetImage)],
    ["ecr:PutImage", on(putImage)],
    ["ecr:DescribeImageSigningStatus", on(signingStatus)],
    ["ecr:BatchCheckLayerAvailability", on(batchCheckLayers)],
    ["ecr:GetDownloadUrlForLayer", on(downloadUrl)],
    ["ecr:InitiateLayerUpload", on(initiateUpload)],
    ["ecr:UploadLayerPart", on(uploadPart)],
    ["ecr:CompleteLayerUpload", on(completeUpload)],
    ["ecr:DescribeImageScanFindings", on(scanFindings)],
]);

export const ecrFidelity: Fidelity = {
    executed: [...imageServices.keys()].map((action) => action.replace("ecr:", "")).join(", "),
    evaluated:
        "which tags may move; where Inspector scans, who may read its findings; which rule signs what is pushed, and whether who pushes may sign by it",
    stoodIn:
        "the scan of an image, which finds nothing and says that nothing was scanned; its signature, of which there is only a status; the rules of a registry whose account's stack is not rehearsed, by what the lines ask for",
    notRehearsed: "lifecycle policies, replication and pull-through caches",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html",
};

function idsOf({ registry, name }: Repository): { registryId: string; repositoryName: string } {
    return { registryId: registry, repositoryName: name };
}

function oneImage(images: Images, repository: Repository, id: AwsImageId): StoredImage {
    const found = images.find(repository.uri, idOf(id));
    if (!found) throw refusals.imageNotFound(repository, idOf(id));
    return found;
}

function idOf({ imageDigest, imageTag }: AwsImageId): ImageId {
    if (imageDigest !== undefined) return { digest: imageDigest };
    if (imageTag !== undefined) return { tag: imageTag };
    throw new Refused(
        "InvalidParameterException",
        "Invalid parameter at 'imageIds' failed to satisfy constraint: 'Member must have an imageDigest or an imageTag'",
    );
}
