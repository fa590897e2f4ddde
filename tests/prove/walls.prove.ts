// A job can do what it wants, and neither reads nor changes anything of whoever rehearses.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inKeyringOfItsOwn } from "../../rehearsal/sandbox/this-machine";
import { isolationSupport } from "../../rehearsal/sandbox/isolation-support";
import { IN_LOGIN } from "../support/home";
import { root } from "../support/program";
import { skipBecause } from "../support/skip";
import type { Outcomes } from "./walls/run";

const NOBODY = 65_534;
const amRoot = process.getuid?.() === 0;
const KINDS = [
    { who: amRoot ? "root" : "an ordinary user", uid: undefined },
    ...(amRoot ? [{ who: "an ordinary user", uid: NOBODY }] : []),
];

describe("the walls of a job", function () {
    this.timeout(300_000);
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "fairlead-walls-"));
        chmodSync(folder, 0o755);
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const attacked = (uid: number | undefined, how = ""): Outcomes => {
        if (uid !== undefined) chownSync(folder, uid, uid);
        const become = uid === undefined ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
        const [program = "", ...argv] = [
            ...(inKeyringOfItsOwn().length === 0 ? [] : IN_LOGIN),
            ...[...become, process.execPath, "-r", join(root, "bin/typescript.cjs")],
            ...[join(__dirname, "walls/run.ts"), folder, how],
        ];
        const { stdout, stderr } = spawnSync(program, argv, {
            encoding: "utf8",
            env: { ...process.env, TMPDIR: folder },
            maxBuffer: 2 ** 28,
        });
        assert.notEqual(stdout, "", stderr);
        return JSON.parse(stdout) as Outcomes;
    };

    for (const { who, uid } of KINDS)
        it(`hold where ${who} rehearses`, function () {
            if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
            const { outcomes, victim } = attacked(uid);
            assert.deepEqual(
                outcomes.filter(({ leaks, changes, said }) => leaks.length > 0 || changes.length > 0 || !said),
                [],
            );
            assert.ok(outcomes.length > 20);
            assert.equal(victim, "SUCCEEDED");
        });

    it("mutant: without them, the same jobs read and change it", () => {
        const { outcomes } = attacked(amRoot ? NOBODY : undefined, "open");
        const [leaks, changes] = (["leaks", "changes"] as const).map((what) =>
            outcomes.filter((outcome) => outcome[what].length > 0).map(({ name }) => name),
        );
        assert.ok((leaks?.length ?? 0) > 5, leaks?.join());
        if (inKeyringOfItsOwn().length > 0)
            assert.ok(leaks?.includes("what a login keeps in the kernel, and the machine's name"));
        assert.ok((changes?.length ?? 0) > 0, changes?.join());
    });
});
