// Dockerfiles, contexts and images that reach for what is not theirs. A canary of each kind lies outside, and stays as it was.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { copy } from "../../../rehearsal/containers/copy.cjs";
import type { ProcessEngine } from "../../../rehearsal/containers/process";
import { mutated } from "../../support/mutant";
import { ContainerFixture } from "./fixture";
import { Trees } from "./trees";

const SECRET = "a secret of this machine";

/** Fails where a pattern matched something. */
const NOTHING_CAME = "RUN ! ls /x/*\n";

describe("an image that reaches for what is not its own", () => {
    let fixture: ContainerFixture;
    let outside: string;
    beforeEach(() => {
        fixture = new ContainerFixture();
        outside = mkdtempSync(join(tmpdir(), "fl-outside-"));
        writeFileSync(join(outside, "secret"), SECRET);
    });
    afterEach(async () => {
        assert.deepEqual(readdirSync(outside), ["secret"], "nothing was written outside");
        assert.equal(readFileSync(join(outside, "secret"), "utf8"), SECRET);
        const said = [...fixture.lines, ...fixture.facts.map((fact) => JSON.stringify(fact))].join("\n");
        await fixture.close();
        rmSync(outside, { recursive: true });
        assert.ok(!said.includes(SECRET), "nothing of the outside is in log or journal");
    });

    const base = "FROM busybox\n";
    const linked = () => `RUN rm -rf /keys && ln -s ${outside} /keys\n`;

    it("writes through no link of the image: COPY, --from, --chmod, --chown, folders, WORKDIR, several sources", async () => {
        const image = await fixture.build({
            Dockerfile: `${base}RUN mkdir /made && echo m >/made/m
FROM busybox
${linked()}COPY a b /keys/
COPY a /keys/secret
COPY --chmod=777 a /keys/c
COPY --chown=33 a /keys/d
COPY folder /keys/
COPY folder /keys/new
COPY --from=0 /made /keys/
WORKDIR /keys/work
`,
            ...{ a: "a", b: "b", "folder/x": "x" },
        });
        const seen = await fixture.output(image, `cd ${outside} && ls && cat secret`);
        assert.deepEqual(seen.split("\n"), ["a", "b", "c", "d", "m", "new", "secret", "work", "x", "a"]);
    });

    it("reads through no link of the context, by its name, in a folder, by a pattern or above it", async () => {
        const context = fixture.context({ Dockerfile: `${base}COPY leak /x\n`, kept: "" });
        symlinkSync(join(outside, "secret"), join(context, "leak"));
        symlinkSync(outside, join(context, "above"));
        await assert.rejects(fixture.buildIn(context), /"\/leak": not found/);
        for (const source of ["above/secret", "../outside"]) {
            writeFileSync(join(context, "Dockerfile"), `${base}COPY ${source} /x\n`);
            await assert.rejects(fixture.buildIn(context), /: not found/, source);
        }
        writeFileSync(join(context, "Dockerfile"), `${base}COPY l*k above/s* /x/\n${NOTHING_CAME}`);
        await fixture.buildIn(context);
        writeFileSync(join(context, "Dockerfile"), `${base}COPY . /all\nRUN cat /all/leak /all/above/secret; true\n`);
        await fixture.buildIn(context);
    });

    it("reads through no link of another stage", async () => {
        const from = `${base}RUN ln -s ${outside} /out && ln -s ${outside}/secret /leak\nFROM busybox\n`;
        for (const source of ["/leak", "/out/secret"])
            await assert.rejects(fixture.build({ Dockerfile: `${from}COPY --from=0 ${source} /x\n` }), /: not found/);
        await fixture.build({ Dockerfile: `${from}COPY --from=0 /out/* /x/\n${NOTHING_CAME}` });
    });

    it("reads neither Dockerfile nor .dockerignore through a link that leads out", async () => {
        const context = fixture.context({ a: "" });
        symlinkSync(join(outside, "secret"), join(context, "Dockerfile"));
        await assert.rejects(fixture.buildIn(context), /no such file or directory/);
    });

    it("is not waited for where a list of users is a pipe, and not followed where it is a link", async () => {
        const piped = `${base}RUN rm /etc/passwd && mkfifo /etc/passwd\nUSER someone\nRUN true\n`;
        await assert.rejects(fixture.build({ Dockerfile: piped }), /passwd is no regular file/);
        const led = `${base}RUN ln -sf ${outside}/secret /etc/passwd\nUSER someone\nRUN true\n`;
        await assert.rejects(fixture.build({ Dockerfile: led }), /unable to find user someone/);
    });

    it("puts no cache where a link of the image leads", async () => {
        await fixture.build({
            Dockerfile: `${base}${linked()}RUN --mount=type=cache,target=/keys/cache echo x >/keys/cache/x\n`,
        });
    });

    it("sees nothing of this machine: no folder, no password, no process, no way back from its root", async () => {
        const looks = `ls ${outside} /root/.ssh /proc/1/root/rehearsal; cat /etc/shadow; ls /sys/class; true`;
        await fixture.build({ Dockerfile: `FROM debian:12\nRUN ${looks}\n` });
        const heard = fixture.lines
            .filter((line) => /^#2 [\d.]+ /.test(line))
            .map((line) => line.split(" ").slice(2).join(" "));
        assert.equal(
            heard.filter((line) => !/^(ls|cat): .*(No such file|Permission denied)/.test(line)).length,
            0,
            heard.join("\n"),
        );
    });

    it("reaches neither this machine's network nor its own proxy's machine while it is built", async () => {
        const server = createServer((_, response) => response.end(SECRET)).listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        const url = `http://127.0.0.1:${port}/`;
        const through = `const { hostname, port } = new URL(process.env.HTTP_PROXY);
require("http").request({ hostname, port, path: "${url}" }, (r) => console.log("proxy", r.statusCode)).end();
fetch("${url}").catch((e) => console.log("direct", e.cause.code));`;
        await fixture.build({ Dockerfile: "FROM node:20\nCOPY x.cjs /\nRUN node /x.cjs\n", "x.cjs": through });
        server.close();
        const heard = fixture.lines
            .filter((line) => /proxy|direct/.test(line))
            .map((line) => line.replace(/^#\d+ \S+ /, ""));
        assert.deepEqual(heard.sort(), ["direct ECONNREFUSED", "proxy 403"]);
    });

    it("belongs to nobody outside, where root rehearses; and no other user reaches its layers", async () => {
        await fixture.build({ Dockerfile: `${base}RUN cp /bin/sh /own && chmod 4755 /own\n` });
        const layers = join(fixture.folder, "containers/layers");
        const [layer = ""] = readdirSync(layers);
        const { uid, mode } = lstatSync(join(layers, layer, "own"));
        const own = process.getuid?.() ?? 0;
        assert.ok(own === 0 ? uid >= 1000 : uid === own, `uid ${uid}`);
        assert.equal(mode & 0o7777, 0o4755);
        assert.equal(statSync(join(fixture.folder, "containers")).mode & 0o777, 0o700);
    });

    it("matches in time that grows with its patterns: twelve **/, and a name of stars", async () => {
        const deep = `${"d/".repeat(20)}file`;
        const began = performance.now();
        await fixture.build({
            Dockerfile: `${base}COPY d /d\n`,
            ".dockerignore": `${"**/".repeat(12)}x\n`,
            [deep]: "",
        });
        const name = "a".repeat(120);
        await fixture.build({ Dockerfile: `${base}COPY ${"*a".repeat(40)}b /x/\n${NOTHING_CAME}`, [name]: "" });
        assert.ok(performance.now() - began < 20_000);
    });

    it("leaves out what a list leaves out, and keeps what it takes back: * and !src", async () => {
        const files = { ".dockerignore": "*\n!src\n", "secret.env": "", "src/a": "", "src/b/c": "" };
        await assert.rejects(
            fixture.build({ ...files, Dockerfile: `${base}COPY secret.env /\n` }),
            /"\/secret\.env": not found/,
        );
        const image = await fixture.build({ ...files, Dockerfile: `${base}COPY . /all/\n` });
        assert.equal(
            await fixture.output(image, "cd /all && find . | sort | xargs"),
            ". ./src ./src/a ./src/b ./src/b/c",
        );
    });

    it("takes odd names as they are", async () => {
        const context = fixture.context({ Dockerfile: `${base}COPY odd /odd\n` });
        mkdirSync(join(context, "odd"));
        for (const name of ["__proto__", "constructor", "-rf", "a\nb", "$(id)", "ü"])
            writeFileSync(join(context, "odd", name), "");
        writeFileSync(Buffer.from(`${context}/odd/\xff`, "latin1"), "");
        spawnSync("mkfifo", [join(context, "odd/pipe")]);
        const image = await fixture.buildIn(context);
        assert.equal(await fixture.output(image, "ls /odd | wc -l; ls -d /odd/__proto__"), "8\n/odd/__proto__");
    });

    it("copies random trees, swapped while they are read, and nothing of the outside; the proof does so 10,000 times", () => {
        const trees = new Trees();
        try {
            for (let seed = 1; seed <= 100; seed += 1) assert.equal(trees.try(seed, copy), undefined, `tree ${seed}`);
        } finally {
            trees.close();
        }
    });

    it("mutant: a path that follows links of this machine leads out", async () => {
        const { ProcessEngine: Wrong } = mutated<{ ProcessEngine: typeof ProcessEngine }>(
            "rehearsal/containers/process",
            "rehearsal/containers/build/context",
            ["root.read(", "{ read: (path) => require('node:fs').readFileSync(folder + '/' + path) }.read("],
        );
        const context = fixture.context({ a: "" });
        symlinkSync(join(outside, "secret"), join(context, "Dockerfile"));
        fixture.use(new Wrong(fixture.account));
        await assert.rejects(fixture.buildIn(context), /there is no instruction|no build stage/i);
    });
});
