import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Blobs, digestOf } from "../../../rehearsal/engine/folder";

describe("blobs", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "blobs-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it("keeps bytes under their digest, once", () => {
        const blobs = new Blobs(folder);
        const digest = blobs.put(Buffer.from("hello"));
        assert.equal(digest, "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assert.equal(blobs.put(Buffer.from("hello")), digest);
        assert.equal(blobs.get(digest).toString(), "hello");
        assert.equal(readdirSync(folder).length, 1, "a draft was left behind");
    });

    it("knows what it has, and is not fooled by what is no digest", () => {
        const blobs = new Blobs(folder);
        assert.equal(blobs.has(blobs.put(Buffer.from("x"))), true);
        assert.equal(blobs.has(digestOf(Buffer.from("y"))), false);
        assert.equal(blobs.has("sha256:../../etc/passwd"), false);
    });

    it("links without copying", () => {
        const blobs = new Blobs(folder);
        const digest = blobs.put(Buffer.from("x"));
        const copy = join(folder, "job", "x");
        blobs.link(digest, copy);
        assert.equal(readFileSync(copy, "utf8"), "x");
        assert.equal(statSync(copy).nlink, 2);
    });
});
