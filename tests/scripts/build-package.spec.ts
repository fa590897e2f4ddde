import assert from "node:assert/strict";

import { unzipSync } from "fflate";

import { digestOf, released, siteDigest, zipOf } from "./bundling";
import { needTools, run, unneeded, type Job, type World } from "./fixture";
import { bucket, commitId, prod, stored } from "./samples";

type More = Partial<Job>;
const env = {
    LINE: "web",
    RELEASES_BUCKET: bucket,
    CONTEXT: ".",
    FILES: ".",
    COMMIT_ID: commitId,
};
const commit = { "index.html": "<p>new</p>", "app/server.js": "serve()" };

function build(world: World, more: More = {}): ReturnType<typeof run> {
    return run(["bundle", "commands", "build-package"], {
        ...more,
        env: { ...env, ...more.env },
        world,
        files: more.files ?? commit,
    });
}
const denied = (): World => ({ ...prod(), deny: ["s3:GetObject"] });
const filesOf = ({ bytes }: ReturnType<typeof run>): Record<string, string> =>
    Object.fromEntries(
        Object.entries(unzipSync(bytes("bundle.zip") ?? new Uint8Array())).map(([name, content]) => [
            name,
            Buffer.from(content).toString(),
        ]),
    );

describe("script build-package", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("without a command makes a bundle of the commit as it is", () => {
        const done = build(prod());
        assert.equal(done.code, 0, done.err);
        assert.deepEqual(filesOf(done), commit);
        assert.deepEqual(done.json("build.json"), { tests: null, reused: false });
    });

    it("installs, tests and packages, in this order, and releases what that made", () => {
        const done = build(prod(), {
            env: {
                CONTEXT: "app",
                FILES: "dist",
                INSTALL_COMMANDS: "echo installed >log",
                TEST_COMMANDS: "echo tested >>log\ntest -f server.js",
                PACKAGE_COMMANDS: "mkdir dist; cp server.js log dist/; chmod +x dist/log; ln -s server.js dist/main.js",
            },
        });
        assert.equal(done.code, 0, done.err);
        assert.deepEqual(filesOf(done), { "server.js": "serve()", log: "installed\ntested\n", "main.js": "server.js" });
        assert.deepEqual(done.json("build.json"), { tests: { stage: "test", passed: true }, reused: false });
    });

    it("makes the same bytes of the same files, and leaves git's own out", () => {
        const digests = [1, 2].map(() => digestOf(build(prod()).bytes("bundle.zip") ?? new Uint8Array()));
        assert.equal(digests[0], digests[1]);
        const cloned = build(prod(), { files: { ...commit, ".git/config": "[core]", ".gitignore": "dist" } });
        assert.deepEqual(filesOf(cloned), { ...commit, ".gitignore": "dist" });
    });

    it("takes a folder that is called out for what it is", () => {
        const done = build(prod(), { files: { "out/page.html": "made" }, env: { FILES: "out" } });
        assert.deepEqual(filesOf(done), { "page.html": "made" });
        assert.equal(done.file("page.html"), undefined, "the artifact holds the bundle, and not its files beside it");
    });

    it("never makes twice what Publish released", () => {
        const done = build(released(), { env: { INSTALL_COMMANDS: "touch ran; false" } });
        assert.equal(done.code, 0, done.err);
        assert.match(done.out, /It is used again, nothing of it is made/);
        assert.equal(digestOf(done.bytes("bundle.zip") ?? new Uint8Array()), siteDigest);
        assert.deepEqual(done.json("build.json"), { tests: null, reused: true });
    });

    it("makes again what was released of another commit, and what is gone", () => {
        const other = prod((world) => {
            const commits = [{ id: "a".repeat(40), digest: siteDigest }];
            (world.s3[bucket] ?? {})["releases/web/published.json"] = [
                stored("p2", { format: 1, line: "web", commits }),
            ];
        });
        assert.deepEqual(filesOf(build(other)), commit);
        const gone = released();
        delete gone.s3[bucket]?.[`bundles/web/${siteDigest.slice(7)}.zip`];
        const done = build(gone);
        assert.deepEqual(filesOf(done), commit, done.err);
        assert.match(done.out, /which cannot be read any more: .*AccessDenied.* It is built again/);
    });

    it("attack: other bytes under a released bundle's name are not released for it", () => {
        const { code, err, file } = build(released(zipOf({ "index.html": "forged" })));
        assert.equal(code, 1);
        assert.match(err, /is not what its name says/);
        assert.equal(file("bundle.zip"), undefined);
    });

    it("mutant: without the comparison, they are", () => {
        const forged = zipOf({ "index.html": "forged" });
        const done = build(released(forged), { mutant: ['[ "$found" = "$digest" ]', "true"] });
        assert.deepEqual([done.code, digestOf(done.bytes("bundle.zip") ?? new Uint8Array())], [0, digestOf(forged)]);
    });

    for (const [step, variable] of Object.entries({
        install: "INSTALL_COMMANDS",
        test: "TEST_COMMANDS",
        package: "PACKAGE_COMMANDS",
    })) {
        it(`releases nothing when ${step} fails, whatever the next command would say`, () => {
            const { code, err, file } = build(prod(), { env: { [variable]: "false\ntrue" } });
            assert.equal(code, 1);
            assert.match(
                err,
                new RegExp(`${step} of commit .* failed .*; nothing was released, look at build.${step} of line web`),
            );
            assert.equal(file("bundle.zip"), undefined);
        });
    }

    it("mutant: when a failing command is let through, the bundle is made", () => {
        const mutant = ["bash -euo pipefail -c", "bash -c"] as const;
        const { code, file } = build(prod(), { env: { TEST_COMMANDS: "false\ntrue" }, mutant });
        assert.equal(code, 0);
        assert.ok(file("bundle.zip"));
    });

    const refusals: [string, RegExp, More][] = [
        ["a commit id that is none", /asked for a commit id of hexadecimal digits/, { env: { COMMIT_ID: "$(id)" } }],
        ["a context that is not there", /asked for the folder shop in commit/, { env: { CONTEXT: "shop" } }],
        ["files that no command made", /asked for the folder \.\/dist after the commands/, { env: { FILES: "dist" } }],
        [
            "a folder without a file",
            /could not zip \.\/empty/,
            { env: { FILES: "empty", PACKAGE_COMMANDS: "mkdir empty" } },
        ],
        ["to guess when S3 refuses", /asked for s3:.*published\.json, S3 refused/, { world: denied() }],
    ];
    for (const [title, words, more] of refusals) {
        it(`refuses ${title}`, () => {
            const { code, err, file } = build(more.world ?? prod(), more);
            assert.equal(code, 1);
            assert.match(err, words);
            assert.equal(file("bundle.zip"), undefined);
        });
    }

    it("needs every call its header names", () => assert.deepEqual(unneeded(["build-package"]), []));
});
