// Random file trees against what packs a build's artifacts and what unpacks them, in walls: not a byte from outside, and not
// a byte to it. A second hand swaps entries for links out while they are read.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { filesOf, pack } from "../../rehearsal/jobs/artifacts";
import { RoomFiles } from "../../rehearsal/jobs/room-files";
import { readZip } from "../../rehearsal/jobs/zip";
import { Room } from "../../rehearsal/sandbox/room";
import { isolationSupport } from "../../rehearsal/sandbox/support";
import { numbers, SECRET, Trees } from "../rehearsal/containers/trees";
import { skipBecause } from "../support/skip";

const TREES = 10_000;
/** What buildspecs ask for, and what they should not. */
const PATTERNS = [
    "**/*",
    "**/*",
    "**/*",
    "*",
    "a",
    "*/*",
    "dir/**/*",
    "../outside/secret",
    "/etc/passwd",
    "[q]",
    "*a*",
];

describe("artifacts of random trees", function () {
    let trees: Trees;
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });
    beforeEach(() => {
        trees = new Trees();
        chmodSync(trees.folder, 0o755);
    });
    afterEach(() => trees.close());

    /** One tree, packed and unpacked over another; says what is wrong with it. */
    const wrongOf = async (seed: number, room: Room): Promise<string | undefined> => {
        const folders = trees.grown(seed, ["room/source", "room/target"]);
        const [source = "", target = ""] = folders;
        const [pick, before] = [numbers(seed * 7919), trees.stateOf()];
        let done = false;
        const swapping = async (): Promise<void> => {
            for (let left = pick(2) * 20; left > 0 && !done; left -= 1) {
                await new Promise((next) => setImmediate(next));
                trees.swap(folders, pick);
            }
        };
        const swapped = swapping();
        let packed: Buffer | undefined;
        try {
            const files = new RoomFiles(room, source);
            const wanted = { files: [PATTERNS[pick(PATTERNS.length)] ?? "**/*"], "discard-paths": pick(4) === 0 };
            const chosen = await filesOf(wanted, files, (text) => text);
            packed = await pack(chosen, files, { links: pick(2) === 0 });
            await files.put(join(target, ["", "a", "dir"][pick(3)] ?? ""), readZip(packed));
        } catch (error) {
            // Refused: a name in the way, a link in a circle, what was swapped. What is no error of ours has no words.
            if (!(error instanceof Error) || error.message === "") return `tree ${seed}: threw ${String(error)}`;
        } finally {
            done = true;
            await swapped;
        }
        if (!room.isOpen) return `tree ${seed}: the room has ended`;
        if (packed && readZip(packed).some(({ bytes }) => Buffer.from(bytes).includes(SECRET)))
            return `tree ${seed}: the outside is in the artifact`;
        return trees.stateOf() === before ? undefined : `tree ${seed}: something outside has changed`;
    };

    const inRoom = async (isolated: boolean, use: (room: Room) => Promise<void>): Promise<void> => {
        const folder = join(trees.folder, "room");
        mkdirSync(folder);
        const room = new Room({ isolated, writable: [folder], ...(isolated ? { network: "own" } : {}) });
        try {
            await use(room);
        } finally {
            await room.close();
        }
    };

    it(`hold nothing of the outside and change nothing there, ${TREES} times`, () =>
        inRoom(true, async (room) => {
            for (let seed = 1; seed <= TREES; seed += 1) assert.equal(await wrongOf(seed, room), undefined);
        }));

    it("mutant: without walls, the outside is in an artifact, and has changed", () =>
        inRoom(false, async (room) => {
            const found = new Set<string | undefined>();
            for (let seed = 1; seed <= 1_000 && found.size < 3; seed += 1)
                found.add((await wrongOf(seed, room))?.replace(/^tree \d+: /, ""));
            assert.deepEqual([...found].sort(), [
                "something outside has changed",
                "the outside is in the artifact",
                undefined,
            ]);
        }));
});
