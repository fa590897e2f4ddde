// https://docs.docker.com/reference/dockerfile/#run---mounttypebind and #run---mounttypesecret
import assert from "node:assert/strict";

import type * as mounts from "../../../rehearsal/containers/build/run-mounts";
import { bindIn, secretIn } from "../../../rehearsal/containers/build/run-mounts";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { mutated } from "../../support/mutant";
import { skipBecause } from "../../support/skip";
import { ContainerFixture } from "./fixture";

const BUSYBOX = "FROM busybox\nWORKDIR /app\n";

describe("what RUN --mount lends", () => {
    let fixture: ContainerFixture;
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    const build = (Dockerfile: string) =>
        fixture.build({ Dockerfile, "package.json": "{}", "src/a.txt": "from the context" });
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

    it("is refused where more is asked for", async () => {
        for (const mount of ["type=bind,target=/x,rw", "type=ssh", "type=tmpfs,target=/x", "from=nginx,target=/x"])
            await assert.rejects(build(`${BUSYBOX}RUN --mount=${mount} true\n`), /Dockerfile:3: RUN --mount/, mount);
    });

    it("mutant: what may be written to would be in the image", () => {
        assert.equal(bindIn("type=bind,target=/x,rw"), undefined);
        assert.deepEqual(secretIn("type=secret,target=/a/b"), { id: "b", required: false });
        const wrong = mutated<typeof mounts>(
            "rehearsal/containers/build/run-mounts",
            "rehearsal/containers/build/run-mounts",
            ["|| writes", "|| false"],
        );
        assert.notEqual(wrong.bindIn("type=bind,target=/x,rw"), undefined);
    });
});
