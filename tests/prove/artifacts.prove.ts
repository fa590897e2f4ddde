// Random file trees against what packs a build's artifacts and what unpacks them, in walls: not a byte from outside, and not
// a byte to it. A second hand swaps entries for links out while they are read.
import assert from "node:assert/strict";
import { chmodSync, lchownSync, mkdirSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";

import { filesOf, pack } from "../../rehearsal/jobs/artifacts";
import { RoomFiles } from "../../rehearsal/jobs/room-files";
import { readZip } from "../../rehearsal/jobs/zip";
import { type RefusedInside, Room } from "../../rehearsal/sandbox/room";
import { isolationSupport } from "../../rehearsal/sandbox/isolation-support";
import { ownRange } from "../../rehearsal/sandbox/this-machine";
import { entriesBelow, numbers, SECRET, Trees } from "../rehearsal/containers/trees";
import { skipBecause } from "../support/skip";

const TREES = 3_000;
const ROOM = "/room";
/** What buildspecs ask for, and what they should not; OUTSIDE is a folder that they have no business in. */
const PATTERNS = [
    ...["**/*", "**/*", "**/*", "*", "a", "*/*", "dir/**/*", "[q]", "*a*"],
    ...["../outside/secret", "../../outside/**/*", "OUTSIDE/secret", "OUTSIDE/**/*", "/proc/self/rootOUTSIDE/secret"],
];
const BASES = [
    undefined,
    undefined,
    "dir",
    "a",
    "*",
    "../outside",
    "OUTSIDE",
    "/proc/self/cwdOUTSIDE",
    "a/../../../outside",
];

describe("artifacts of random trees", function () {
    let trees: Trees;
    let unpacked = 0;
    const walled = new WeakSet<Room>();
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });
    beforeEach(function () {
        // What has no walls would follow links to this machine itself.
        trees = new Trees({ near: this.currentTest?.title.startsWith("mutant") });
        chmodSync(trees.folder, 0o755);
    });
    afterEach(() => trees.close());

    /** As a room with walls names it: like a job's own folder, it lies elsewhere in there. */
    const inside = (room: Room, path: string): string =>
        walled.has(room) ? join(ROOM, relative(join(trees.folder, "room"), path)) : path;

    /** Folders of a room belong to who is root in it. */
    const given = (folders: readonly string[]): void => {
        const range = ownRange();
        for (const path of range ? folders.flatMap((folder) => [folder, ...entriesBelow(folder)]) : [])
            lchownSync(path, range?.first ?? 0, range?.first ?? 0);
    };

    /** One tree, packed and unpacked over another; says what is wrong with it. */
    const wrongOf = async (seed: number, room: Room): Promise<string | undefined> => {
        const folders = trees.grown(seed, ["room/source", "room/target"]);
        const [source = "", target = ""] = folders;
        given(folders);
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
            const files = new RoomFiles(room, inside(room, source));
            const wanted = {
                files: [PATTERNS[pick(PATTERNS.length)] ?? "**/*"],
                "base-directory": pick(3) === 0 ? BASES[pick(BASES.length)] : undefined,
                "discard-paths": pick(4) === 0,
            };
            const chosen = await filesOf(wanted, files, (text) => text.replace("OUTSIDE", trees.outside));
            packed = await pack(chosen, files, { links: pick(2) === 0 });
            await files.put(inside(room, join(target, ["", "a", "dir"][pick(3)] ?? "")), readZip(packed));
            unpacked += 1;
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
        const room = new Room({
            isolated,
            writable: [isolated ? { from: folder, at: ROOM } : folder],
            ...(isolated ? { network: "own" } : {}),
        });
        if (isolated) walled.add(room);
        try {
            await use(room);
        } finally {
            await room.close();
        }
    };

    it(`hold nothing of the outside and change nothing there, ${TREES} times`, () =>
        inRoom(true, async (room) => {
            for (let seed = 1; seed <= TREES; seed += 1) assert.equal(await wrongOf(seed, room), undefined);
            assert.ok(unpacked > TREES / 4, `only ${unpacked} were unpacked`);
        }));

    /** What a link out of the source, and one out of the place it is unpacked to, do in a room. */
    const linkedOut = async (room: Room): Promise<readonly string[]> => {
        const [source, target] = [join(trees.folder, "room/source"), join(trees.folder, "room/target")];
        for (const folder of [source, target]) mkdirSync(folder);
        symlinkSync(join(trees.outside, "secret"), join(source, "a"));
        symlinkSync(trees.outside, join(target, "dir"));
        given([source, target]);
        const [files, before] = [new RoomFiles(room, inside(room, source)), trees.stateOf()];
        const done: string[] = [];
        const chosen = await filesOf({ files: ["a", `${trees.outside}/secret`], "discard-paths": true }, files, String);
        if ((await files.take([...chosen].map(([name, path]) => ({ name, path })))).length > 0) done.push("leaks");
        const entry = { name: "new", mode: 0o100644, bytes: Buffer.from("new") };
        await files
            .put(inside(room, join(target, "dir")), [entry])
            .catch((error: RefusedInside) => done.push(error.code ?? ""));
        return trees.stateOf() === before ? done : [...done, "changes"];
    };

    it("a link out leads nowhere", () =>
        inRoom(true, async (room) => assert.deepEqual(await linkedOut(room), ["ENOENT"])));

    it("mutant: and out, where there are no walls", () =>
        inRoom(false, async (room) => assert.deepEqual(await linkedOut(room), ["leaks", "changes"])));

    it("mutant: without walls, some of the random trees are found out too", () =>
        inRoom(false, async (room) => {
            let found: string | undefined;
            for (let seed = 1; seed <= TREES && found === undefined; seed += 1) found = await wrongOf(seed, room);
            assert.match(found ?? "", /the outside is in the artifact|something outside has changed/);
        }));
});
