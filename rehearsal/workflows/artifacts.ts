// What jobs of one run hand to each other by name, and what the run keeps.
import type { Blobs } from "../engine/folder";
import type { Digest } from "../engine/journal";

export class Artifacts {
    private readonly held = new Map<string, Digest>();

    constructor(private readonly blobs: Blobs) {}

    public has(name: string): boolean {
        return this.held.has(name);
    }

    public get names(): readonly string[] {
        return [...this.held.keys()].sort();
    }

    public put(name: string, zip: Uint8Array): Digest {
        const digest = this.blobs.put(zip);
        this.held.set(name, digest);
        return digest;
    }

    public get(name: string): Buffer | undefined {
        const digest = this.held.get(name);
        return digest === undefined ? undefined : this.blobs.get(digest);
    }
}
