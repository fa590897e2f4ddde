import { strToU8, zipSync } from "fflate";

import { CONTAINER } from "./task-definition";

/**
 * busybox 1.37 for every processor, from AWS's mirror: no rate limit, two megabytes. By digest, because what stands in
 * for an application must not change by itself.
 */
const IMAGE = "public.ecr.aws/docker/library/busybox";
const DIGEST = "sha256:9db7b59979c38555a39def84a31fb98b5296952f9e3afd4f6f11f05b07adfab0";

/** What runs before there is a first release. */
export const PLACEHOLDER_IMAGE = `${IMAGE}@${DIGEST}`;

/** Seconds that a zip can name; the same bytes must come out wherever and whenever this runs. */
const THEN = new Date(1980, 0, 1);

/** Renders the command that answers the health path and nothing else: nobody can mistake it for the application. */
export function renderPlaceholderCommand(port: number, healthPath: string): string[] {
    const path = healthPath.replace(/\?.*$/, "");
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const folder = file.slice(0, file.lastIndexOf("/"));
    return [
        "sh",
        "-c",
        `mkdir -p /w${folder} && echo waiting-for-first-release > /w${file} && exec httpd -f -p ${port} -h /w`,
    ];
}

/** Renders the container that stands in for an application until its first release. */
export function renderPlaceholderContainers(port: number, healthPath: string): object[] {
    return [
        {
            name: CONTAINER,
            image: PLACEHOLDER_IMAGE,
            essential: true,
            command: renderPlaceholderCommand(port, healthPath),
            linuxParameters: { initProcessEnabled: true },
            portMappings: [{ containerPort: port, protocol: "tcp" }],
        },
    ];
}

/** Renders release 0: the record that makes the first run of a pipeline green, before any code exists. */
function renderReleaseZero(line: string): Record<string, unknown> {
    return {
        format: 1,
        id: `${line}-placeholder`,
        line,
        carries: "image",
        placeholder: true,
        what: PLACEHOLDER_IMAGE,
        digest: DIGEST,
        commit: null,
        made: { at: "1980-01-01T00:00:00Z", by: "pulumi up" },
        checks: [],
    };
}

/** Renders the zip that a pipeline's first source reads, in base64. */
export function renderCandidateZero(line: string): string {
    return zip({ "release.json": renderReleaseZero(line) });
}

/** Renders what is live before anything was verified: release 0, as the service was created with it. */
export function renderLiveZero(line: string): string {
    const live = { format: 1, release: `${line}-placeholder`, blueprint: null, verifiedAt: null, taskDefinition: null };
    return zip({ "release.json": renderReleaseZero(line), "live.json": live });
}

function zip(files: Record<string, Record<string, unknown>>): string {
    const bytes = Object.entries(files).map(([name, content]) => [
        name,
        strToU8(`${JSON.stringify(content, null, 2)}\n`),
    ]);
    return Buffer.from(zipSync(Object.fromEntries(bytes) as Record<string, Uint8Array>, { mtime: THEN })).toString(
        "base64",
    );
}
