import { spawnSync } from "node:child_process";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const examples = path.join(__dirname, "..", "..", "examples");
const apps = fs.readdirSync(examples).filter((name) => fs.existsSync(path.join(examples, name, "package.json")));

describe("the example applications", function () {
    this.timeout(30_000);

    it("are there", () => assert.ok(apps.includes("blue-green-web")));

    for (const app of apps) {
        it(`${app} passes its own tests`, () => {
            // Without the variable by which node's test runner would take this run for a part of another.
            const { NODE_TEST_CONTEXT: _, ...env } = process.env;
            const { status, stdout } = spawnSync(process.execPath, ["--test"], { cwd: path.join(examples, app), env });
            assert.equal(status, 0, stdout.toString());
            assert.match(stdout.toString(), /pass [1-9]/);
        });
    }
});
