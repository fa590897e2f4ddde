import type { LocalAccount } from "../account/local-account";
import type { Digest, Fact, Fold } from "../engine/facts";

/** The same step of a Dockerfile on the same files is not done twice. Its fact: `built`, with the layers as its blobs. */
export class BuildCache implements Fold {
    private readonly layers = new Map<string, readonly Digest[]>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, blobs }: Fact): void {
        if (kind === "built") this.layers.set(about, blobs ?? []);
    }

    public find(key: string): readonly Digest[] | undefined {
        return this.layers.get(key);
    }

    public keep(key: string, layers: readonly Digest[]): void {
        this.account.record({ kind: "built", about: key, data: {}, blobs: layers });
    }
}
