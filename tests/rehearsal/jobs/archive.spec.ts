import * as assert from "node:assert/strict";
import {
    chmodSync,
    lstatSync,
    mkdtempSync,
    readFileSync,
    readlinkSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { strToU8, zipSync } from "fflate";

import { pack } from "../../../rehearsal/jobs/artifacts";
import { readZip } from "../../../rehearsal/jobs/zip";
import { inFolder } from "./room";

describe("artifacts as zips", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fairlead-zip-"))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const at = (name: string) => join(folder, name);

    const packed = (files: Readonly<Record<string, string>>, options = {}) =>
        inFolder(folder, (inside) => pack(new Map(Object.entries(files)), inside, options));
    const unpack = (zip: Buffer, to: string) => inFolder(folder, (inside) => inside.put(to, readZip(zip)));

    it("keep what may be executed, and links where that is asked for", async () => {
        writeFileSync(at("run.sh"), "#!/bin/sh\n");
        chmodSync(at("run.sh"), 0o755);
        writeFileSync(at("ä.txt"), "text");
        symlinkSync("run.sh", at("link"));
        const files = { "bin/run.sh": at("run.sh"), "ä.txt": at("ä.txt"), "bin/link": at("link") };
        await unpack(await packed(files, { links: true }), at("links"));
        assert.equal(statSync(at("links/bin/run.sh")).mode & 0o111, 0o111);
        assert.equal(statSync(at("links/ä.txt")).mode & 0o111, 0);
        assert.equal(readlinkSync(at("links/bin/link")), "run.sh");
        await unpack(await packed(files), at("followed"));
        assert.ok(lstatSync(at("followed/bin/link")).isFile());
        assert.equal(readFileSync(at("followed/bin/link"), "utf8"), "#!/bin/sh\n");
    });

    for (const target of ["/etc/passwd", "../../etc/passwd", "../bin/../../up"])
        it(`refuse a link to ${target}, of which AWS says nothing`, async () => {
            symlinkSync(target, at("link"));
            const link = { "bin/link": at("link") };
            await assert.rejects(packed(link, { links: true }), /not rehearsed: the link bin\/link, which leads out/);
        });

    it("are the same bytes for the same files", async () => {
        writeFileSync(at("a"), "a");
        writeFileSync(at("b"), "b");
        const first = await packed({ a: at("a"), b: at("b") });
        await new Promise((resolve) => setTimeout(resolve, 10));
        writeFileSync(at("a"), "a");
        assert.deepEqual(await packed({ b: at("b"), a: at("a") }), first);
    });

    it("are what the system's own programs make and read", async () => {
        await unpack(Buffer.from(zipSync({ "d/": new Uint8Array(), "d/f": strToU8("x") })), at("out"));
        assert.equal(readFileSync(at("out/d/f"), "utf8"), "x");
    });

    it("mutant: one that leads out of its folder is refused", async () => {
        const evil = Buffer.from(zipSync({ "../evil": strToU8("x") }));
        await assert.rejects(async () => unpack(evil, at("out")), /holds \.\.\/evil, which lies outside of it/);
    });
});
