// What holds images, each with a part of it missing: that is found.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import type { ProcessEngine } from "../../../rehearsal/containers/process";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { mutated } from "../../support/mutant";
import { root } from "../../support/program";
import { skipBecause } from "../../support/skip";
import { ContainerFixture } from "./fixture";

/** Out of the image's own root, and up from there, as leaving.spec.ts has it; it only looks. */
const CLIMBS = `import os
os.makedirs("/tmp/x", exist_ok=True)
os.chroot("/tmp/x")
for _ in range(50): os.chdir("..")
os.chroot(".")
print(os.path.exists("/proc/1/root/FOUND") or os.path.exists("/FOUND"))
`;

describe("an image behind weaker walls", () => {
    let fixture: ContainerFixture;
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    const weaken = (file: string, mistake: readonly [sound: string, wrong: string]) => {
        const entry = "rehearsal/containers/process";
        const { ProcessEngine: Wrong } = mutated<{ ProcessEngine: typeof ProcessEngine }>(entry, file, mistake);
        fixture.use(new Wrong(fixture.account));
    };

    it("finds this machine nowhere above its root; mutant: unless the old root stays where the new one is", async () => {
        const climbs = {
            Dockerfile: "FROM python:3.12\nCOPY e.py /\n",
            "e.py": CLIMBS.replaceAll("FOUND", fixture.folder),
        };
        const found = async () => fixture.output(await fixture.build(climbs), "python3 /e.py 2>&1");
        assert.equal(await found(), "False");
        weaken("rehearsal/sandbox/enter", ['"umount -l .",', '"true",']);
        assert.equal(await found(), "True");
    });

    it("leaves programs that act as root to no other user; mutant: unless the folder of layers is everybody's", async () => {
        const made = async () => {
            await fixture.build({ Dockerfile: "FROM busybox\nRUN cp /bin/sh /own && chmod 4755 /own\n" });
            const folder = join(fixture.folder, "containers");
            const [layer = ""] = readdirSync(join(folder, "layers"));
            const isOthers = (statSync(folder).mode & 0o001) !== 0;
            return isOthers && (statSync(join(folder, "layers", layer, "own")).mode & 0o4001) === 0o4001;
        };
        assert.equal(await made(), false);
        weaken("rehearsal/containers/images/layers", ["0o700", "0o755"]);
        assert.equal(await made(), true);
    });

    it("knows no passwords; mutant: unless the list of them is among what it is given", async () => {
        const shadow = async () => {
            const image = await fixture.build({ Dockerfile: "FROM debian:12-slim\n" });
            return fixture.output(image, "test -e /etc/shadow && echo there; true");
        };
        assert.equal(await shadow(), "");
        weaken("rehearsal/containers/images/stood-in-root", ["const ETC = [", 'const ETC = ["shadow", ']);
        if (process.getuid?.() === 0) assert.equal(await shadow(), "there");
        else await assert.rejects(shadow(), /EACCES/);
    });
});

describe("a name of stars", () => {
    /** How it ends in a process of its own, within a time. */
    const matches = (matcher: string) => {
        const glob = join(root, "rehearsal/containers/glob.cjs");
        const script = `const { matchesName } = require(process.argv[1]); (${matcher})("*a".repeat(40) + "b", "a".repeat(120));`;
        return spawnSync(process.execPath, ["-e", script, glob], { timeout: 3000, killSignal: "SIGKILL" }).signal;
    };

    it("is matched at once; mutant: where every star is tried again, it has no end", () => {
        assert.equal(matches("matchesName"), null);
        const backtracks = `function match(pattern, name) {
            if (pattern === "") return name === "";
            if (pattern[0] !== "*") return name !== "" && pattern[0] === name[0] && match(pattern.slice(1), name.slice(1));
            return match(pattern.slice(1), name) || (name !== "" && match(pattern, name.slice(1)));
        }`;
        assert.equal(matches(backtracks), "SIGKILL");
    });
});

describe("pipes, sockets and devices of a context", () => {
    let fixture: ContainerFixture;
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    it("are left out: in a folder, of a pattern, and where they are named nothing is found", async () => {
        const context = fixture.context({ Dockerfile: "", "folder/file": "", "folder/other": "" });
        const [pipe, socket, device] = ["pipe", "socket", "device"].map((name) => join(context, "folder", name));
        spawnSync("mkfifo", [pipe ?? ""]);
        const server = createServer().listen(socket);
        await new Promise((listening) => server.once("listening", listening));
        const isRoot = process.getuid?.() === 0;
        if (isRoot) spawnSync("mknod", ["-m", "666", device ?? "", "c", "1", "5"]);
        const build = (copies: string) => {
            spawnSync("sh", ["-c", 'printf "%s" "$1" >"$0"', join(context, "Dockerfile"), `FROM busybox\n${copies}\n`]);
            return fixture.buildIn(context);
        };
        try {
            const image = await build("COPY folder /folder/\nCOPY folder/* /found/");
            assert.equal(
                await fixture.output(image, "ls /folder /found | xargs"),
                "/folder: file other /found: file other",
            );
            for (const name of ["pipe", "socket", ...(isRoot ? ["device"] : [])])
                await assert.rejects(build(`COPY folder/${name} /x`), /not found/);
        } finally {
            await new Promise((closed) => server.close(closed));
        }
    });
});
