// `docker buildx build --attest type=sbom --output type=local,dest=…` of an image that is there: the list of what it holds. No
// scanner looks into it here, so the list names the image and says that it is none.
// https://docs.docker.com/build/metadata/attestations/sbom/
import { posix } from "node:path";

import { NotRehearsed } from "../account/gateway";
import { imageDigest } from "../services/image";
import type { Docker } from "./cli";
import { referenceOf } from "./registry-client";

export interface Listing {
    readonly context: string;
    readonly attest: string;
    readonly output?: string;
}

export async function listWhatItHolds({ context, attest, output = "" }: Listing, docker: Docker): Promise<string> {
    const [, folder] = /^type=local,dest=([^,]+)$/.exec(output) ?? [];
    const [, name] = /^FROM (\S+@sha256:[0-9a-f]{64})\s*$/.exec(docker.stdin.toString("utf8")) ?? [];
    if (attest !== "type=sbom" || folder === undefined || context !== "-" || name === undefined)
        throw new NotRehearsed(
            "docker buildx build --attest but of type=sbom, with --output type=local,dest=…, of one image by its digest",
        );
    const image = await docker.registry.pull(referenceOf(name));
    const says = "not rehearsed: no scanner has looked into this image";
    const list = { spdxVersion: "SPDX-2.3", SPDXID: "SPDXRef-DOCUMENT", name, comment: says, packages: [] };
    await docker.write(posix.join(folder, "sbom.spdx.json"), Buffer.from(JSON.stringify(list)));
    docker.say(`sbom of ${imageDigest(image)}: ${says}`);
    return "";
}
