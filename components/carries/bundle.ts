import type { EnvironmentRef } from "../environment-ref";
import type { CarriedStore, CarriesKind } from "../carrying";
import type { ScriptPart, Statement } from "../shell";
import { RELEASE_KEYS, releaseStoreNames } from "../shared/release-store";

/** A line's bundles, which lie beside its releases, and the shell that publishes, copies and unpacks one. */
export interface BundleStore extends CarriedStore {
    /** Defines `carried_fetch DIR`: what a release carries, as files, for a target's Prepare. */
    readonly fetch: ScriptPart;
    /** What a role needs to read bundles where it may read releases already. */
    reads(): Statement;
}

/** A zip of what is to run, by the SHA-256 of its bytes. Where it lies nothing expires, and nothing is written twice. */
export const bundle: CarriesKind<BundleStore> = {
    kind: "bundle",
    // The checksum of no bytes: release 0 carries none, and its target brings something of its own that answers.
    placeholder: {
        what: "nothing",
        digest: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    },
    makeStore(line, _from, { releases }) {
        const reads = (): Statement => releases.readsBesides(RELEASE_KEYS.bundle(line));
        const keeps = [reads(), releases.addsBesides(RELEASE_KEYS.bundle(line))];
        // Its jobs read and write releases in the same bucket: where that is and its key they are given already.
        return {
            reads,
            publish: { scripts: ["bundle", "bundle-publish"], env: {}, allow: keeps },
            keep: { scripts: ["bundle-keep"], env: {}, allow: [] },
            fetch: { scripts: ["bundle", "bundle-fetch"], env: {}, allow: [reads()] },
            copy: (from: EnvironmentRef) => ({
                scripts: ["bundle", "bundle-copy"],
                env: {},
                allow: [
                    {
                        actions: ["s3:GetObject"],
                        on: [
                            `arn:${from.partition}:s3:::${releaseStoreNames(from).bucket}/${RELEASE_KEYS.bundle(line)}`,
                        ],
                    },
                    ...keeps,
                ],
            }),
        };
    },
};
