import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { inKeyringOfItsOwn } from "../../../rehearsal/sandbox/keyring";
import { skipBecause } from "../../support/skip";

/** add_key(2) and keyctl(2): https://man7.org/linux/man-pages/man2/add_key.2.html */
const [ADD_KEY, KEYCTL] = process.arch === "arm64" ? [217, 219] : [248, 250];
const [JOIN, READ, SESSION] = [1, 11, -3];
/** A login, with something in its keyring; the number of that is the last argument of what it starts. */
const LOGIN = `syscall(${KEYCTL}, ${JOIN}, 0); my ($t, $d, $p) = ("user", "canary", "secret"); exec @ARGV, syscall(${ADD_KEY}, $t, $d, $p, 6, ${SESSION})`;
const READER = `my $b = "\\0" x 16; my $n = syscall(${KEYCTL}, ${READ}, $ARGV[0] + 0, $b, 16); print $n > 0 ? substr($b, 0, $n) : "nothing"`;

describe("the keyring of a login", () => {
    before(function () {
        if (inKeyringOfItsOwn().length === 0) skipBecause(this, "no perl on PATH");
    });

    const read = (before: readonly string[]): string =>
        spawnSync("perl", ["-e", LOGIN, ...before, "perl", "-e", READER], { encoding: "utf8" }).stdout;

    it("is not what other people's text begins with", () => assert.equal(read(inKeyringOfItsOwn()), "nothing"));

    it("mutant: a program that is started as it is reads it", () => assert.equal(read([]), "secret"));

    it("is left before there are walls, which do not hide it", () => {
        assert.equal(read(["unshare", "--user", "--map-root-user", "--pid", "--fork"]), "secret");
    });
});
