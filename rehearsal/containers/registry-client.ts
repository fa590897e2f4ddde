// docker's side of a registry: what `push`, `pull` and `imagetools create` ask ECR, call by call, under the job's role.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
import type { JsonObject } from "../../plan/document";
import { arnIn, readArn } from "../../plan/arn";
import type { LocalAccount } from "../account/local-account";
import { type Caller, Refused } from "../account/gateway";
import type { Digest } from "../engine/journal";
import { passwordOf } from "../services/ecr";
import { imageOf, type BuiltImage } from "../services/image";
import { refusals } from "../services/image-rules";

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

export function referenceOf(text: string): Reference {
    const parts = ADDRESS.exec(text)?.groups;
    if (!parts) throw new Error(`${text} lies in no registry of ECR, and no other is rehearsed`);
    const { registry = "", account = "", region = "", name = "", tag, digest } = parts;
    return { registry, name, tag, digest, arn: arnIn({ region, account }, "ecr", `repository/${name}`) };
}

export class RegistryClient {
    constructor(
        private readonly account: LocalAccount,
        private readonly by: Caller,
        /** Passwords by registry, as `docker login` left them. */
        private readonly login: Map<string, string>,
    ) {}

    public logIn(registry: string, password: string): boolean {
        if (password !== passwordOf(this.by)) return false;
        this.login.set(registry, password);
        return true;
    }

    public async pull(at: Reference): Promise<BuiltImage> {
        this.needsLogin(at);
        const image = await this.manifest(at);
        if (!image)
            throw refusals.imageNotFound(
                named(at),
                at.digest === undefined ? { tag: at.tag ?? "latest" } : { digest: at.digest },
            );
        for (const layerDigest of partsOf(image)) await this.ask(at, "ecr:GetDownloadUrlForLayer", { layerDigest });
        return image;
    }

    public async push(image: BuiltImage, at: Reference): Promise<void> {
        this.needsLogin(at);
        for (const part of partsOf(image)) if (!(await this.has(at, part))) await this.upload(at, part);
        // docker looks first whether the registry has exactly this under this name.
        if ((await this.manifest(at))?.manifest.equals(image.manifest)) return;
        await this.ask(at, "ecr:PutImage", {
            imageManifest: image.manifest.toString("utf8"),
            imageTag: at.tag ?? "latest",
        });
    }

    private async manifest(at: Reference): Promise<BuiltImage | undefined> {
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
        this.account.gateway.ask({ by: this.by, action: "ecr:GetDownloadUrlForLayer", on: at.arn });
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
        if (this.login.has(registry)) return;
        throw new Refused(
            "Unauthorized",
            `${registry}/${name}: no basic auth credentials; log in with aws ecr get-login-password | docker login --username AWS --password-stdin ${registry}`,
        );
    }
}

function partsOf({ config, layers }: BuiltImage): readonly Digest[] {
    return [...new Set([config, ...layers])];
}

function named({ name, arn }: Reference): { readonly name: string; readonly registry: string } {
    return { name, registry: readArn(arn).account };
}
