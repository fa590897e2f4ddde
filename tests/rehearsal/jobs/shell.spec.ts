import * as assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { FedShell, type ShellOptions } from "../../../rehearsal/jobs/shell";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { Room } from "../../../rehearsal/sandbox/room";
import { environmentOf } from "../../../rehearsal/sandbox/environment";

const WALLS = isolationSupport().namespaces ? [true, false] : [false];

describe("the shell that is fed command by command", () => {
    for (const isolated of WALLS) {
        for (const shell of ["bash", "sh"] as const) {
            describe(`${shell}, ${isolated ? "in namespaces" : "as a plain process"}`, () => {
                let folder: string;
                let lines: string[];
                let room: Room;
                let fed: FedShell;
                beforeEach(() => {
                    folder = mkdtempSync(join(tmpdir(), "fairlead-shell-"));
                    mkdirSync(join(folder, "tmp"));
                    lines = [];
                    const env = environmentOf({ home: folder, tmp: join(folder, "tmp") });
                    room = new Room({ isolated, writable: [folder], tmp: isolated ? join(folder, "tmp") : undefined });
                    const options: ShellOptions = {
                        shell,
                        local: { from: folder, at: folder },
                        folder,
                        cwd: folder,
                        env,
                        log: (line) => lines.push(line),
                    };
                    fed = new FedShell(room, options);
                });
                afterEach(async () => {
                    await room.close();
                    rmSync(folder, { recursive: true, force: true });
                });

                it("knows each status, and keeps variables, functions and the folder", async () => {
                    assert.equal(await fed.run('A=1; f() { echo "f $1"; }; mkdir -p sub && cd sub'), 0);
                    assert.equal(await fed.run("(exit 7)"), 7);
                    assert.equal(await fed.run('f "$A"; echo "${PWD##*/}"'), 0);
                    assert.deepEqual(lines, ["f 1", "sub"]);
                });

                it("says lines in the order they were written, whoever wrote them, before the status", async () => {
                    await fed.run("for i in 1 2 3; do echo out $i; echo err $i >&2; done; printf unfinished");
                    assert.deepEqual(lines, ["out 1", "err 1", "out 2", "err 2", "out 3", "err 3", "unfinished"]);
                });

                it("gives a command no standard input, so that none eats the next one", async () => {
                    assert.equal(await fed.run("cat; read x || echo nothing"), 0);
                    assert.equal(await fed.run("echo next"), 0);
                    assert.deepEqual(lines, ["nothing", "next"]);
                });

                it("goes on in a new shell where a command ended the old one", async () => {
                    await fed.run("export KEPT=yes; cd tmp");
                    assert.equal(await fed.run("LOST=1; exit 4"), 4);
                    assert.equal(await fed.run('echo "$KEPT ${LOST-gone} ${PWD##*/}"'), 0);
                    assert.equal(await fed.run("set -e; false; echo never"), 1);
                    assert.equal(await fed.run('echo "$KEPT"'), 0);
                    assert.equal(await fed.run("kill -KILL $$"), 137);
                    assert.deepEqual(lines.slice(0, 2), ["yes gone tmp", "yes"]);
                });

                it("says nothing of its own where the very first command ends the shell", async () => {
                    assert.equal(await fed.run("exit 3"), 3);
                    assert.equal(await fed.run("echo next"), 0);
                    assert.deepEqual(lines, ["next"]);
                });

                it("survives what commands do to its files and options", async () => {
                    for (const command of [
                        "exec >/dev/null 2>&1",
                        "set -C",
                        "set -u",
                        "trap 'echo bye' EXIT",
                        "cd / && cd -",
                        "IFS=x",
                    ])
                        assert.equal(await fed.run(command), 0, command);
                    assert.notEqual(await fed.run("if"), 0);
                    assert.equal(await fed.run("true"), 0);
                });

                it("reads variables of several lines, and leaves out those that nobody set", async () => {
                    await fed.run(`A=$(printf 'x\\n"y; z'); EMPTY=`);
                    assert.deepEqual(await fed.read(["A", "EMPTY", "NONE"]), { A: 'x\n"y; z', EMPTY: "" });
                });
            });
        }
    }
});
