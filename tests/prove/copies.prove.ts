// 10,000 random file trees against COPY: not a byte from outside, and not a byte to it.
import assert from "node:assert/strict";

import { copy } from "../../rehearsal/containers/copy.cjs";
import { copyWith, Trees } from "../rehearsal/containers/trees";

const TREES = 10_000;

describe("COPY of random trees", () => {
    let trees: Trees;
    before(() => (trees = new Trees()));
    after(() => trees.close());

    const wrongOf = (copyIt: typeof copy, many: number) => {
        for (let seed = 1; seed <= many; seed += 1) {
            const wrong = trees.try(seed, copyIt);
            if (wrong !== undefined) return `tree ${seed}: ${wrong}`;
        }
        return undefined;
    };

    it(`reads and writes nothing outside, ${TREES} times`, () => assert.equal(wrongOf(copy, TREES), undefined));

    const mutants = [
        [
            "beneath.cjs",
            'if (target.startsWith("/")) way.length = 1;',
            'if (target.startsWith("/")) return { fd, name: ".", stats: fs.statSync(target), path: target, ...{ fd: fs.openSync(target, 0) } };',
        ],
        ["beneath.cjs", "O_DIRECTORY | O_NOFOLLOW", "O_DIRECTORY"],
        ["beneath.cjs", "O_RDONLY | O_NOFOLLOW | O_NONBLOCK", "O_RDONLY | O_NONBLOCK"],
    ] as const;
    for (const [file, sound, wrong] of mutants)
        it(`mutant: ${JSON.stringify(wrong.slice(0, 60))} is found out`, () => {
            assert.notEqual(wrongOf(copyWith(file, sound, wrong), TREES), undefined);
        });
});
