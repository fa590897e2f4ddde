import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
    chmodSync,
    linkSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { breakages } from "../../../rehearsal/faults";
import type * as faults from "../../../rehearsal/faults/source";
import { breakWith } from "../../../rehearsal/faults/source";
import { sourceOf } from "../../../rehearsal/up/source";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";
import { planOf } from "../../support/program";

describe("an application that a fault breaks", () => {
    let folder: string;
    let source: string;
    let test: TestAccount;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "fairlead-breaking-"));
        source = join(folder, "source");
        mkdirSync(join(source, "docker"), { recursive: true });
        writeFileSync(join(folder, "precious"), "FROM scratch\n");
        test = accountOf([smallPlan("dev", [])], {});
    });
    afterEach(() => {
        test.remove();
        rmSync(folder, { recursive: true, force: true });
    });

    /** Bytes, inodes, times, modes and links of everything that is the user's. */
    const see = () =>
        execFileSync("find", [folder, "-type", "f", "-printf", "%p %i %s %T@ %C@ %m %n\n"]).toString() +
        execFileSync("sh", [
            "-c",
            `find '${folder}' -type f -exec sha256sum {} + ; find '${folder}' -type l -printf '%p %l\\n'`,
        ]).toString();

    const broken = (name: "build" | "alarm" | "unhealthy") => async () => {
        const plans = [await planOf("staging")];
        const breaks = (copy: string) => [{ name, text: breakWith(breakages.get(name) ?? [], copy, plans) }];
        return sourceOf(test.account, source, { source, breaks });
    };

    it("is changed in a copy, also where links within it lead to what changes", async () => {
        writeFileSync(join(source, "docker", "Dockerfile"), "FROM scratch\n", { mode: 0o444 });
        symlinkSync("docker/Dockerfile", join(source, "Dockerfile"));
        const before = see();
        const copy = await broken("build")();
        assert.equal(see(), before);
        assert.equal(readlinkSync(join(copy, "Dockerfile")), "docker/Dockerfile");
        assert.match(readFileSync(join(copy, "docker", "Dockerfile"), "utf8"), /broke/);
    });

    for (const [title, target] of [
        ["absolute", (to: string) => to],
        ["relative", () => "../precious"],
    ] as const)
        it(`keeps what an ${title} link leads to outside, whichever fault it is`, async () => {
            symlinkSync(target(join(folder, "precious")), join(source, "Dockerfile"));
            const before = see();
            for (const name of ["build", "alarm", "unhealthy"] as const)
                await assert.rejects(
                    broken(name)(),
                    /outside of the application; a fault changes a copy alone|has none/,
                );
            assert.equal(see(), before);
        });

    it("keeps what a linked folder or a hard link leads to", async () => {
        writeFileSync(join(source, "Dockerfile"), "FROM node:22\n");
        linkSync(join(folder, "precious"), join(source, "hard"));
        symlinkSync(folder, join(source, "all"));
        symlinkSync("loop", join(source, "loop"));
        const before = see();
        const copy = await broken("alarm")();
        assert.equal(see(), before);
        assert.ok(lstatSync(join(copy, "all")).isSymbolicLink());
        assert.notEqual(lstatSync(join(copy, "hard")).ino, lstatSync(join(source, "hard")).ino);
    });

    it("needs no file that a .dockerignore may leave out", async () => {
        writeFileSync(join(source, "Dockerfile"), "FROM node:22\n");
        writeFileSync(join(source, ".dockerignore"), "*\n");
        const before = readdirSync(source);
        const copy = await broken("alarm")();
        assert.deepEqual(readdirSync(copy), before);
        assert.match(
            readFileSync(join(copy, "Dockerfile"), "utf8"),
            /^FROM node:22\n\nENTRYPOINT \["node","-e",".*"\]\n$/,
        );
    });

    it("may lie around the folder of the rehearsal, and hold pipes", async () => {
        source = test.folder;
        writeFileSync(join(source, "Dockerfile"), "FROM scratch\n");
        execFileSync("mkfifo", [join(source, "pipe")]);
        chmodSync(join(source, "Dockerfile"), 0o400);
        const copy = await broken("unhealthy")();
        assert.match(readFileSync(join(copy, "Dockerfile"), "utf8"), /ENTRYPOINT/);
        assert.equal(lstatSync(join(copy, "pipe"), { throwIfNoEntry: false }), undefined);
    });

    it("is refused where its Dockerfile is a pipe", async () => {
        execFileSync("mkfifo", [join(source, "Dockerfile")]);
        await assert.rejects(broken("build")(), /has none/);
    });

    it("mutant: without a look at where a link leads, the user's file is changed", () => {
        const { changeDockerfile } = mutated<typeof faults>("rehearsal/faults/source", "rehearsal/faults/source", [
            '.startsWith("..")',
            '.startsWith("never")',
        ]);
        symlinkSync("../precious", join(source, "Dockerfile"));
        changeDockerfile(source, () => "gone");
        assert.equal(readFileSync(join(folder, "precious"), "utf8"), "gone");
    });
});
