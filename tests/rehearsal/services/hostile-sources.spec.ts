import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { unzipSync } from "fflate";

import type { Digest } from "../../../rehearsal/engine/journal";
import { pushDirectory, repositoryServices } from "../../../rehearsal/services/repositories";
import { git } from "../../../text/git";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { Canaries, gitIn } from "../../support/canaries";
import { mutated } from "../../support/mutant";

const ARN = "arn:aws:codecommit:eu-west-1:111122223333:shop";
const plan = smallPlan("dev", [
    { type: "aws:codecommit/repository:Repository", name: "shop", inputs: { repositoryName: "shop" } },
]);

describe("a source folder that is a stranger's", () => {
    let folder: string;
    let test: TestAccount;
    let canaries: Canaries;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "fairlead-source-"));
        test = accountOf([plan], { services: repositoryServices });
        canaries = new Canaries(join(folder, "cage"));
    });
    afterEach(() => {
        test.remove();
        rmSync(folder, { recursive: true, force: true });
    });

    /** What is in the artifact of what was pushed. */
    async function pushed(source: string, push = pushDirectory): Promise<Readonly<Record<string, string>>> {
        const commitId = push(test.account, ARN, source, "Try");
        const by = { role: "arn:aws:iam::111122223333:role/line", as: "test" };
        const call = { by, action: "codecommit:UploadArchive", on: ARN, input: { commitId } };
        const { digest } = (await test.account.gateway.call(call)) as { digest: Digest };
        const files = Object.entries(unzipSync(test.account.blobs.get(digest)));
        return Object.fromEntries(files.map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
    }

    it("runs nothing of its own repository, and arrives byte for byte, whatever its attributes say", async () => {
        const source = canaries.application(join(folder, "source"));
        const { ".gitattributes": _, ...files } = await pushed(source);
        assert.deepEqual(files, { "main.js": "2\r\n", "note.txt": "more\n", secret: "$Format:%H$\n" });
        assert.deepEqual(canaries.ran, []);
        assert.ok(canaries.isDangerous(source));
    });

    it("runs nothing of repositories in it, pushes nothing of them, and says so", async () => {
        const source = join(folder, "source");
        mkdirSync(join(source, "a"), { recursive: true });
        writeFileSync(join(source, "main.js"), "1");
        writeFileSync(join(source, ".gitignore"), "!node_modules\n!a\n");
        canaries.application(join(source, "a", "nested"));
        canaries.application(join(source, "un[b]orn \n*"), { commit: false });
        canaries.application(join(source, "node_modules", "package"));
        for (let times = 0; times < 2; times++)
            assert.deepEqual(Object.keys(await pushed(source)), [".gitignore", "main.js"]);
        assert.deepEqual(canaries.ran, []);
        const left = ["a/nested", "un[b]orn \n*"];
        assert.deepEqual(test.facts("unpushed")[0]?.data, { repositories: left });
        assert.ok(canaries.isDangerous(join(source, "a", "nested")));
    });

    it("runs nothing of a submodule or worktree, whose settings lie elsewhere", async () => {
        const other = canaries.application(join(folder, "other"));
        const source = join(folder, "source");
        mkdirSync(source);
        writeFileSync(join(source, "main.js"), "1");
        writeFileSync(
            join(source, ".gitmodules"),
            '[submodule "x"]\n\tpath = x\n\turl = ext::touch x\n\tupdate = !x\n',
        );
        gitIn(other, "config", "--unset", "core.hooksPath");
        gitIn(other, "worktree", "add", "--quiet", "--no-checkout", join(source, "x"));
        mkdirSync(join(source, "x"), { recursive: true });
        const ranBefore = canaries.ran;
        assert.deepEqual(Object.keys(await pushed(source)), [".gitmodules", "main.js"]);
        assert.deepEqual(canaries.ran, ranBefore);
        // The source folder itself may be a worktree.
        writeFileSync(join(source, "x", "app.js"), "1");
        assert.deepEqual(Object.keys(await pushed(join(source, "x"))), ["app.js"]);
        assert.deepEqual(canaries.ran, ranBefore);
    });

    it("runs nothing that variables of the environment name", async () => {
        const source = join(folder, "source");
        mkdirSync(source);
        writeFileSync(join(source, "main.js"), "1");
        const hostile = canaries.application(join(folder, "other"));
        const given = {
            GIT_DIR: join(hostile, ".git"),
            GIT_EXTERNAL_DIFF: canaries.program("variable"),
            GIT_CONFIG_COUNT: "1",
            GIT_CONFIG_KEY_0: "core.fsmonitor",
            GIT_CONFIG_VALUE_0: canaries.program("count"),
            GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${canaries.program("parameters")}'`,
            GIT_TEMPLATE_DIR: folder,
        };
        Object.assign(process.env, given);
        try {
            assert.deepEqual(Object.keys(await pushed(source)), ["main.js"]);
        } finally {
            for (const name of Object.keys(given)) delete process.env[name];
        }
        assert.deepEqual(canaries.ran, []);
    });

    it("is only read: no file changes, none is new, and a repository that looks like one in it is a folder", async () => {
        const source = canaries.application(join(folder, "source"));
        execFileSync("git", ["init", "--quiet", "--bare", join(source, "bare")]);
        gitIn(join(source, "bare"), "config", "core.fsmonitor", canaries.program("bare"));
        symlinkSync("/etc/passwd", join(source, "link"));
        const see = () =>
            execFileSync("find", [source, "-printf", "%p %i %s %T@ %C@ %m %n\n"]).toString() +
            readFileSync(join(source, ".git", "config"), "utf8");
        const before = see();
        const files = await pushed(source);
        assert.equal(see(), before);
        assert.equal(files["link"], "/etc/passwd");
        assert.ok("bare/config" in files);
        assert.deepEqual(canaries.ran, []);
        assert.ok(statSync(source).isDirectory());
    });

    it("refuses what git would wait for for ever", async () => {
        const source = join(folder, "source");
        mkdirSync(source);
        writeFileSync(join(source, "main.js"), "1");
        execFileSync("mkfifo", [join(source, "pipe")]);
        assert.deepEqual(Object.keys(await pushed(source)), ["main.js"]);
        execFileSync("mkfifo", [join(source, ".gitignore")]);
        await assert.rejects(pushed(source), /\.gitignore is neither a file nor a folder; take it away/);
    });

    it("ends where a pattern of its .gitignore never does", () => {
        const source = join(folder, "source");
        mkdirSync(join(source, "a/".repeat(100)), { recursive: true });
        writeFileSync(join(source, "a/".repeat(100), `f${"a".repeat(200)}`), "");
        const patterns = [
            "**/".repeat(40) + "x",
            "*a".repeat(40) + "b",
            "**/*a".repeat(20) + "b",
            "[a-z]*".repeat(30) + "!",
        ];
        writeFileSync(join(source, ".gitignore"), patterns.join("\n"));
        gitIn(source, "init", "--quiet");
        const list = ["-C", source, "ls-files", "--others", "--exclude-standard"];
        assert.throws(
            () => git(list, { within: 500 }),
            /git took longer than 0\.5 s; is there a pattern in a \.gitignore/,
        );
    });

    it("mutant: attributes that are obeyed change what arrives", async () => {
        const { pushDirectory: wrong } = mutated<{ pushDirectory: typeof pushDirectory }>(
            "rehearsal/services/repositories",
            "rehearsal/services/git",
            ['"* -text', '"nothing -text'],
        );
        const files = await pushed(canaries.application(join(folder, "source")), wrong);
        assert.equal(files["main.js"], "2\n");
        assert.ok(!("secret" in files));
    });

    it("mutant: without its overrides git runs what a repository around the folder says", () => {
        const source = canaries.application(join(folder, "source"));
        const { git: wrong } = mutated<{ git(args: readonly string[]): Buffer }>("text/git", "text/git", [
            '"core.fsmonitor": "false",',
            "",
        ]);
        wrong(["-C", source, "status", "--short"]);
        assert.ok(canaries.ran.includes("fsmonitor"));
    });
});
