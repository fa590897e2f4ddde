// ECR: repositories that the plans made, what lies in them under which tag, and who hears of it.
import { text } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { digestOf } from "../engine/folder";
import { asJson, type Digest, type Fact, type Fold } from "../engine/journal";
import { Bus } from "../events/bus";
import { imageOf, mediaTypeOf, type BuiltImage } from "./image";
import { Signatures } from "./image-signing";
import { neverMoves, refusals, uriOf, type ImageId, type Repository } from "./image-rules";
import { TYPE } from "../../plan/tokens";

export interface StoredImage {
    readonly digest: Digest;
    readonly mediaType: string;
    readonly tags: readonly string[];
    /** Milliseconds since 1970. */
    readonly pushedAt: number;
    readonly size: number;
}

/** What a fact `image` says; its blobs are the manifest, then the parts. */
interface Stored {
    readonly tag: string | null;
    readonly mediaType: string;
    readonly size: number;
}

/** Images by repository. A fact `image` puts one there under a tag, a fact `layer` a part of one, after an `upload`. */
export class Images implements Fold {
    private readonly images = new Map<string, Map<Digest, StoredImage>>();
    private readonly layers = new Map<string, Set<Digest>>();
    private readonly uploads = new Map<string, Digest>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, blobs = [], at }: Fact): void {
        const [first] = blobs;
        if (first === undefined) return;
        if (kind === "layer") this.layersOf(about).add(first);
        if (kind === "upload") this.uploads.set(about, first);
        if (kind !== "image") return;
        const { tag, mediaType, size } = data as unknown as Stored;
        const images = this.imagesOf(about);
        // A tag that moves leaves the image it was on.
        for (const [digest, image] of images)
            images.set(digest, { ...image, tags: image.tags.filter((one) => one !== tag) });
        const tags = [...(images.get(first)?.tags ?? []), ...(tag === null ? [] : [tag])];
        images.set(first, { digest: first, mediaType, size, tags, pushedAt: images.get(first)?.pushedAt ?? at });
    }

    /** By ARN, or by address with or without tag and digest. Throws where the plans have not made it. */
    public repository(named: string): Repository {
        const uri = named.startsWith("arn:") ? uriOf(named) : named.replace(/@.*$/, "").replace(/:[^/]*$/, "");
        const made = this.account.created(TYPE.imageRepository);
        const found = made.find(({ resource }) => text(resource, "repositoryUrl") === uri);
        const [host = "", ...name] = uri.split("/");
        const registry = host.split(".")[0] ?? "";
        const repository = { uri, registry, name: name.join("/") };
        if (!found) throw refusals.repositoryNotFound(repository);
        return { ...found, ...repository, arn: text(found.resource, "arn") };
    }

    /** What lies under a name with a tag, if anything does. */
    public pushed(named: string): StoredImage | undefined {
        const [, uri = "", tag = "latest"] = /^([^/]+\/[^:@]+)(?::(.+))?$/.exec(named) ?? [];
        return this.find(uri, { tag });
    }

    /** Puts an image there as `up` does, without asking IAM: the gateway does, for each call. */
    public push(registry: string, name: string, image: BuiltImage, tags: readonly string[]): Digest {
        const repository = this.repository(`${registry}/${name}`);
        for (const digest of [image.config, ...image.layers]) this.addLayer(repository, digest);
        const digest = digestOf(image.manifest);
        for (const tag of tags) {
            if (this.find(repository.uri, { tag })?.digest === digest) continue;
            this.put(repository, image.manifest, tag);
            this.account.part(Signatures).sign(repository, digest);
        }
        return digest;
    }

    /** As PutImage does: everything it consists of has to be there, and a tag moves only where tags may. */
    public put(repository: Repository, manifest: Buffer, tag?: string): StoredImage {
        const { uri } = repository;
        const { config, layers } = imageOf(manifest);
        const parts = [config, ...layers];
        const missing = parts.filter((part) => !this.hasLayer(repository, part));
        if (missing.length > 0) throw refusals.layersNotFound(repository, missing);
        const digest = this.account.blobs.put(manifest);
        const before = this.find(uri, tag === undefined ? { digest } : { tag });
        if (before?.digest === digest) throw refusals.imageExists(repository, digest, tag);
        if (before && tag !== undefined && neverMoves(repository, tag)) throw refusals.tagExists(repository, tag);
        const size = parts.reduce((sum, part) => sum + this.account.blobs.get(part).length, 0);
        const data: Stored = { tag: tag ?? null, mediaType: mediaTypeOf(manifest), size };
        this.account.record({ kind: "image", about: uri, data: { ...data }, blobs: [digest, ...parts] });
        this.announce(repository, digest, tag);
        return this.imagesOf(uri).get(digest) as StoredImage;
    }

    public addLayer(repository: Repository, digest: Digest): void {
        if (!this.hasLayer(repository, digest))
            this.account.record({ kind: "layer", about: repository.uri, data: {}, blobs: [digest] });
    }

    public hasLayer({ uri }: Repository, digest: Digest): boolean {
        return this.layersOf(uri).has(digest);
    }

    /** What arrived by an upload that is not completed yet. */
    public uploaded(upload: string): Digest | undefined {
        return this.uploads.get(upload);
    }

    /** In a repository by its ARN or address. */
    public find(repository: string, id: ImageId): StoredImage | undefined {
        const images = this.all(repository);
        return images.find((image) => ("tag" in id ? image.tags.includes(id.tag) : image.digest === id.digest));
    }

    public all(repository: string): readonly StoredImage[] {
        return [...this.imagesOf(repository.startsWith("arn:") ? uriOf(repository) : repository).values()];
    }

    /** What a reference such as `registry/name:tag` or `registry/name@digest` means now, ready to be run. */
    public resolve(reference: string): BuiltImage {
        const repository = this.repository(reference);
        const rest = reference.slice(repository.uri.length);
        const id = rest.includes("@") ? { digest: rest.replace(/^.*@/, "") } : { tag: rest.slice(1) || "latest" };
        const found = this.find(repository.uri, id);
        if (!found) throw refusals.imageNotFound(repository, id);
        return imageOf(this.account.blobs.get(found.digest));
    }

    /** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
    private announce({ plan, name }: Repository, digest: Digest, tag?: string): void {
        this.account.part(Bus).put({
            source: "aws.ecr",
            "detail-type": "ECR Image Action",
            account: plan.account,
            region: plan.region,
            resources: [],
            detail: asJson({
                result: "SUCCESS",
                "repository-name": name,
                "image-digest": digest,
                "action-type": "PUSH",
                "image-tag": tag,
            }),
        });
    }

    private imagesOf(uri: string): Map<Digest, StoredImage> {
        const known = this.images.get(uri) ?? new Map<Digest, StoredImage>();
        this.images.set(uri, known);
        return known;
    }

    private layersOf(uri: string): Set<Digest> {
        const known = this.layers.get(uri) ?? new Set<Digest>();
        this.layers.set(uri, known);
        return known;
    }
}
