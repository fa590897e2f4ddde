import type { CarriedStore, CarriesKind, Registry } from "../carrying";
import type { ScriptPart } from "../shell";

/**
 * busybox 1.37 for every processor, from AWS's mirror: no rate limit, two megabytes. By digest, because what stands in
 * for an application must not change by itself.
 */
const BUSYBOX = "public.ecr.aws/docker/library/busybox";
const DIGEST = "sha256:9db7b59979c38555a39def84a31fb98b5296952f9e3afd4f6f11f05b07adfab0";

/** A line's images, and the shell that publishes, keeps and copies one. */
export interface ImageStore extends CarriedStore {
    /** Where they lie. */
    readonly registry: Registry;
}

/** A container image, by digest. */
export const image: CarriesKind<ImageStore> = {
    kind: "image",
    placeholder: { what: `${BUSYBOX}@${DIGEST}`, digest: DIGEST },
    liesInRegistry: true,
    makeStore(line, { registry }) {
        if (!registry) throw new Error(`the images of ${line} need a registry; the settings let one pass without`);
        return {
            registry,
            publish: {
                ...registry.publish,
                scripts: ["image", ...registry.publish.scripts, "image-publish"],
            },
            ...(registry.trust ? { trust: trusted(registry.trust) } : {}),
            keep: { ...registry.keep, scripts: ["image", ...registry.keep.scripts] },
            copy: (from) => {
                const copy = registry.copy(from);
                return { ...copy, scripts: ["image", ...copy.scripts] };
            },
        };
    },
};

/** The placeholder's own image is named here, by its digest, and nobody else signs it. */
function trusted({ scripts, env, allow }: ScriptPart): ScriptPart {
    return { scripts: ["image", ...scripts], env: { ...env, PLACEHOLDER: image.placeholder.what }, allow };
}
