import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as sound from "../../../rehearsal/engine/folder";
import { mutated } from "../../support/mutant";

const file = "rehearsal/engine/folder";
const holds = `
require(${JSON.stringify(join(__dirname, "../../../bin/typescript.cjs"))});
require(${JSON.stringify(join(__dirname, "../../..", file))}).take(process.argv[1]);
console.log("taken");
setInterval(() => undefined, 1000);`;

describe("a folder that is taken", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "taken-"))));
    afterEach(() => rmSync(folder, { recursive: true }));
    const lock = () => join(folder, "lock");

    async function takenByAnother(then: (other: ChildProcess) => void | Promise<void>): Promise<void> {
        const other = spawn(process.execPath, ["-e", holds, folder], { stdio: ["ignore", "pipe", "inherit"] });
        const ended = once(other, "exit");
        try {
            await once(other.stdout, "data");
            await then(other);
        } finally {
            other.kill("SIGKILL");
            await ended;
        }
    }

    it("is nobody else's until it is given back", () => {
        const release = sound.take(folder);
        release();
        sound.take(folder)();
    });

    it("is refused to a second one while the first lives, with the way out, and not after its kill", async () => {
        await takenByAnother(({ pid }) => {
            assert.throws(() => sound.take(folder), { message: new RegExp(`process ${pid} .* kill ${pid}$`) });
        });
        sound.take(folder)();
    });

    /** Somebody lives under the number of a rehearsal that was killed long ago. */
    const numberGivenAgain = ({ take }: typeof sound) => {
        const parent = process.ppid;
        writeFileSync(lock(), `${parent} 1`);
        take(folder)();
    };

    it("is not held by whoever has got the number of the one that held it", () => {
        numberGivenAgain(sound);
    });

    it("mutant: one that knows processes by their number alone would have an innocent one killed", () => {
        const hasty = mutated<typeof sound>(file, file, ["holder === lifeOf(pid)", "lifeOf(pid) !== undefined"]);
        assert.throws(() => numberGivenAgain(hasty), { name: "Error", message: /let it end, or stop it with: kill/ });
    });

    it("is free where a kill came before the holder had written its name", () => {
        writeFileSync(lock(), "");
        sound.take(folder)();
        assert.throws(() => readFileSync(lock()), { code: "ENOENT" });
    });
});
