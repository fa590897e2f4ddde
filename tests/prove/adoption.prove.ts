// The suite of the owner's stack files, run on stack files that owners might write.
import * as assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { getFileInfo } from "prettier";

import { readProject } from "../../cli/plan/project";
import { filesOfTests, projectOf, type Files } from "../../tools/project";
import { run } from "../engine/support/command";
import { engineAt, onPath } from "../engine/support/installed";
import { root } from "../support/program";
import { skipBecause } from "../support/skip";
import { claimsAbout, stacksIn } from "../adoption/any-stacks";
import { EDITS, type Edit } from "../adoption/edits";

describe("the owner's suite is green after an edit that the settings accept:", () => {
    for (const [what, edit] of Object.entries(EDITS)) {
        describe(what, () => {
            for (const { title, run } of claimsAbout(edit(filesOfTests()))) it(title, run);
        });
    }

    it("pulumi stack init and pulumi config set, by the command itself", async function () {
        const pulumi = onPath("pulumi");
        if (pulumi === undefined) skipBecause(this, "no pulumi on PATH");
        const folder = projectOf(filesOfTests());
        await configured(folder, (await engineAt(pulumi)).path);
        const written = Object.keys(filesOfTests()).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
        const files = Object.fromEntries(written) as Files;
        assert.match(files["Pulumi.staging.yaml"] ?? "", /encryptionsalt: .*[^]*count: 3/);
        for (const claim of claimsAbout(files)) await claim.run.call(this);
    }).timeout(300_000);

    it("and prettier has no opinion on what pulumi writes", async () => {
        const asked = { ignorePath: join(root, ".prettierignore") };
        for (const stack of ["staging", "dev"])
            assert.equal((await getFileInfo(join(root, `Pulumi.${stack}.yaml`), asked)).ignored, true, stack);
    });
});

/** As README says: an account, a region, an address, a count. */
async function configured(folder: string, pulumi: string): Promise<void> {
    const home = join(folder, ".pulumi");
    mkdirSync(join(home, "backend"), { recursive: true });
    const env = {
        PATH: process.env.PATH,
        HOME: home,
        PULUMI_HOME: home,
        PULUMI_BACKEND_URL: `file://${join(home, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "adoption-test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const settings = [
        ["fairlead:account", "444455556666"],
        ["aws:region", "eu-north-1"],
        ["--path", "fairlead:notify[0].address", "web@example.org"],
        ["--path", "fairlead:services.web.deploy.count", "3"],
        ["--path", "fairlead:services.web.deploy.environment.LOG_LEVEL", "debug"],
    ];
    const both = [["promotesTo[0]"], ["promotesFrom"]] as const;
    for (const [at, stack] of ["staging", "prod"].entries()) {
        const other = ["--path", `fairlead:${both[at]?.[0] ?? ""}.account`, "444455556666", "--plaintext"];
        for (const command of [
            ["stack", "init"],
            ...[...settings, other].map((setting) => ["config", "set", ...setting]),
        ]) {
            const ran = await run(pulumi, [...command, "--stack", stack, "--non-interactive"], { cwd: folder, env });
            assert.equal(ran.code, 0, `pulumi ${command.join(" ")} ended with ${ran.code}:\n${ran.text}`);
        }
    }
}

describe("the owner's suite is red", () => {
    async function reds(files: Files): Promise<readonly string[]> {
        const red: string[] = [];
        for (const { title, run } of claimsAbout(files)) {
            await run.call({} as Mocha.Context).catch(() => red.push(title));
        }
        return red;
    }

    it("mutant: where settings are refused, in every claim about that stack and about all", async () => {
        const wrong = (filesOfTests()["Pulumi.prod.yaml"] ?? "").replace("port: 8080", "port: 80808");
        const red = await reds({ ...filesOfTests(), "Pulumi.prod.yaml": wrong });
        assert.deepEqual(red.length, 6);
        assert.ok(red.every((title) => title.includes("Pulumi.prod.yaml")));
    });

    it("mutant: where a claim knows a value that was shipped, after the edit of it", () => {
        const knows = (files: Files): boolean => {
            const cwd = projectOf(files);
            return stacksIn(files)
                .map((stack) => readProject({ stack, cwd }).config["fairlead:account"])
                .every((account) => account === "111122223333");
        };
        assert.equal(knows(filesOfTests()), true);
        assert.equal(knows((EDITS["another account"] as Edit)(filesOfTests())), false);
    });
});
