// The package as its users have it: packed, installed into a project that `pulumi new` would make, and used there.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    copyFileSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";

import { readProject } from "../../cli/plan/project";
import type { Plan } from "../../plan/document";
import { git } from "../../text/git";
import { foldersOfPackage, isAsset } from "../../tools/package";
import { run } from "../engine/support/command";
import { hostProgram } from "../engine/support/host";
import { engineAt, onPath } from "../engine/support/installed";
import { comparable, urnsOf } from "../engine/support/plan";
import { Stack } from "../engine/support/stack";
import { fromTemplate, TEMPLATE } from "../package/from-template";
import { root } from "../support/program";
import { skipBecause } from "../support/skip";

describe("the package, packed and installed", function () {
    this.timeout(600_000);
    let shop: string;
    let packed: string;

    before(() => {
        // Below the checkout: jobs of a rehearsal do not see /tmp. npm keeps what it fetches there too, and not in the home folder.
        mkdirSync(join(root, ".fairlead"), { recursive: true });
        process.env["npm_config_cache"] = join(root, ".fairlead", "npm");
        shop = fromTemplate("shop", "Orders", mkdtempSync(join(root, ".fairlead", "package-")));
        const { stdout } = ran(root, "npm", "pack", "--json", "--pack-destination", shop);
        packed = (JSON.parse(stdout) as readonly { readonly filename: string }[])[0]?.filename ?? "";
        ran(shop, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
    });
    after(() => rmSync(shop, { recursive: true, force: true }));

    function ran(cwd: string, command: string, ...args: readonly string[]): { stdout: string; stderr: string } {
        const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
        assert.equal(status, 0, `${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
        return { stdout, stderr };
    }
    const fairlead = (...args: readonly string[]): string => ran(shop, "npx", "fairlead", ...args).stdout;
    const plan = (stack: string): Plan => JSON.parse(fairlead("plan", "-s", stack, "-f", "json")) as Plan;

    it("brings all that its code reads, nothing that is left to compile, and leaves nothing behind here", () => {
        const home = join(shop, "node_modules", "fairlead");
        const has = readdirSync(home, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => relative(home, join(entry.parentPath, entry.name)));
        const assets = git(["-C", root, "ls-files", "--", ...foldersOfPackage()], { as: "person" })
            .toString()
            .trim()
            .split("\n")
            .filter(isAsset);
        assert.deepEqual(
            assets.filter((file) => !has.includes(join("dist", file))),
            [],
        );
        assert.deepEqual(
            has.filter((file) => /(?<!\.d)\.ts$/.test(file) || /^(tests|tools|examples|node_modules)\//.test(file)),
            [],
        );
        assert.equal(existsSync(join(root, "dist")), false);
        assert.equal(packed, "fairlead-0.1.0.tgz");
    });

    it("shares one SDK and one provider package with the program that uses it", () => {
        const { stdout } = ran(shop, "npm", "ls", "@pulumi/pulumi", "@pulumi/aws", "--json", "--all");
        const versions = new Set(
            [...stdout.matchAll(/"@pulumi\/(?:pulumi|aws)": \{\s*"version": "([^"]+)"/g)].map(([, of]) => of),
        );
        assert.deepEqual([...versions].sort(), ["3.248.0", "7.48.0"]);
        assert.equal(existsSync(join(shop, "node_modules", "fairlead", "node_modules", "@pulumi")), false);
    });

    it("has types for a program, whose own tests are green", () => {
        const { stdout } = ran(shop, "npm", "test");
        assert.match(stdout, /2 passing/);
        const wrong = join(shop, "wrong.ts");
        writeFileSync(
            wrong,
            'import { Environment } from "fairlead";\nnew Environment("environment", { services: 1 });\n',
        );
        const { status, stdout: said } = spawnSync("npx", ["tsc"], { cwd: shop, encoding: "utf8" });
        rmSync(wrong);
        assert.notEqual(status, 0);
        assert.match(said, /wrong\.ts\(2,\d+\): error TS2740|wrong\.ts\(2,\d+\): error TS2322/);
    });

    it("runs under Pulumi's own mocks", () => {
        const spec = join(shop, "tests", "mocks.spec.ts");
        writeFileSync(spec, readFileSync(join(__dirname, "package", "mocks.ts.txt"), "utf8"));
        const { stdout } = ran(shop, "npx", "mocha", "tests/mocks.spec.ts");
        rmSync(spec);
        assert.match(stdout, /1 passing/);
    });

    it("runs as Pulumi's language host starts it, and registers what was planned", async () => {
        const { heard, ...host } = await hostProgram(shop, "staging");
        assert.equal(host.code, 0, heard.errors.join("\n") + host.text);
        const planned = plan("staging").resources.map(({ urn }) => urn);
        // What awsx makes below its component is known to its plugin alone.
        const registered = [...heard.resources.keys()].filter((urn) => !urn.includes("awsx:ec2:Vpc$"));
        assert.deepEqual(registered.sort(), [...planned].sort());
    });

    it("goes from a change to production in a rehearsal", () => {
        const said = fairlead("rehearse", "--yes");
        assert.equal(said.match(/answered 200: hello from shop/g)?.length, 2, said);
        assert.match(said, /green after \d+ s/);
    });

    it("is what `pulumi new` makes of the template, by the command itself", async function () {
        const pulumi = onPath("pulumi");
        if (pulumi === undefined) skipBecause(this, "no pulumi on PATH");
        const [made, home] = [join(shop, "new"), join(shop, ".pulumi-home")];
        const { path } = await engineAt(pulumi);
        const args = [
            "new",
            TEMPLATE,
            "--generate-only",
            "--yes",
            "--name",
            "shop",
            "--description",
            "Orders",
            "--dir",
            made,
        ];
        const env = { PATH: process.env.PATH, HOME: home, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
        const { code, text } = await run(path, args, { cwd: shop, env });
        assert.equal(code, 0, text);
        for (const name of ["index.ts", "package.json", "Pulumi.staging.yaml", "tests/stacks.spec.ts", "app/server.js"])
            assert.equal(readFileSync(join(made, name), "utf8"), readFileSync(join(shop, name), "utf8"), name);
        copyFileSync(join(made, "Pulumi.yaml"), join(shop, "Pulumi.yaml"));
        assert.ok(plan("prod").resources.length > 50);
    });

    it("is brought up by the engine as planned, and then is as it was left", async function () {
        const pulumi = onPath("pulumi");
        if (pulumi === undefined) skipBecause(this, "no pulumi on PATH");
        const stack = await Stack.at(await engineAt(pulumi), readProject({ stack: "staging", cwd: shop }));
        try {
            const planned = comparable(urnsOf(plan("staging").resources));
            assert.deepEqual(comparable(urnsOf(await stack.preview())), planned);
            await stack.up();
            assert.deepEqual(comparable(urnsOf(await stack.state())), planned);
            assert.deepEqual(await stack.up("--expect-no-changes"), []);
            await stack.deedsOf("destroy");
            assert.deepEqual(await stack.state(), []);
        } finally {
            stack.close();
        }
    });
});
