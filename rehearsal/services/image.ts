// An image's two documents, with the keys in the order Docker writes them.
// https://github.com/opencontainers/image-spec/blob/main/config.md
import { type Blobs, digestOf } from "../engine/folder";
import type { Digest } from "../engine/journal";

const MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
const CONFIG_TYPE = "application/vnd.docker.container.image.v1+json";
const LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar";

/** An image, in the blobs of the account. */
export interface BuiltImage {
    /** Byte for byte: its sha256 is the image's digest. */
    readonly manifest: Buffer;
    readonly config: Digest;
    readonly layers: readonly Digest[];
}

/** The part of an image's configuration that running it depends on. */
export interface Settings {
    readonly User?: string;
    readonly ExposedPorts?: Readonly<Record<string, object>>;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly Healthcheck?: { readonly Test: readonly string[] };
    readonly Volumes?: Readonly<Record<string, object>>;
    readonly WorkingDir?: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly StopSignal?: NodeJS.Signals;
    readonly Shell?: readonly string[];
}

export interface ImageConfig {
    readonly architecture: string;
    readonly os: "linux";
    readonly config: Settings;
    readonly rootfs: { readonly type: "layers"; readonly diff_ids: readonly Digest[] };
    readonly history: readonly { readonly created_by: string }[];
    /** The base image that this machine's programs stand in for: only process mode writes it, and only it can run it. */
    readonly standsOn?: string;
}

interface Manifest {
    readonly mediaType?: string;
    readonly config: { readonly digest: Digest };
    readonly layers: readonly { readonly digest: Digest }[];
}

/** Writes down what a build arrived at; the configuration byte for byte, where an engine wrote it. */
export function sealImage(blobs: Blobs, config: Buffer, layers: readonly Digest[]): BuiltImage {
    const described = layers.map((digest) => {
        const bytes = blobs.get(digest);
        return { mediaType: isGzip(bytes) ? `${LAYER_TYPE}.gzip` : LAYER_TYPE, size: bytes.length, digest };
    });
    const manifest = Buffer.from(
        JSON.stringify({
            schemaVersion: 2,
            mediaType: MANIFEST_TYPE,
            config: { mediaType: CONFIG_TYPE, size: config.length, digest: blobs.put(config) },
            layers: described,
        }),
    );
    blobs.put(manifest);
    return imageOf(manifest);
}

function isGzip(bytes: Buffer): boolean {
    return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The image that a manifest describes. */
export function imageOf(manifest: Buffer): BuiltImage {
    const { config, layers } = JSON.parse(manifest.toString("utf8")) as Manifest;
    return { manifest, config: config.digest, layers: layers.map(({ digest }) => digest) };
}

export function configOf(blobs: Blobs, { config }: BuiltImage): ImageConfig {
    return JSON.parse(blobs.get(config).toString("utf8")) as ImageConfig;
}

export function mediaTypeOf(manifest: Buffer): string {
    return (
        (JSON.parse(manifest.toString("utf8")) as Manifest).mediaType ?? "application/vnd.oci.image.manifest.v1+json"
    );
}

export function imageDigest({ manifest }: BuiltImage): Digest {
    return digestOf(manifest);
}
