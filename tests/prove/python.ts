// A Python of the tests' own, for what of AWS's is written in it.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { root } from "../support/program";

/** A Python with one package, kept between runs; its home is empty and nothing of this machine's settings reaches it. */
export function pythonWith(name: string, packages: string): string {
    const folder = join(root, ".fairlead", "python-of-tests", name);
    const python = join(folder, "bin", "python");
    if (!existsSync(join(folder, packages))) {
        mkdirSync(folder, { recursive: true });
        const env = { ...process.env, HOME: emptyHome() };
        succeeds("python3", ["-m", "venv", folder], "", env);
        succeeds(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", packages], "", env);
        mkdirSync(join(folder, packages));
    }
    return python;
}

export function emptyHome(): string {
    const home = join(root, ".fairlead", "python-of-tests", "home");
    mkdirSync(home, { recursive: true });
    return home;
}

export function succeeds(program: string, argv: readonly string[], input = "", env = process.env): string {
    const { status, stdout, stderr, error } = spawnSync(program, argv, {
        input,
        env,
        encoding: "utf8",
        maxBuffer: 1e8,
    });
    if (error) throw error;
    assert.equal(status, 0, stderr);
    return stdout;
}
