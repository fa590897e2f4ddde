// https://docs.docker.com/reference/dockerfile/#run---mounttypebind and #run---mounttypesecret
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type * as mounts from "../../../rehearsal/containers/build/run-mounts";
import { bindIn, secretIn } from "../../../rehearsal/containers/build/run-mounts";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { mutated } from "../../support/mutant";
import { skipBecause } from "../../support/skip";
import { ContainerFixture } from "./fixture";

const BUSYBOX = "FROM busybox\nWORKDIR /app\n";

/** What of a folder holds a text. */
const filesWith = (folder: string, text: string): readonly string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .filter((path) => readFileSync(path).includes(text));

describe("what RUN --mount lends", () => {
    let fixture: ContainerFixture;
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    const build = (Dockerfile: string, token?: string) =>
        fixture.build(
            { Dockerfile, "package.json": "{}", "src/a.txt": "from the context" },
            token === undefined ? {} : { secrets: { token: Buffer.from(token) } },
        );
    const said = (text: string) =>
        assert.ok(
            fixture.lines.some((line) => line.endsWith(` ${text}`)),
            fixture.lines.join("\n"),
        );

    it("is there for the command, and in no layer of the image", async () => {
        await build(
            `${BUSYBOX}RUN --mount=type=bind,source=package.json,target=package.json --mount=type=bind,source=src,target=/in cat package.json /in/a.txt && echo kept >made\nRUN ls && ls /in | wc -l && cat made\n`,
        );
        for (const text of ["{}from the context", "made", "0", "kept"]) said(text);
    });

    it("may come from a stage before", async () => {
        await build(
            `FROM busybox AS tools\nRUN mkdir /t && echo sharp >/t/tool\n${BUSYBOX}RUN --mount=from=tools,source=/t,target=/t cat /t/tool\n`,
        );
        said("sharp");
    });

    it("is read-only, as Docker has it", async () => {
        const writes = `${BUSYBOX}RUN --mount=type=bind,target=. echo x >>package.json\n`;
        await assert.rejects(build(writes), /\/app\/package\.json: Read-only file system/);
    });

    it("is nothing where a secret is given to nobody, and a failure where it is required", async () => {
        await build(`${BUSYBOX}RUN --mount=type=secret,id=token test ! -e /run/secrets/token && echo without\n`);
        said("without");
        const required = `${BUSYBOX}RUN --mount=type=secret,id=token,required=true true\n`;
        await assert.rejects(build(required), /secret token: not found/);
    });

    it("is a secret's file, as it was given and readable by root alone, in no layer and in nothing else that is kept", async () => {
        const reads =
            'cat /run/secrets/token; ls -ln /run/secrets/token | cut -c1-10; cmp -s /run/secrets/token /root/.token && echo "$TOKEN" && echo x >>/made';
        const mounts = ["", ",target=/root/.token,mode=0444", ",env=TOKEN"].map(
            (more) => `--mount=type=secret,id=token,required=true${more}`,
        );
        const looks = "RUN ls -a /run/secrets /root | grep -c token; cat /made\n";
        await build(`${BUSYBOX}RUN ${mounts.join(" ")} ${reads}\n${looks}`, "hunter-2");
        for (const text of ["hunter-2-r--------", "hunter-2", "0", "x"]) said(text);
        assert.deepEqual(filesWith(fixture.folder, "hunter-2"), []);
    });

    it("is, of a secret, nothing that a layer is known by, as Docker has it", async () => {
        const reads = `${BUSYBOX}RUN --mount=type=secret,id=token cat /run/secrets/token\n`;
        await build(reads, "the first");
        await build(reads, "the second");
        assert.equal(fixture.lines.filter((line) => line.endsWith(" CACHED")).length, 2, fixture.lines.join("\n"));
        assert.ok(!fixture.lines.some((line) => line.includes("the second")));
        await assert.rejects(build(`${BUSYBOX}RUN --mount=type=secret,id=other,required=true true\n`, "one"), /other/);
    });

    it("is a secret where a link of the image leads, and never outside of it", async () => {
        await build(
            `${BUSYBOX}RUN mkdir /kept && ln -s /kept /linked\nRUN --mount=type=secret,id=token,target=/linked/token cat /kept/token && ls /kept\nRUN ls /kept | wc -l\n`,
            "hunter-2",
        );
        for (const text of ["hunter-2token", "0"]) said(text);
    });

    it("is refused where more is asked for", async () => {
        for (const mount of ["type=bind,target=/x,rw", "type=ssh", "type=tmpfs,target=/x", "from=nginx,target=/x"])
            await assert.rejects(build(`${BUSYBOX}RUN --mount=${mount} true\n`), /Dockerfile:3: RUN --mount/, mount);
    });

    it("mutant: what may be written to would be in the image", () => {
        assert.equal(bindIn("type=bind,target=/x,rw"), undefined);
        const root = { uid: 0, gid: 0 };
        assert.deepEqual(secretIn("type=secret,target=/a/b"), {
            ...{ id: "b", required: false, target: "/a/b", env: undefined, mode: 0o400, owner: root },
        });
        const wrong = mutated<typeof mounts>(
            "rehearsal/containers/build/run-mounts",
            "rehearsal/containers/build/run-mounts",
            ["|| writes", "|| false"],
        );
        assert.notEqual(wrong.bindIn("type=bind,target=/x,rw"), undefined);
    });
});
