import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { checkoutOf } from "../../stacks/settings/checkout";
import { parsed } from "./stack-files";
import { Canaries, gitIn } from "../support/canaries";
import { mutated } from "../support/mutant";
import { planOf } from "../support/program";

const message = 'Sell "more"\n\n$(touch pwned) `id`';

describe("what git says of a folder that is built here", () => {
    const folder = mkdtempSync(join(tmpdir(), "checkout-"));
    const here = process.cwd();
    const repository = join(folder, "repository");
    const git = (...args: string[]): string =>
        execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", ...args], {
            cwd: repository,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        }).trim();
    const write = (file: string, text: string): void => writeFileSync(join(repository, file), text);
    let touched: string;

    before(() => {
        for (const each of ["app", "docs"]) mkdirSync(join(repository, each), { recursive: true });
        git("init", "--initial-branch", "main");
        write("app/Dockerfile", "FROM scratch\n");
        git("add", ".");
        git("commit", "--message", message, "--date", "2026-11-20T10:00:00Z");
        touched = git("rev-parse", "HEAD");
        write("docs/page", "text\n");
        git("add", ".");
        git("commit", "--message", "Say more");
    });
    afterEach(() => process.chdir(here));
    after(() => rmSync(folder, { recursive: true, force: true }));

    const asked = (of = repository, about = "app"): ReturnType<typeof checkoutOf> => {
        process.chdir(of);
        return checkoutOf(about);
    };

    it("is the last commit that touched it, and not the newest: an unchanged folder stays an unchanged image", () => {
        const { at, ...rest } = asked();
        assert.deepEqual(rest, { id: touched, message, dirty: false, branch: "main" });
        assert.match(at ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
        assert.notEqual(touched, git("rev-parse", "HEAD"));
    });

    it("is dirty where it holds what no commit has, and only there", () => {
        write("docs/draft", "not yet\n");
        assert.equal(asked().dirty, false);
        write("app/draft", "not yet\n");
        assert.deepEqual([asked().dirty, asked().id], [true, touched]);
        rmSync(join(repository, "app", "draft"));
    });

    it("names no branch where a machine checked out a commit", () => {
        git("checkout", "--detach");
        assert.deepEqual([asked().branch, asked().id], [undefined, touched]);
        git("checkout", "main");
    });

    it("is the newest commit and the tree of the folder in a shallow clone, which cannot tell who touched it", () => {
        git("clone", "--depth", "1", `file://${repository}`, join(folder, "shallow"));
        const { id, shallow, tree } = asked(join(folder, "shallow"));
        assert.deepEqual([id, shallow, tree], [git("rev-parse", "HEAD"), true, git("rev-parse", "HEAD:app")]);
    });

    it("is nothing outside of a checkout, and without git", () => {
        assert.deepEqual(asked(folder), {});
        const path = process.env.PATH;
        process.env.PATH = folder;
        try {
            assert.deepEqual(asked(), {});
        } finally {
            process.env.PATH = path;
        }
    });
});

