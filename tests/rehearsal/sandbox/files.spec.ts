// What opens the files of a job waits for none of them.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { mutatedInside } from "../../support/mutant";

const FILE = "rehearsal/sandbox/inside/files.cjs";
type Head = Readonly<Record<string, unknown>>;
interface Answers {
    readonly answers: Readonly<Record<string, (head: Head, bytes?: Buffer) => readonly [Head, Buffer?]>>;
}

describe("the files of a job", () => {
    let folder: string;
    let pipe: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "fairlead-files-"));
        execFileSync("mkfifo", [(pipe = join(folder, "pipe"))]);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const sound = () => mutatedInside<Answers>(FILE, "files.cjs", ["class Refusal", "class Refusal"]);
    const mutant = (of: string, by: string) => mutatedInside<Answers>(FILE, "files.cjs", [of, by]);

    /** Whether it waits for the pipe, whose other end is opened only after a second. */
    const waits = ({ answers }: Answers, ask: string, other: string, head: Head): boolean => {
        const child = spawn("sh", ["-c", `sleep 1; ${other} "$0"`, pipe], { stdio: "ignore", detached: true });
        const began = Date.now();
        try {
            assert.throws(() => answers[ask]?.(head, Buffer.from("bytes")), /not a regular file|ENXIO|EPIPE/);
            return Date.now() - began > 900;
        } finally {
            if (child.pid) process.kill(-child.pid, "SIGKILL");
        }
    };
    const ASKED = {
        read: [": >", () => ({ path: pipe, most: 10 }), "O_RDONLY | O_NONBLOCK"],
        take: [": >", () => ({ files: [pipe], links: false, most: 10 }), "O_RDONLY | O_NONBLOCK"],
        write: ["cat <", () => ({ path: pipe }), "O_WRONLY | O_CREAT | O_NONBLOCK"],
        put: [
            "cat <",
            () => ({ path: folder, files: [{ name: "pipe", length: 5 }] }),
            "O_WRONLY | O_CREAT | O_NONBLOCK",
        ],
    } as const;
    for (const [ask, [other, head, flags]] of Object.entries(ASKED))
        it(`${ask} does not wait for a pipe; mutant: and does, where opening may wait`, () => {
            assert.equal(waits(sound(), ask, other, head()), false);
            const without = flags.replace(" | O_NONBLOCK", "");
            assert.equal(waits(mutant(flags, without), ask, other, head()), true);
        });

    it("a file that is larger than allowed is refused; mutant: and is cut, where its size is not looked at", () => {
        const path = join(folder, "a");
        writeFileSync(path, "x".repeat(100));
        chmodSync(path, 0o644);
        const taken = ({ answers }: Answers) => answers["take"]?.({ files: [path], links: false, most: 10 });
        assert.throws(() => taken(sound()), /has more than 10 bytes/);
        const [{ taken: told } = {}] = taken(mutant("if (found.size > most) throw", "if (false) throw")) ?? [];
        assert.deepEqual(told, [[0o100644, 11]]);
    });
});
