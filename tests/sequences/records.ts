// What lies in the release store, as the jobs write and read it.
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

import type { Json, JsonObject } from "../../plan/document";
import { parsed, text, type Plan } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Objects, type Version } from "../../rehearsal/services/objects";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Digest } from "../../rehearsal/engine/journal";
import type { Pair } from "./types";

export type Files = Readonly<Record<string, JsonObject>>;

/** The files of a zip, as JSON. */
export function unzipped(bytes: Uint8Array): Files {
    const files = Object.entries(unzipSync(bytes));
    return Object.fromEntries(files.map(([name, file]) => [name, parsed(strFromU8(file)) as JsonObject]));
}

export function zipped(files: Files): Uint8Array {
    const bytes = Object.entries(files).map(([name, file]) => [name, strToU8(JSON.stringify(file))] as const);
    return zipSync(Object.fromEntries(bytes), { mtime: new Date(1980, 0, 1), level: 0 });
}

/** The release store of one environment's line. */
export class ReleaseStore {
    public readonly bucket: string;
    public readonly line: string;

    /** @param settings the content of each blueprint of the story, by the name of its settings */
    constructor(
        private readonly account: LocalAccount,
        plan: Plan,
        private readonly settings: ReadonlyMap<string, string>,
    ) {
        const [, bucket = "", line = ""] = blueprintOf(plan);
        this.bucket = bucket;
        this.line = line;
    }

    public find(which: Stored, version?: string): Version | undefined {
        return this.account.part(Objects).find(this.bucket, this.keyOf(which), version);
    }

    public readonly keyOf = (which: Stored): string =>
        which === "blueprint" ? `blueprints/${this.line}.json` : `releases/${this.line}/${which}.zip`;

    /** Makes a release the candidate, as Publish would; one that was, as the runbook rolls back: the same bytes again. */
    public offer(id: string): void {
        const objects = this.account.part(Objects);
        const key = this.keyOf("candidate");
        const before = objects.below(this.bucket, key).map(({ version }) => this.account.blobs.get(version.digest));
        const known = before.find((bytes) => nameOf(unzipped(bytes)["release.json"]) === id);
        const record = {
            format: 1,
            id,
            line: this.line,
            carries: "image",
            what: id,
            digest: `sha256:${id}`,
            commit: null,
        };
        objects.write(this.bucket, key, known ?? zipped({ "release.json": record }));
    }

    public release(which: "candidate" | "live"): string | undefined {
        const found = this.find(which);
        return found && nameOf(this.files(found.digest)["release.json"]);
    }

    /** What Verify recorded. */
    public live(): Pair | undefined {
        const found = this.find("live");
        if (!found) return undefined;
        const { "release.json": release, "live.json": live } = this.files(found.digest);
        return { release: nameOf(release), settings: this.settingsOf(live?.["blueprint"]) };
    }

    /** The name that the settings of a version have in the story. */
    public settingsOf(version: Json | undefined): string {
        const found = typeof version === "string" ? this.find("blueprint", version) : undefined;
        return (found && this.settings.get(this.account.blobs.get(found.digest).toString())) ?? "none";
    }

    /** The version of the settings that are these bytes. */
    public versionOf(blueprint: Digest): string {
        const all = this.account.part(Objects).below(this.bucket, this.keyOf("blueprint"));
        return all.find(({ version }) => version.digest === blueprint)?.version.id ?? "none";
    }

    private files(digest: Digest): Files {
        return unzipped(this.account.blobs.get(digest));
    }
}

export type Stored = "candidate" | "live" | "blueprint";

/** Release 0 is `r0` in every story. */
export function nameOf(release: JsonObject | undefined): string {
    return release?.["placeholder"] === true ? "r0" : String(release?.["id"]);
}

/** What `up` writes as settings of the plan's one line: content, bucket and the line's name. */
export function blueprintOf(plan: Plan): readonly [content: string, bucket: string, line: string] {
    for (const resource of plan.resources) {
        const [, line] = /^blueprints\/(.+)\.json$/.exec(text(resource, "key")) ?? [];
        if (resource.type === TYPE.bucketObject && line !== undefined)
            return [String(resource.inputs["content"]), text(resource, "bucket"), line];
    }
    throw new Error(`the plan of ${plan.stack} has no blueprint`);
}
