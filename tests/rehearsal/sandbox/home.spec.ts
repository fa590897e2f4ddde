import assert from "node:assert/strict";
import {
    appendFileSync,
    chmodSync,
    mkdtempSync,
    renameSync,
    rmSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { makeHome, stateOf } from "../../support/home";

describe("the home folder of a test", () => {
    it("is not the one of whoever runs it", () => assert.match(homedir(), /fairlead-home-/));

    const changes: Readonly<Record<string, (at: (name: string) => string) => void>> = {
        "bytes that are added": (at) => appendFileSync(at(".ssh/authorized_keys"), "x"),
        "a right": (at) => chmodSync(at(".netrc"), 0o777),
        "a time": (at) => utimesSync(at(".bashrc"), 1, 1),
        "a file that is new": (at) => writeFileSync(at(".ssh/config"), ""),
        "a file that is gone": (at) => rmSync(at(".vault-token")),
        "a link in the place of a file": (at) => {
            rmSync(at(".profile"));
            symlinkSync(".bashrc", at(".profile"));
        },
        "the same bytes in another file": (at) => {
            writeFileSync(at("copy"), "");
            renameSync(at("copy"), at(".npmrc"));
        },
    };
    for (const [what, change] of Object.entries(changes))
        it(`mutant: ${what} is seen`, () => {
            const home = mkdtempSync(join(tmpdir(), "fl-home-"));
            try {
                makeHome(home);
                const before = stateOf(home);
                assert.deepEqual(stateOf(home), before);
                change((name) => join(home, name));
                assert.notDeepEqual(stateOf(home), before);
            } finally {
                rmSync(home, { recursive: true });
            }
        });
});
