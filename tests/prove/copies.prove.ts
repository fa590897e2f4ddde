// Random file trees against COPY and against the mounts of caches: not a byte from outside, and not a byte to it.
import assert from "node:assert/strict";

import { copy, folder } from "../../rehearsal/containers/copy.cjs";
import { handWith, Trees } from "../rehearsal/containers/trees";

const TREES = { copied: 10_000, mounted: 2_000 };

describe("the files of images, of random trees", () => {
    const first = (many: number, wrongOf: (trees: Trees, seed: number) => string | undefined, near = false) => {
        const trees = new Trees({ near });
        try {
            for (let seed = 1; seed <= many; seed += 1) {
                const wrong = wrongOf(trees, seed);
                if (wrong !== undefined) return `tree ${seed}: ${wrong}`;
            }
            return undefined;
        } finally {
            trees.close();
        }
    };

    it(`COPY reads and writes nothing outside, ${TREES.copied} times`, () =>
        assert.equal(
            first(TREES.copied, (trees, seed) => trees.try(seed, copy)),
            undefined,
        ));

    it(`caches are mounted in the image, ${TREES.mounted} times`, () =>
        assert.equal(
            first(TREES.mounted, (trees, seed) => trees.tryCache(seed, folder)),
            undefined,
        ));

    // What only a race finds, races.spec.ts finds by a race that is sure.
    it("mutant: a link out that is followed as it is, is found out by both", () => {
        const wrong = handWith(
            "beneath.cjs",
            'if (target.startsWith("/")) way.length = 1;',
            'if (target.startsWith("/")) { way.push({ fd: fs.openSync(target, 0), name: "" }); continue; }',
        );
        for (const found of [
            first(TREES.copied, (trees, seed) => trees.try(seed, wrong.copy), true),
            first(TREES.mounted, (trees, seed) => trees.tryCache(seed, wrong.folder), true),
        ])
            assert.notEqual(found, undefined);
    });
});
