// Which release a run is about, as the artifact of its source says it: `release.json`, where there is one.
import { isRecord, parsed } from "../../plan/plans";
import { printable } from "../../text/printable";
import { NotRehearsed } from "../account/gateway";
import type { Blobs } from "../engine/folder";
import { BrokenZip, readZipFile } from "../jobs/zip";
import type { RunShown } from "./model";
import { foundNothing } from "./screen";

interface ReleaseShown {
    readonly id: string;
    /** Release 0, which `up` wrote: nobody has made it. */
    readonly isPlaceholder: boolean;
}

type Bytes = Pick<Blobs, "get" | "has">;

export function releaseOf({ stages }: RunShown, blobs: Bytes): ReleaseShown | undefined {
    const sources = stages.flatMap(({ actions }) => actions).filter(({ planned }) => planned.category === "Source");
    const digests = sources.flatMap(({ outputs }) => Object.values(outputs));
    return digests.flatMap((digest) => (blobs.has(digest) ? (read(blobs.get(digest)) ?? []) : []))[0];
}

/** Whether nothing is decided by it: what it brings is the placeholder, or there was nothing to bring yet. */
export function isProof(run: RunShown, blobs: Bytes): boolean {
    return run.trigger === "CreatePipeline" && (foundNothing(run) || releaseOf(run, blobs)?.isPlaceholder === true);
}

function read(zip: Buffer): ReleaseShown | undefined {
    try {
        const release = parsed(readZipFile(zip, "release.json")?.toString("utf8"));
        if (!isRecord(release) || typeof release["id"] !== "string") return undefined;
        return { id: printable(release["id"]), isPlaceholder: release["placeholder"] === true };
    } catch (error) {
        if (error instanceof BrokenZip || error instanceof NotRehearsed) return undefined;
        throw error;
    }
}
