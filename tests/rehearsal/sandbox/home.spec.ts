import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
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

import { changesOf, makeHome, stateOf } from "../../support/home";
import { root } from "../../support/program";

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
                assert.deepEqual(changesOf(before, stateOf(home)), []);
                change((name) => join(home, name));
                assert.notDeepEqual(changesOf(before, stateOf(home)), []);
            } finally {
                rmSync(home, { recursive: true });
            }
        });

    /** How many of two tests pass, of which the first does something to its home folder and the second does nothing. */
    const passesOf = (script: string): readonly string[] => {
        const folder = mkdtempSync(join(tmpdir(), "fl-home-"));
        try {
            const file = join(folder, "own.cjs");
            const lines = [
                'const fs = require("fs"), os = require("os");',
                `it("first", () => { ${script} });`,
                'it("second", () => {});',
            ];
            writeFileSync(file, lines.join("\n"));
            const mocha = join(root, "node_modules/mocha/bin/mocha.js");
            const { stdout } = spawnSync(process.execPath, [mocha, "--reporter", "json", file], {
                cwd: root,
                encoding: "utf8",
            });
            const { passes, failures } = JSON.parse(stdout) as Record<
                "passes" | "failures",
                { title: string; err: { message?: string } }[]
            >;
            return [
                ...passes.map(({ title }) => title),
                ...failures.map(({ err }) => err.message?.split(/[:\n]/)[0] ?? ""),
            ];
        } finally {
            rmSync(folder, { recursive: true });
        }
    };

    it("is looked at after every test", () => assert.deepEqual(passesOf(""), ["first", "second"]));
    it("mutant: the test that changes it is red, and the last", () =>
        assert.deepEqual(passesOf('fs.appendFileSync(os.homedir() + "/.vault-token", "x")'), [
            "first",
            "the home folder is not as it was",
        ]));
});
