// docker's side of a registry: what `push`, `pull` and `imagetools` ask ECR, call by call, under the job's role; or ECR Public and Docker Hub.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
import type { JsonObject } from "../../plan/document";
import { arnIn, readArn } from "../../plan/arn";
import type { LocalAccount } from "../account/local-account";
import { type Caller, NotRehearsed, Refused } from "../account/gateway";
import type { Digest } from "../engine/journal";
import { passwordOf } from "../services/ecr";
import { PUBLIC, PublicImages } from "../services/ecr-public";
import { DockerHub, DOCKER_HUB } from "../services/docker-hub";
import { imageOf, type BuiltImage } from "../services/image";
import { type ImageId, refusals } from "../services/image-rules";

const ADDRESS =
    /^(?<registry>(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com)\/(?<name>[^:@]+)(?::(?<tag>[^@]+))?(?:@(?<digest>.+))?$/;

/** `registry/name:tag@digest`, taken apart. */
interface Reference {
    readonly registry: string;
    readonly name: string;
    readonly arn: string;
    readonly tag?: string;
    readonly digest?: string;
}

/** A repository with its namespace or alias: the official ones are stood in for, and nobody pushes there. */
const ELSEWHERE =
    /^(?<registry>docker\.io|public\.ecr\.aws)\/(?<name>[^/:@]+\/[^:@]+)(?::(?<tag>[^@]+))?(?:@(?<digest>.+))?$/;

/** What docker asks of a registry that is not the account's own. */
interface OtherRegistry {
    knows(username: string, password: string): boolean;
    find(repository: string, id: ImageId): BuiltImage | undefined;
    push(repository: string, image: BuiltImage, tag: string): void;
}

export function referenceOf(text: string): Reference {
    const elsewhere = ELSEWHERE.exec(text)?.groups;
    if (elsewhere) {
        const { registry = "", name = "", tag, digest } = elsewhere;
        return { registry, name, tag, digest, arn: "" };
    }
    const parts = ADDRESS.exec(text)?.groups;
    if (!parts) throw new NotRehearsed(`an image of another registry than ECR, ECR Public and Docker Hub: ${text}`);
    const { registry = "", account = "", region = "", name = "", tag, digest } = parts;
    return { registry, name, tag, digest, arn: arnIn({ region, account }, "ecr", `repository/${name}`) };
}

/** The policy that AWS publishes for who pushes does without the right to download. */
const PUSHING = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html";

export class RegistryClient {
    constructor(
        private readonly account: LocalAccount,
        private readonly by: Caller,
        /** Passwords by registry, as `docker login` left them; of Docker Hub, who logged in. */
        private readonly login: Map<string, string>,
    ) {}

    public logIn(registry: string, username: string, password: string): boolean {
        const known =
            this.other(registry)?.knows(username, password) ?? (username === "AWS" && password === passwordOf(this.by));
        if (known) this.login.set(registry, registry === DOCKER_HUB ? username : password);
        return known;
    }

    /** The image that a name means, and none of its layers. */
    public async look(at: Reference): Promise<BuiltImage | undefined> {
        this.needsLogin(at);
        return this.manifest(at);
    }

    public async pull(at: Reference): Promise<BuiltImage> {
        this.needsLogin(at);
        const image = await this.manifest(at);
        const elsewhere = this.other(at.registry) !== undefined;
        if (!image && elsewhere) throw new Refused("NotFound", `${addressOf(at)}: not found`);
        if (!image) throw refusals.imageNotFound(named(at), idOf(at));
        if (elsewhere) return image;
        for (const layerDigest of partsOf(image)) await this.ask(at, "ecr:GetDownloadUrlForLayer", { layerDigest });
        return image;
    }

    public async push(image: BuiltImage, at: Reference): Promise<void> {
        this.needsLogin(at);
        const other = this.other(at.registry);
        if (other) return other.push(`${at.registry}/${at.name}`, image, at.tag ?? "latest");
        for (const part of partsOf(image)) if (!(await this.has(at, part))) await this.upload(at, part);
        // docker looks first whether the registry has exactly this under this name.
        if ((await this.manifest(at))?.manifest.equals(image.manifest)) return;
        await this.ask(at, "ecr:PutImage", {
            imageManifest: image.manifest.toString("utf8"),
            imageTag: at.tag ?? "latest",
        });
    }

    private other(registry: string): OtherRegistry | undefined {
        if (registry === DOCKER_HUB) return new DockerHub(this.account, this.login.get(DOCKER_HUB));
        if (registry === PUBLIC) return new PublicImages(this.account, this.by, this.login.has(PUBLIC));
        return undefined;
    }

    private async manifest(at: Reference): Promise<BuiltImage | undefined> {
        const other = this.other(at.registry);
        if (other) return other.find(`${at.registry}/${at.name}`, idOf(at));
        const id: JsonObject = at.digest === undefined ? { imageTag: at.tag ?? "latest" } : { imageDigest: at.digest };
        const { images } = (await this.ask(at, "ecr:BatchGetImage", { imageIds: [id] })) as {
            images: { imageManifest: string }[];
        };
        return images[0] && imageOf(Buffer.from(images[0].imageManifest));
    }

    /** ECR asks for both rights where docker asks for the head of a blob. */
    private async has(at: Reference, layerDigest: Digest): Promise<boolean> {
        const { layers } = (await this.ask(at, "ecr:BatchCheckLayerAvailability", { layerDigests: [layerDigest] })) as {
            layers: { layerAvailability: string }[];
        };
        this.account.gateway.ask({ by: this.by, action: "ecr:GetDownloadUrlForLayer", on: at.arn, doubted: PUSHING });
        return layers[0]?.layerAvailability === "AVAILABLE";
    }

    private async upload(at: Reference, digest: Digest): Promise<void> {
        const { uploadId } = (await this.ask(at, "ecr:InitiateLayerUpload")) as { uploadId: string };
        await this.ask(at, "ecr:UploadLayerPart", { uploadId, digest });
        await this.ask(at, "ecr:CompleteLayerUpload", { uploadId, layerDigests: [digest] });
    }

    private async ask({ arn }: Reference, action: string, input: JsonObject = {}): Promise<unknown> {
        return this.account.gateway.call({ by: this.by, action, on: arn, input });
    }

    private needsLogin({ registry, name }: Reference): void {
        // Docker Hub answers without a login too, that a private repository is none; ECR Public whoever pulls.
        if (this.other(registry) || this.login.has(registry)) return;
        throw new Refused(
            "Unauthorized",
            `${registry}/${name}: no basic auth credentials; log in with aws ecr get-login-password | docker login --username AWS --password-stdin ${registry}`,
        );
    }
}

/** As docker prints it. */
export function addressOf({ registry, name, tag, digest }: Reference): string {
    return `${registry}/${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

function idOf({ tag = "latest", digest }: Reference): ImageId {
    return digest === undefined ? { tag } : { digest };
}

function partsOf({ config, layers }: BuiltImage): readonly Digest[] {
    return [...new Set([config, ...layers])];
}

function named({ name, arn }: Reference): { readonly name: string; readonly registry: string } {
    return { name, registry: readArn(arn).account };
}
