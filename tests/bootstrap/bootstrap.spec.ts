import { Linter } from "eslint";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");
const packages = (version: string) => ({ packages: { "": {}, "node_modules/zod": { version } } });

/** A clone with no packages, and an npm that writes down how it was called and installs what it is told to. */
function clone(npm: { readonly exit: number }) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-clone-"));
    const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
    fs.mkdirSync(path.join(folder, "tools"));
    fs.copyFileSync(path.join(root, "tools/bootstrap.cjs"), path.join(folder, "tools/bootstrap.cjs"));
    write("job.js", 'require("fs").appendFileSync("done.log", "job " + process.argv.slice(2).join(" ") + "\\n");');
    write("package.json", JSON.stringify({ engines: { node: ">=20.19" } }));
    write("package-lock.json", JSON.stringify(packages("1.0.0")));
    write(
        "npm-cli.js",
        `const fs = require("fs"); fs.appendFileSync("done.log", "npm " + process.argv.slice(2).join(" ") + "\\n");
        if (${npm.exit}) process.exit(${npm.exit});
        fs.mkdirSync("node_modules", { recursive: true });
        fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json");`,
    );
    return {
        folder,
        run(...args: string[]) {
            const env = { ...process.env, npm_execpath: path.join(folder, "npm-cli.js") };
            const { status, stderr } = spawnSync(process.execPath, ["tools/bootstrap.cjs", ...args], {
                cwd: folder,
                env,
            });
            const log = path.join(folder, "done.log");
            const done = fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n") : [];
            fs.rmSync(log, { force: true });
            return { status, done, said: stderr.toString() };
        },
        write,
        remove: () => fs.rmSync(folder, { recursive: true }),
    };
}

function withClone(npm: { readonly exit: number }, check: (fresh: ReturnType<typeof clone>) => void): void {
    const fresh = clone(npm);
    try {
        check(fresh);
    } finally {
        fresh.remove();
    }
}

describe("bootstrap", () => {
    it("hands on to the job that it shall end, and ends as the job does", async () => {
        const fresh = clone({ exit: 0 });
        try {
            fresh.write(
                "job.js",
                'process.on("SIGTERM", () => process.exit(7)); console.log("up"); setInterval(() => {}, 1000);',
            );
            assert.equal(fresh.run("--eval", "process.exit(3)").status, 3);
            const started = spawn(process.execPath, ["tools/bootstrap.cjs", "job.js"], { cwd: fresh.folder });
            await once(started.stdout, "data");
            started.kill("SIGTERM");
            assert.deepEqual(await once(started, "close"), [7, null]);
        } finally {
            fresh.remove();
        }
    });

    it("installs once, then runs the job with its arguments", () => {
        withClone({ exit: 0 }, (fresh) => {
            const first = fresh.run("job.js", "a", "b");
            assert.deepEqual([first.status, first.done], [0, ["npm ci", "job a b"]]);
            assert.match(first.said, /not installed yet; running npm ci once/);
            assert.deepEqual(fresh.run("job.js").done, ["job"]);
        });
    });

    it("installs again when the lock file changed", () => {
        withClone({ exit: 0 }, (fresh) => {
            fresh.run("job.js");
            fresh.write("package-lock.json", JSON.stringify(packages("2.0.0")));
            const again = fresh.run("job.js");
            assert.deepEqual(again.done, ["npm ci", "job"]);
            assert.match(again.said, /the lock file changed \(zod\)/);
        });
    });

    it("refuses to run the job when the install failed, and says what to do", () => {
        withClone({ exit: 7 }, (fresh) => {
            const { status, done, said } = fresh.run("job.js");
            assert.deepEqual([status, done], [1, ["npm ci"]]);
            assert.match(said, /Try again with: npm ci/);
        });
    });

    it("refuses an old node before anything else, naming both versions", () => {
        withClone({ exit: 0 }, (fresh) => {
            fresh.write("package.json", JSON.stringify({ engines: { node: ">=99.1" } }));
            const { status, done, said } = fresh.run("job.js");
            assert.deepEqual([status, done], [1, []]);
            assert.ok(
                said.includes(`this is Node.js ${process.versions.node}, and Fairlead needs 99.1 or newer`),
                said,
            );
        });
    });

    it("hands the exit status of the job on", () => {
        withClone({ exit: 0 }, (fresh) => {
            fresh.write("fails.js", "process.exit(5);");
            assert.equal(fresh.run("fails.js").status, 5);
        });
    });

    it("keeps to syntax that a node of ten years ago can read", () => {
        const text = fs.readFileSync(path.join(root, "tools/bootstrap.cjs"), "utf8");
        const rules = new Linter().verify(text, { languageOptions: { ecmaVersion: 5, sourceType: "script" } });
        assert.deepEqual(rules, []);
    });
});