describe("git, asked of a stranger's checkout", () => {
    let folder: string;
    let canaries: Canaries;
    const here = process.cwd();
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "checkout-"));
        canaries = new Canaries(join(folder, "cage"));
    });
    afterEach(() => {
        process.chdir(here);
        rmSync(folder, { recursive: true, force: true });
    });

    const asked = (of: string, ask = checkoutOf): ReturnType<typeof checkoutOf> => {
        process.chdir(of);
        return ask(".");
    };

    it("runs nothing that its configuration names, and still answers", () => {
        const source = canaries.application(join(folder, "source"));
        const id = gitIn(source, "rev-parse", "HEAD");
        const { dirty, branch, message, ...rest } = asked(source);
        assert.deepEqual([rest.id, dirty, branch, message], [id, true, "main", "First"]);
        assert.deepEqual(canaries.ran, []);
        assert.ok(canaries.isDangerous(source));
    });

    it("runs nothing of a submodule, a nested repository or the repository behind a worktree", () => {
        const source = canaries.application(join(folder, "source"));
        canaries.application(join(source, "nested"));
        canaries.application(join(source, "sub"));
        gitIn(
            source,
            "-c",
            "core.hooksPath=",
            "-c",
            "core.fsmonitor=false",
            "update-index",
            "--add",
            "--cacheinfo",
            `160000,${gitIn(join(source, "sub"), "rev-parse", "HEAD")},sub`,
        );
        const worktree = join(folder, "worktree");
        gitIn(
            source,
            "-c",
            "core.hooksPath=",
            "-c",
            "filter.evil.required=false",
            "worktree",
            "add",
            "--quiet",
            "--no-checkout",
            worktree,
        );
        const before = canaries.ran;
        assert.equal(asked(source).dirty, true);
        assert.equal(asked(worktree).branch, "worktree");
        assert.deepEqual(canaries.ran, before);
        assert.ok(canaries.isDangerous(join(source, "sub")));
    });

    it("fetches nothing that a partial clone lacks", () => {
        const source = canaries.application(join(folder, "source"));
        gitIn(source, "config", "extensions.partialClone", "evil");
        gitIn(source, "config", "remote.evil.url", `ext::${canaries.program("ext")}`);
        gitIn(source, "config", "protocol.ext.allow", "always");
        gitIn(source, "config", "remote.evil.promisor", "true");
        rmSync(join(source, ".git", "objects", gitIn(source, "rev-parse", "HEAD^{tree}").replace(/^(..)/, "$1/")));
        assert.deepEqual(asked(source), {});
        assert.deepEqual(canaries.ran, []);
    });

    it("answers as git does where files compare in another way, or are left out", () => {
        const source = join(folder, "source");
        mkdirSync(source);
        gitIn(source, "init", "--quiet", "--initial-branch=main");
        writeFileSync(join(source, "run"), "1\n", { mode: 0o644 });
        gitIn(source, "add", ".");
        gitIn(source, "commit", "--quiet", "--message", "First");
        writeFileSync(join(source, ".git", "info", "exclude"), "notes\n");
        writeFileSync(join(source, "notes"), "mine\n");
        assert.equal(asked(source).dirty, false);
        chmodSync(join(source, "run"), 0o755);
        assert.equal(asked(source).dirty, true);
        gitIn(source, "config", "core.fileMode", "false");
        assert.equal(asked(source).dirty, false);
    });

    it("leaves nothing behind", () => {
        const count = () => readdirSync(tmpdir()).filter((name) => name.startsWith("fairlead-git-")).length;
        const before = count();
        asked(canaries.application(join(folder, "source")));
        asked(folder);
        assert.equal(count(), before);
    });

    it("mutant: asked in the checkout itself, git runs its filters", () => {
        const source = canaries.application(join(folder, "source"));
        const { checkoutOf: wrong } = mutated<{ checkoutOf: typeof checkoutOf }>(
            "stacks/settings/checkout",
            "stacks/settings/checkout",
            ["[`--git-dir=${own}`, `--work-tree=${top}`, ", "[`--git-dir=${top}/.git`, "],
        );
        assert.equal(asked(source, wrong).dirty, true);
        assert.ok(canaries.ran.includes("clean"));
    });
});

describe("what git says, in the settings", () => {
    const raw = (services: object): Record<string, unknown> => ({
        "aws:region": "eu-west-1",
        "fairlead:account": "111122223333",
        "fairlead:loosen": '["plain-http"]',
        "fairlead:services": JSON.stringify(services),
    });
    const services = {
        web: { build: { kind: "docker", context: "examples/blue-green-web" }, deploy: { kind: "ecs", port: 8080 } },
        api: { deploy: { kind: "ecs", port: 8080 } },
    };

    it("is asked once a folder that is built here, and not of what AWS builds", () => {
        const asked: string[] = [];
        const { checkouts } = parsed(raw(services), "staging", {
            checkoutOf: (folder) => {
                asked.push(folder);
                return { id: "abc1234" };
            },
        });
        assert.deepEqual([asked, checkouts], [["examples/blue-green-web"], { web: { id: "abc1234" } }]);
    });

    it("is not asked where settings are only read", () => {
        assert.equal(parsed(raw(services)).checkouts, undefined);
    });

    it("is no input of a component, or each commit would change every line", async () => {
        const plan = await planOf("staging");
        const [environment] = plan.resources.filter(({ type }) => type === "fairlead:index:Environment");
        const [line] = plan.resources.filter(({ type }) => type === "fairlead:index:ServiceLine");
        assert.deepEqual(
            [Object.keys(environment?.inputs ?? {}), Object.keys(line?.inputs ?? {})],
            [["settings"], ["settings"]],
        );
        assert.ok(!("checkouts" in (environment?.inputs["settings"] as object)));
    });
});
