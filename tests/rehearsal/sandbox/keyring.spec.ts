import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { inKeyringOfItsOwn } from "../../../rehearsal/sandbox/this-machine";
import { IN_KEYRING, IN_LOGIN, READ_KEY } from "../../support/home";
import { skipBecause } from "../../support/skip";

describe("the keyring of a login", () => {
    before(function () {
        if (inKeyringOfItsOwn().length === 0) skipBecause(this, "no perl on PATH");
    });

    const read = (before: readonly string[]): string => {
        const [program = "", ...argv] = [...IN_LOGIN, ...before, "perl", "-e", READ_KEY];
        return spawnSync(program, argv, { encoding: "utf8" }).stdout;
    };

    it("is not what other people's text begins with", () => assert.equal(read(inKeyringOfItsOwn()), "nothing"));

    it("mutant: a program that is started as it is reads it", () => assert.equal(read([]), IN_KEYRING));

    it("is left before there are walls, which do not hide it", () => {
        assert.equal(read(["unshare", "--user", "--map-root-user", "--pid", "--fork"]), IN_KEYRING);
    });
});
