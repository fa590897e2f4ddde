import { spawnSync } from "node:child_process";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const examples = path.join(__dirname, "..", "..", "examples");
/** How an application runs its tests, by a file that tells which language it is in, and what says that some ran. */
const RUNNERS = [
    { file: "package.json", command: [process.execPath, "--test"], ran: /pass [1-9]/ },
    {
        file: path.join("tests", "__init__.py"),
        command: ["python3", "-B", "-m", "unittest"],
        ran: /Ran [1-9]\d* tests/,
    },
] as const;

describe("the example applications", function () {
    this.timeout(30_000);
    const apps = fs.readdirSync(examples);

    it("are there", () => assert.ok(apps.includes("blue-green-web")));

    for (const app of apps) {
        it(`${app} passes its own tests`, () => {
            const cwd = path.join(examples, app);
            const runner = RUNNERS.find(({ file }) => fs.existsSync(path.join(cwd, file)));
            assert.ok(runner, "no test runner is known for it");
            const { command, ran } = runner;
            // Without the variable by which node's test runner would take this run for a part of another.
            const { NODE_TEST_CONTEXT: _, ...env } = process.env;
            const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { cwd, env, encoding: "utf8" });
            assert.equal(status, 0, stdout + stderr);
            assert.match(stdout + stderr, ran);
        });
    }
});
