// Images between Docker and our blobs, so that a registry of the rehearsal holds what a registry of AWS would.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import type { LocalAccount } from "../account/local-account";
import type { Digest } from "../engine/journal";
import { configOf, imageDigest, sealImage, type BuiltImage } from "../services/image";

/** What it needs of an account. */
export type Held = Pick<LocalAccount, "folder" | "blobs">;

interface Saved {
    readonly Config: string;
    readonly Layers: readonly string[];
}

export class DockerImages {
    constructor(
        private readonly program: string,
        private readonly account: Held,
        private readonly ask: (...args: readonly string[]) => Promise<string>,
    ) {}

    /** Out of the engine into the blobs. */
    public async take(id: string, scratch: string): Promise<BuiltImage> {
        await this.ask("save", "--output", join(scratch, "saved.tar"), id);
        await promisify(execFile)("tar", ["--extract", "--file", join(scratch, "saved.tar"), "-C", scratch]);
        const read = (name: string) => readFileSync(join(scratch, name));
        const [saved] = JSON.parse(read("manifest.json").toString("utf8")) as Saved[];
        if (!saved) throw new Error(`${this.program} saved no image ${id}`);
        const layers = saved.Layers.map((layer) => this.account.blobs.put(read(layer)));
        return sealImage(this.account.blobs, read(saved.Config), layers);
    }

    /** Out of the blobs into the engine. Answers the name it has there. */
    public async load(image: BuiltImage, name: string): Promise<string> {
        if (configOf(this.account.blobs, image).standsOn !== undefined)
            throw new Error(
                `the image of ${name} was built by process mode; rehearse with --engine process, or from the beginning`,
            );
        const tag = `localhost/fairlead-rehearsal:${imageDigest(image).slice(7)}`;
        if (await this.ask("image", "inspect", tag).catch(() => undefined)) return tag;
        const scratch = this.scratch();
        const put = (digest: Digest, ending: string) => {
            const file = `${digest.slice(7)}.${ending}`;
            this.account.blobs.link(digest, join(scratch, file));
            return file;
        };
        const saved = {
            Config: put(image.config, "json"),
            Layers: [...new Set(image.layers)].map((layer) => put(layer, "tar")),
        };
        const Layers = image.layers.map((layer) => `${layer.slice(7)}.tar`);
        writeFileSync(join(scratch, "manifest.json"), JSON.stringify([{ ...saved, Layers, RepoTags: [tag] }]));
        await promisify(execFile)("tar", ["--create", "--file", `${scratch}.tar`, "-C", scratch, "."]);
        await this.ask("load", "--input", `${scratch}.tar`);
        for (const path of [scratch, `${scratch}.tar`]) rmSync(path, { recursive: true });
        return tag;
    }

    public scratch(): string {
        const folder = join(this.account.folder, "containers");
        mkdirSync(folder, { recursive: true });
        return mkdtempSync(join(folder, "docker-"));
    }
}
