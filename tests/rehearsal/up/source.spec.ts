import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stampOf } from "../../../rehearsal/up/source";

describe("the stamp of an application", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "stamp-"));
        write("src/main.js", "one");
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const write = (name: string, text: string) => {
        mkdirSync(join(folder, name, ".."), { recursive: true });
        writeFileSync(join(folder, name), text);
    };

    it("stays while nobody touches it, and whatever is installed or committed", () => {
        const before = stampOf(folder);
        assert.equal(stampOf(folder), before);
        write("node_modules/x/index.js", "");
        write(".git/HEAD", "");
        assert.equal(stampOf(folder), before);
    });

    it("is another one after an edit, a new file and a removed one", () => {
        const stamps = [stampOf(folder)];
        write("src/main.js", "edited");
        stamps.push(stampOf(folder));
        write("src/more.js", "");
        stamps.push(stampOf(folder));
        rmSync(join(folder, "src", "main.js"));
        stamps.push(stampOf(folder));
        assert.equal(new Set(stamps).size, stamps.length);
    });

    it("is there also where the folder is not: `up` is the one to say so", () => {
        assert.equal(stampOf(join(folder, "nowhere")), stampOf(join(folder, "nowhere")));
    });
});
