// Root of CodeBuild's containers writes wherever it likes; what it leaves outside of its folders is gone with the container.
// https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html#troubleshooting-run-as
import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";

import type * as growths from "../../../rehearsal/sandbox/writable-system";
import { besideLines, growingLines } from "../../../rehearsal/sandbox/writable-system";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { mutated } from "../../support/mutant";
import { skipBecause } from "../../support/skip";
import { build, commands } from "./fixture";

const NAME = "fairlead-was-here";

describe("a job that writes outside of its folder", () => {
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });

    it("adds to the system and to root's home, and leaves nothing of it behind", async () => {
        const seen = await build({
            buildspec: commands(
                `printf '#!/bin/sh\\necho installed\\n' >/usr/local/bin/${NAME} && chmod +x /usr/local/bin/${NAME}`,
                `export PATH=$PATH:/usr/local/bin && ${NAME}`,
                `mkdir -p /usr/lib/node_modules/${NAME} /usr/local/lib/node_modules/${NAME}`,
                `ln -s ../lib/node_modules/${NAME} /usr/bin/${NAME}`,
                `mkdir /root/.${NAME} && echo kept >/root/.${NAME}/settings && cat ~root/.${NAME}/settings`,
            ),
        });
        assert.equal(seen.status, "SUCCEEDED", seen.lines.join("\n"));
        for (const line of ["installed", "kept"]) assert.ok(seen.lines.includes(line), line);
        for (const path of ["/usr/local/bin", "/usr/lib/node_modules", "/usr/local/lib/node_modules", "/usr/bin"])
            assert.equal(existsSync(`${path}/${NAME}`), false, path);
        const next = await build({
            buildspec: commands(`test ! -e /usr/local/bin/${NAME}`, `test ! -e /root/.${NAME}`),
        });
        assert.equal(next.status, "SUCCEEDED", "another build begins without it");
    });

    it("writes where packages and settings of the system lie", async () => {
        const places = ["/etc", "/home", "/mnt", "/opt", "/srv", "/var/cache", "/var/lib", "/var/log"];
        const seen = await build({
            buildspec: commands(
                ...places.map((path) => `mkdir ${path}/${NAME} && echo kept >${path}/${NAME}/file`),
                "echo '127.0.0.1 db' >>/etc/hosts && grep -c ' db$' /etc/hosts",
                // More than the root of a job that writes nothing has room for.
                `head -c 20000000 /dev/zero >/opt/${NAME}/big`,
            ),
        });
        assert.equal(seen.status, "SUCCEEDED", seen.lines.join("\n"));
        for (const path of places) assert.equal(existsSync(`${path}/${NAME}`), false, path);
        assert.doesNotMatch(readFileSync("/etc/hosts", "utf8"), / db$/m);
        const file = "rehearsal/sandbox/writable-system";
        const { besideLines: wrong } = mutated<typeof growths>(file, file, ["chown ${first}:${first} ${folders}", ":"]);
        const range = { first: 100_000, count: 65_536 };
        assert.ok(besideLines("/sys", range).some((line) => line.startsWith("chown 100000:100000 /sys/etc ")));
        assert.ok(!wrong("/sys", range).some((line) => line.startsWith("chown ")), "mutant: they stay another's");
    });

    it("changes nothing that is this machine's own", async () => {
        const seen = await build({ buildspec: commands("echo '# mine' >>/usr/bin/env") });
        assert.equal(seen.status, "FAILED");
    });

    it("is refused by the system itself where the kernel or this machine's mounts do not allow it", () => {
        const range = { first: 100_000, count: 65_536 };
        assert.deepEqual(growingLines("/sys", [{ at: "/usr/local", options: [] }], range), []);
        assert.ok(
            growingLines("/sys", [], range).some((line) => /mount -t overlay .* 2>\/dev\/null \|\| :$/.test(line)),
        );
        const { growingLines: wrong } = mutated<typeof growths>(
            "rehearsal/sandbox/writable-system",
            "rehearsal/sandbox/writable-system",
            ["mount.at.startsWith(`${SYSTEM}/`)", "false"],
        );
        assert.notDeepEqual(wrong("/sys", [{ at: "/usr/local", options: [] }], range), [], "mutant");
    });
});
