// Python in a job: what is installed is the job's own, and what only this machine has is missing.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { hostsPath } from "../../../rehearsal/sandbox/environment";
import { isOnPath, skipBecause } from "../../support/skip";
import { build, commands } from "./fixture";

/** A package without anything to fetch: pip needs no build of it. */
const WHEEL = `python - <<'END'
import zipfile
with zipfile.ZipFile("greets-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("greets.py", "def main(): print('greets')\\n")
    about = "greets-1.0.dist-info/"
    wheel.writestr(about + "METADATA", "Metadata-Version: 2.1\\nName: greets\\nVersion: 1.0\\n")
    wheel.writestr(about + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(about + "entry_points.txt", "[console_scripts]\\ngreets = greets:main\\n")
    wheel.writestr(about + "RECORD", "")
END`;

describe("Python in a job", () => {
    before(function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
    });

    it("installs into an environment of the job's own, whose programs are on PATH, also for a user", async () => {
        for (const how of ["", "--user "]) {
            const seen = await build({
                buildspec: commands(
                    WHEEL,
                    `pip install --no-index ${how}./greets-1.0-py3-none-any.whl`,
                    "command -v greets; greets; python3 -c 'import greets; greets.main()'",
                    `python3 -m pip --version | cut -d" " -f1`,
                ),
            });
            assert.equal(seen.status, "SUCCEEDED", seen.lines.join("\n"));
            const at = seen.lines.indexOf("/codebuild/output/python/bin/greets");
            assert.deepEqual(seen.lines.slice(at, at + 3), ["/codebuild/output/python/bin/greets", "greets", "greets"]);
            assert.ok(seen.lines.includes("pip"));
            assert.ok(seen.lines.some((line) => /^Python of this machine \(Python 3\.\d+\.\d+\) in an env/.test(line)));
        }
    });

    it("lacks what only this machine has, as CodeBuild would", async function () {
        const here = packageOfThisMachine();
        const seen = await build({ buildspec: commands(`python -c 'import ${here}'`) });
        assert.match(seen.why ?? "", new RegExp(`No module named '${here}'`));
        // pip's own, which every environment has.
        const pip = await build({ buildspec: commands("python -c 'import pip'") });
        assert.equal(pip.status, "SUCCEEDED");
    });

    it("is made once, whoever asks first", async () => {
        const asked = "for n in 1 2 3 4; do python3 -c 'import sys; print(sys.prefix)' & done; wait";
        const { lines, status } = await build({ buildspec: commands(asked) });
        assert.equal(status, "SUCCEEDED");
        assert.equal(lines.filter((line) => line === "/codebuild/output/python").length, 4);
    });

    it("is missing by name where this machine has none", async () => {
        const { lines } = await build({
            buildspec: commands(`PATH=/codebuild/local/bin:/nowhere; /bin/bash /codebuild/local/bin/pip install x`),
        });
        assert.ok(lines.some((line) => /^not rehearsed: pip: this machine has no python3/.test(line)));
    });
});

/** One that its python3 finds and Python itself does not bring along. */
function packageOfThisMachine(): string {
    const ask = `import pkgutil, sys
known = {"pip", "setuptools", "wheel", "yaml", "boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}
print(next((each.name for each in pkgutil.iter_modules() if each.name not in sys.stdlib_module_names | known
    and each.name.isidentifier() and "packages" in getattr(each.module_finder, "path", "")), "nothing_of_this_name"))`;
    const env = { PATH: hostsPath(), HOME: process.env["HOME"] ?? "/" };
    return spawnSync("python3", ["-I", "-c", ask], { encoding: "utf8", env }).stdout.trim();
}
