// What the engine asks of a job's room ends, whatever the job does: every wait has an end, and no file is waited for.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { RoomFiles } from "../../../rehearsal/jobs/room-files";
import { type RefusedInside, Room, RoomGone } from "../../../rehearsal/sandbox/room";
import { frame, reader } from "../../../rehearsal/sandbox/inside/frames.cjs";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";

const KINDS = isolationSupport().namespaces ? [true, false] : [false];

for (const isolated of KINDS)
    describe(`a room, ${isolated ? "in namespaces" : "as a plain process"}`, () => {
        let folder: string;
        let room: Room;
        let files: RoomFiles;
        const env = { PATH: process.env.PATH ?? "", HOME: "/nowhere" };
        beforeEach(() => {
            folder = mkdtempSync(join(tmpdir(), "fairlead-room-"));
            mkdirSync(join(folder, "job"));
            room = new Room({ isolated, writable: [join(folder, "job")] });
            files = new RoomFiles(room, join(folder, "job"));
        });
        afterEach(async () => {
            await room.close();
            rmSync(folder, { recursive: true, force: true });
        });
        const ran = async (script: string) => {
            const lines: string[] = [];
            const program = room.start(["bash", "-c", script], {
                cwd: files.cwd,
                env,
                log: (line) => lines.push(line),
            });
            return { ...(await program.ended), lines };
        };

        it("waits for no pipe and no device, and takes no more than it is told", async () => {
            await ran("mkfifo pipe; ln -s pipe link; echo 12345 >five; ln -s loop loop; truncate -s 1T huge");
            for (const name of ["pipe", "link", "/dev/zero", "/dev/random"])
                await assert.rejects(files.read(name), /is not a regular file/, name);
            await assert.rejects(files.write("pipe", Buffer.from("x")), /ENXIO|not a regular file/);
            await assert.rejects(files.read("five", 4), /has more than 4 bytes/);
            await assert.rejects(files.read("huge"), /has more than/);
            await assert.rejects(files.read("loop"), /Too many levels of symbolic links/);
            await assert.rejects(files.read("none"), ({ code }: RefusedInside) => code === "ENOENT");
            assert.equal((await files.read("five")).toString(), "12345\n");
        });

        it("tells the end of a program though what it started lives on", async () => {
            assert.deepEqual(await ran("sleep 300 & echo begun; exit 3"), { code: 3, signal: null, lines: ["begun"] });
            assert.equal((await ran("kill -KILL $$")).signal, "SIGKILL");
            assert.equal((await ran("exec /nowhere/at-all")).code, 127);
        });

        it("outlives a signal to a program that has just ended", async () => {
            // What it leaves behind holds its output, so its end is told a little later.
            const leaves = ["sh", "-c", "setsid sleep 1 & exit 0"];
            const program = room.start(leaves, { cwd: files.cwd, env, log: () => undefined });
            const signals = setInterval(() => program.signal("SIGCONT"), 1);
            await program.ended;
            clearInterval(signals);
            assert.deepEqual((await ran("echo on")).lines, ["on"]);
        });

        it("ends what never ends when it is closed: a filter of jq, a program, a question", async () => {
            const endless = assert.rejects(
                room.ask("jq", { filter: "def f: f; f", flags: ["-n"] }, Buffer.from("null")),
                RoomGone,
            );
            const program = ran("while :; do :; done");
            await pause(300);
            const began = Date.now();
            await room.close();
            await endless;
            assert.equal((await program).code, null);
            assert.ok(Date.now() - began < 3000);
            await assert.rejects(files.read("five"), RoomGone);
        });

        it("keeps other questions answered while a filter never ends", async () => {
            const endless = room.ask("jq", { filter: "def f: f; f", flags: ["-n"] }, Buffer.from("null"));
            endless.catch(() => undefined);
            writeFileSync(join(folder, "job", "own"), "own");
            assert.equal((await files.read("own")).toString(), "own");
        });

        it("hands on a line without an end before it has filled the memory", async () => {
            const { lines } = await ran("head -c 1000000 /dev/zero | tr '\\0' x");
            assert.equal(lines.join("").length, 1_000_000);
            assert.ok(lines.length > 5);
        });

        it("writes what a zip held, and reads it back", async () => {
            const entry = (name: string, mode: number, text: string) => ({ name, mode, bytes: Buffer.from(text) });
            await files.put("out", [
                entry("d/run", 0o100755, "#"),
                entry("__proto__", 0o100644, "p"),
                entry("l", 0o120777, "d/run"),
            ]);
            assert.deepEqual(
                (await files.list("out")).map(({ path, kind, leadsTo }) => [path, kind, leadsTo]),
                [
                    ["__proto__", "file", "file"],
                    ["d", "folder", "folder"],
                    ["d/run", "file", "file"],
                    ["l", "link", "file"],
                ],
            );
            assert.equal(readFileSync(join(folder, "job/out/l"), "utf8"), "#");
            assert.match(
                execFileSync("ls", ["-l", join(folder, "job/out/d/run")], { encoding: "utf8" }),
                /^-rwxr-xr-x/,
            );
        });
    });

describe("what comes out of a room", () => {
    it("is read however it is cut, and refused where it is no frame", () => {
        const heard: unknown[] = [];
        const read = reader((head, body) => heard.push([head, body.toString()]));
        const bytes = Buffer.concat([
            frame({ a: 1 }, Buffer.from("one")),
            frame({ b: 2 }),
            frame({ c: "ä" }, Buffer.from("x")),
        ]);
        for (const byte of bytes) read(Buffer.from([byte]));
        assert.deepEqual(heard, [
            [{ a: 1 }, "one"],
            [{ b: 2 }, ""],
            [{ c: "ä" }, "x"],
        ]);
        for (const wrong of [
            Buffer.alloc(8, 255),
            Buffer.from("\0\0\0\x04\0\0\0\0null"),
            Buffer.from("\0\0\0\x03\0\0\0\0{{{"),
        ])
            assert.throws(() => reader(() => undefined)(wrong));
    });
});
