// Root of CodeBuild's containers writes wherever it likes; what it leaves outside of its folders is gone with the container.
// https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html#troubleshooting-run-as
import * as assert from "node:assert/strict";
import { existsSync } from "node:fs";

import type * as growths from "../../../rehearsal/sandbox/growing";
import { growingLines } from "../../../rehearsal/sandbox/growing";
import { isolationSupport } from "../../../rehearsal/sandbox/support";
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
            "rehearsal/sandbox/growing",
            "rehearsal/sandbox/growing",
            ["mount.at.startsWith(`${SYSTEM}/`)", "false"],
        );
        assert.notDeepEqual(wrong("/sys", [{ at: "/usr/local", options: [] }], range), [], "mutant");
    });
});
