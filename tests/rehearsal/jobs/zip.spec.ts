import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { strToU8 } from "fflate";

import * as artifacts from "../../../rehearsal/jobs/artifacts";
import * as zips from "../../../rehearsal/jobs/zip";
import { mutated } from "../../support/mutant";
import { breakZips } from "./broken-zips";
import { build, commands } from "./fixture";
import { inFolder } from "./room";

const { filesOf, pack } = artifacts;
const { listZip, readZip, readZipFile, writeZip } = zips;
const FILE = 0o100644;
const file = (name: string, text = "x", mode = FILE) => ({ name, mode, bytes: strToU8(text) });
const names = (zip: Buffer) => readZip(zip).map(({ name }) => name);

/** A zip whose list says other sizes than its files have. */
function saying(sizes: Readonly<Record<string, readonly [says: number, is: number]>>): Buffer {
    const zip = writeZip(Object.entries(sizes).map(([name, [, is]]) => file(name, "x".repeat(is))));
    let at = -1;
    for (const [says] of Object.values(sizes)) {
        at = zip.indexOf("PK\x01\x02", at + 1, "latin1");
        zip.writeUInt32LE(says, at + 24);
    }
    return zip;
}

const MB = 1024 * 1024;

describe("zips", () => {
    it("keep every name, also those that objects have", () => {
        const odd = ["__proto__", "constructor", "toString", "ä/ö"];
        assert.deepEqual(names(writeZip(odd.map((name) => file(name)))), odd);
        assert.equal(readZipFile(writeZip([file("__proto__", "here")]), "__proto__")?.toString(), "here");
        assert.equal(readZipFile(writeZip([file("a")]), "__proto__"), undefined);
    });

    it("a file of the source that is called __proto__ becomes part of the artifact", async () => {
        const folder = mkdtempSync(join(tmpdir(), "fairlead-zip-"));
        try {
            writeFileSync(join(folder, "__proto__"), "here");
            await inFolder(folder, async (files) => {
                const zip = await pack(await filesOf({ files: ["**/*"] }, files, String), files);
                await files.put("out", readZip(zip));
            });
            assert.equal(readFileSync(join(folder, "out", "__proto__"), "utf8"), "here");
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("refuses more bytes than it holds in memory, of all files together, before it unpacks any", () => {
        const zip = saying({ a: [80 * MB, 1], b: [80 * MB, 1], c: [80 * MB, 1] });
        assert.throws(() => readZip(zip), /not rehearsed: artifacts of more than 200 MB; this one has 251658240 bytes/);
        assert.throws(() => listZip(zip), /more than 200 MB/);
    });

    it("refuses a file that becomes more than its list says", () => {
        assert.throws(() => readZip(saying({ big: [10, 10_000_000] })), /big cannot be unpacked/);
        assert.throws(() => readZip(saying({ big: [20, 10] })), /big has 10 bytes, and its list says 20/);
    });

    it("refuses names that lead out of the folder, and what is no name", () => {
        for (const name of ["../a", "a/../../b", "/etc/passwd", ".."])
            assert.throws(() => readZip(writeZip([file(name)])), /which lies outside of it/, name);
        for (const name of ["", "a//b", "a\0b"])
            assert.throws(() => readZip(writeZip([file(name)])), /which is no name/, name);
    });

    it("refuses one name twice, and files below what is no folder", () => {
        assert.throws(() => readZip(writeZip([file("a"), file("a")])), /it holds a twice/);
        assert.throws(() => readZip(writeZip([file("d/"), file("./d")])), /it holds d twice/);
        const link = { name: "out", mode: 0o120777, bytes: strToU8("/home") };
        assert.throws(
            () => readZip(writeZip([link, file("out/.bashrc")])),
            /out\/\.bashrc below out, which is no folder/,
        );
        assert.throws(() => readZip(writeZip([file("a"), file("a/b")])), /a\/b below a/);
    });

    it("refuses FIFOs, devices and sockets", () => {
        for (const kind of [0o010644, 0o020644, 0o060644, 0o140644])
            assert.throws(
                () => readZip(writeZip([file("odd", "", kind)])),
                /odd is neither a file nor a folder nor a link/,
            );
    });

    it("unpacks links last", () => {
        const link = { name: "a", mode: 0o120777, bytes: strToU8("b") };
        assert.deepEqual(names(writeZip([link, file("b"), file("c/", "", 0o40755)])), ["c/", "b", "a"]);
    });

    it("says what is broken: cut off, damaged, no zip at all", () => {
        const zip = writeZip([file("a", "some text that is not too short")]);
        assert.throws(() => readZip(zip.subarray(0, -5)), /the zip is broken: it has no end/);
        assert.throws(() => readZip(Buffer.from("no zip")), /it has no end/);
        const damaged = Buffer.from(zip);
        damaged.writeUInt32LE(1, damaged.lastIndexOf("PK\x01\x02", undefined, "latin1") + 16);
        assert.throws(() => readZip(damaged), /a is damaged: its checksum is another/);
        const moved = Buffer.from(zip);
        moved.writeUInt32LE(7, moved.lastIndexOf("PK\x01\x02", undefined, "latin1") + 42);
        assert.throws(() => readZip(moved), /a is not where its list says/);
    });

    it("reads or refuses whatever comes, and nothing outside changes", async () => {
        const { read, refused } = await breakZips(200, 1);
        assert.ok(read > 10 && refused > 10, `${read} read, ${refused} refused`);
    });

    const careless: Readonly<Record<string, readonly [string, string]>> = {
        "names that lead out": ['name.startsWith("/") || parts.includes("..")', "false"],
        "names that are none": ['name.includes("\\0") || parts.includes("")', "false"],
        "one name twice": ["if (known.has(path))", "if (false)"],
        "files below a link": ["known.get(path.slice(0, at)) === false", "false"],
    };
    for (const [what, mistake] of Object.entries(careless))
        it(`mutant: ${what}, where they are not refused, are found among the broken`, async () => {
            const { readZip: wrong } = mutated<typeof zips>("rehearsal/jobs/zip", "rehearsal/jobs/zip", mistake);
            await assert.rejects(breakZips(2_000, 1, wrong), { name: "AssertionError", message: /^zip \d+ of seed 1/ });
        });

    it("mutant: without the limit of what a file may become, a few bytes fill the memory", () => {
        const { readZip: wrong } = mutated<typeof zips>("rehearsal/jobs/zip", "rehearsal/jobs/zip", [
            "maxOutputLength: Math.max(1, size)",
            "",
        ]);
        assert.throws(() => wrong(saying({ big: [10, 1_000_000] })), /big has 1000000 bytes/);
    });

    it("mutant: a sum that is not looked at lets 460 kB become 451 MB", () => {
        const { listZip: wrong } = mutated<typeof zips>("rehearsal/jobs/zip", "rehearsal/jobs/zip", [
            "sum, { size }) => sum + size",
            "sum, { size }) => Math.max(sum, size)",
        ]);
        assert.equal(wrong(saying({ a: [110 * MB, 1], b: [110 * MB, 1] })).length, 2);
    });
});

describe("what a job leaves behind", () => {
    const packing = (...lines: string[]) => {
        const spec = JSON.parse(commands(...lines)) as object;
        return JSON.stringify({ ...spec, artifacts: { files: ["**/*"] } });
    };

    it("ends that job with the reason where a link leads in a circle, and nothing else", async () => {
        const seen = await build({ buildspec: packing("ln -s a b; ln -s b a"), outputs: ["Out"] });
        assert.equal(seen.status, "FAILED");
        assert.match(seen.why ?? "", /^UPLOAD_ARTIFACTS: CLIENT_ERROR: cannot read a: ELOOP: too many symbolic links/);
    });

    it("keeps a file called __proto__", async () => {
        const seen = await build({ buildspec: packing("echo here > __proto__"), outputs: ["Out"] });
        assert.equal(seen.status, "SUCCEEDED");
        assert.deepEqual(Object.keys(seen.outputs), ["Out"]);
    });

    it("leaves out a link that leads nowhere", async () => {
        const seen = await build({ buildspec: packing("ln -s nowhere b; touch a"), outputs: ["Out"] });
        assert.deepEqual(Object.keys(seen.outputs["Out"] ?? {}), ["a"]);
    });

    it("mutant: a link in a circle that is taken for none is a false green", async () => {
        const { filesOf: wrong } = mutated<typeof artifacts>("rehearsal/jobs/artifacts", "rehearsal/jobs/artifacts", [
            "throw new ClientError(`cannot read",
            "return false;\n throw new ClientError(`cannot read",
        ]);
        const folder = mkdtempSync(join(tmpdir(), "fairlead-zip-"));
        try {
            symlinkSync("a", join(folder, "a"));
            await inFolder(folder, async (files) => {
                assert.equal((await wrong({ files: ["**/*"] }, files, String)).size, 0);
                await assert.rejects(filesOf({ files: ["**/*"] }, files, String), /cannot read a: ELOOP/);
            });
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
