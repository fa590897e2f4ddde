// Packages of Python in jobs and images: from where this machine's pip finds them, once; and by name where they cannot be had.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";

import { strToU8, zipSync } from "fflate";

import * as kept from "../../../rehearsal/packages/kept";
import { distributionsIn } from "../../../rehearsal/packages/distributions";
import { indexesIn } from "../../../rehearsal/packages/upstream";
import { isolationSupport } from "../../../rehearsal/sandbox/contain";
import { mutated } from "../../support/mutant";
import { isOnPath, skipBecause } from "../../support/skip";
import { ContainerFixture } from "../containers/fixture";
import { build, commands } from "../jobs/fixture";

const NAME = "greets-1.0-py3-none-any.whl";
const ABOUT = "greets-1.0.dist-info";
const METADATA = "Metadata-Version: 2.1\nName: greets\nVersion: 1.0\n";
const WHEEL = Buffer.from(
    zipSync({
        "greets.py": strToU8("print('greetings')\n"),
        [`${ABOUT}/METADATA`]: strToU8(METADATA),
        [`${ABOUT}/WHEEL`]: strToU8("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
        [`${ABOUT}/RECORD`]: strToU8(""),
    }),
);
const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");
const PASSWORD = "the-machines-own";

describe("packages of Python", () => {
    let folder = "";
    let index: Server | undefined;
    let file = WHEEL;
    let asked: string[] = [];
    const before = process.env["PIP_INDEX_URL"];
    const at = () => `127.0.0.1:${(index?.address() as AddressInfo).port}`;
    const install = "pip install greets==1.0 && python -c 'import greets'";

    beforeEach(async function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        if (!isolationSupport().network) skipBecause(this, "no namespaces");
        folder = mkdtempSync(join(tmpdir(), "packages-"));
        kept.keepPackagesIn(folder);
        [file, asked] = [WHEEL, []];
        const known: Readonly<Record<string, () => Buffer | string>> = {
            "/simple/greets/": () =>
                `<a href="../../files/${NAME}#sha256=${sha256(WHEEL)}" data-dist-info-metadata="sha256=${sha256(METADATA)}">${NAME}</a>`,
            [`/files/${NAME}`]: () => file,
            [`/files/${NAME}.metadata`]: () => METADATA,
        };
        const server = createServer(({ url = "", headers }, response) => {
            asked.push(url);
            const mayRead = headers.authorization === `Basic ${Buffer.from(`me:${PASSWORD}`).toString("base64")}`;
            const found = mayRead ? known[url]?.() : undefined;
            response.writeHead(found === undefined ? (mayRead ? 404 : 401) : 200, {
                "content-length": found === undefined ? 0 : Buffer.byteLength(found),
            });
            response.end(found);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        index = server;
        process.env["PIP_INDEX_URL"] = `http://me:${PASSWORD}@${at()}/simple`;
    });
    afterEach(() => {
        kept.keepPackagesIn(undefined);
        index?.close();
        if (before === undefined) delete process.env["PIP_INDEX_URL"];
        else process.env["PIP_INDEX_URL"] = before;
        rmSync(folder, { recursive: true, force: true });
    });

    it("come once from this machine's index, are kept under .fairlead, and are there without a network", async () => {
        const first = await build({ buildspec: commands(install) });
        assert.equal(first.status, "SUCCEEDED", first.lines.join("\n"));
        assert.ok(first.lines.includes(`Packages: ${NAME}, 1 kB, from ${at()}`), first.lines.join("\n"));
        const second = await build({ buildspec: commands(install) });
        assert.ok(second.lines.includes(`Packages: ${NAME}, 1 kB, kept from before`), second.lines.join("\n"));
        assert.equal(asked.filter((url) => url === `/files/${NAME}`).length, 1);
        const host = at();
        index?.close();
        const third = await build({ buildspec: commands(install) });
        assert.equal(third.status, "SUCCEEDED", third.lines.join("\n"));
        assert.ok(third.lines.some((line) => line.startsWith(`Packages: ${host} cannot be reached from this machine`)));
    });

    it("are missing by name, and the job is red, where there is neither network nor anything kept", async () => {
        const host = at();
        index?.close();
        const { status, lines } = await build({ buildspec: commands("pip install greets==1.0") });
        assert.equal(status, "FAILED");
        const said = `Packages: ${host} cannot be reached from this machine (connect ECONNREFUSED ${host}), and nothing of greets is kept from before`;
        assert.ok(lines.includes(said), lines.join("\n"));
    });

    it("come into images in the same way", async () => {
        const fixture = new ContainerFixture();
        try {
            const image = await fixture.build({
                Dockerfile: `FROM public.ecr.aws/docker/library/python:3.12-slim\nRUN pip install greets==1.0\n`,
            });
            assert.equal(await fixture.output(image, "python -c 'import greets'"), "greetings");
            assert.ok(fixture.lines.some((line) => line.endsWith(`Packages: ${NAME}, 1 kB, from ${at()}`)));
        } finally {
            await fixture.close();
        }
    });

    it("tell no job the password of this machine's index, and keep it nowhere", async () => {
        const seen = await build({
            buildspec: commands(
                "env; pip config list; pip download -v greets==1.0; pip install nothing-of-this-name; true",
            ),
        });
        const pages = readdirSync(join(folder, "pages")).map((name) =>
            readFileSync(join(folder, "pages", name), "utf8"),
        );
        assert.ok(pages.length > 0);
        assert.ok(![...seen.lines, ...pages].some((line) => line.includes(PASSWORD)));
    });

    it("are neither installed nor kept where they are not what the index says", async () => {
        file = Buffer.concat([WHEEL, Buffer.from("x")]);
        const { status, lines } = await build({ buildspec: commands("pip install greets==1.0") });
        assert.equal(status, "FAILED");
        assert.ok(
            lines.some((line) => line.includes("THESE PACKAGES DO NOT MATCH THE HASHES")),
            lines.join("\n"),
        );
        assert.deepEqual(readdirSync(join(folder, "files")), []);
    });

    it("mutant: what is kept unread would be kept for everybody", async () => {
        const careless = mutated<typeof kept>("rehearsal/packages/kept", "rehearsal/packages/kept", [
            'hash.digest("hex") === sha256',
            "true",
        ]);
        for (const { keepPackagesIn, keep, keptFile } of [kept, careless]) {
            keepPackagesIn(folder);
            keep(sha256(WHEEL), Readable.from([Buffer.from("something else")]));
            await pause(200);
            assert.equal(keptFile(sha256(WHEEL)) !== undefined, keep === careless.keep);
        }
    });

    it("are asked of the index that pip's settings name, the strongest first", () => {
        assert.deepEqual(indexesIn(""), ["https://pypi.org/simple"]);
        const file =
            "global.index-url='https://a.example/simple/'\nglobal.extra-index-url='https://b.example/x https://c.example/x'";
        assert.deepEqual(indexesIn(file), ["https://a.example/simple", "https://b.example/x", "https://c.example/x"]);
        assert.equal(indexesIn(`${file}\n:env:.index-url='https://d.example/simple'`)[0], "https://d.example/simple");
    });

    it("are read from both forms of a page, and without a digest left where they are", () => {
        const digest = "0".repeat(64);
        const at = "https://me:secret@index.example/simple/greets/";
        const html = `<!DOCTYPE html><a href="/f/${NAME}#sha256=${digest}" data-requires-python="&gt;=3.9" data-yanked="">${NAME}</a>
            <a href='https://else.example/g-2.zip'>g-2.zip</a>`;
        const json = JSON.stringify({
            files: [
                {
                    filename: NAME,
                    url: `/f/${NAME}`,
                    hashes: { sha256: digest },
                    "requires-python": ">=3.9",
                    yanked: true,
                },
                {
                    filename: "g-2.zip",
                    "requires-python": null,
                    url: "https://else.example/g-2.zip",
                    hashes: {},
                    yanked: false,
                },
            ],
        });
        const [wheel, zip] = distributionsIn(json, at);
        assert.deepEqual(
            { ...wheel },
            {
                ...wheel,
                name: NAME,
                url: `https://index.example/f/${NAME}`,
                sha256: digest,
                requiresPython: ">=3.9",
                yanked: "",
            },
        );
        assert.equal(zip?.sha256, undefined);
        assert.deepEqual(distributionsIn(html, at), [wheel, zip]);
    });
});
