// Checks of a commit: each is made, each leaves a report, and nothing is released of one that fails or reports nothing.
import assert from "node:assert/strict";

import { needTools, run, unneeded, type Job, type Json, type World } from "./fixture";
import { candidate, publish, publishEnv, scripts as publishScripts, staging } from "./publishing";
import { bucket, commitId, newImage, oldImage, prod, registry, stored } from "./samples";

interface Check {
    readonly name: string;
    readonly run?: string;
    readonly stage?: string;
    readonly report: string;
    readonly required: boolean;
}
const lint: Check = { name: "lint", run: "mkdir -p r; echo fine >r/lint.txt", report: "r/lint.txt", required: true };
const sbom: Check = { name: "sbom", stage: "sbom", report: "/sbom.json", required: true };
const dockerfile = "FROM scratch AS sbom\nFROM scratch AS app\n";
const env = {
    LINE: "web",
    RELEASES_BUCKET: bucket,
    REPOSITORY_URI: `${registry}/web`,
    REPOSITORY_NAME: "web",
    CONTEXT: "shop",
    DOCKERFILE: "Dockerfile",
    PLATFORM: "linux/amd64",
    COMMIT_ID: commitId,
};

interface Made extends Partial<Job> {
    readonly scripts?: readonly string[];
    readonly change?: (world: World) => void;
}
function build(checks: readonly Check[], { scripts, change, ...more }: Made = {}): ReturnType<typeof run> {
    const world = prod((made) => {
        made.files = { "/sbom.json": '{"packages":[]}' };
        change?.(made);
    });
    return run(scripts ?? ["image", "image-ecr", "checks-run", "build-image"], {
        ...more,
        env: { ...env, CHECKS: JSON.stringify(checks) },
        world,
        files: { "shop/Dockerfile": dockerfile, ...more.files },
    });
}
const pushed = ({ docker }: ReturnType<typeof run>): boolean => docker.some((words) => words.includes("--push"));

describe("script checks-run", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("makes each check before anything is pushed, and leaves each report beside what it says", () => {
        const done = build([lint, sbom]);
        assert.equal(done.code, 0, done.err);
        assert.deepEqual(done.json("build.json").checks, [
            { name: "lint", passed: true },
            { name: "sbom", passed: true },
        ]);
        assert.deepEqual([done.file("checks/lint"), done.file("checks/sbom")], ["fine\n", '{"packages":[]}']);
        assert.deepEqual(
            done.docker.map((words) => words.split(" ").slice(0, 2).join(" ")),
            ["buildx build", "create --platform", "cp c0ffee:/sbom.json", "login --username", "buildx build"],
        );
        assert.ok(done.docker[0]?.includes("--target sbom --load --tag fairlead-check:sbom shop"), done.docker[0]);
    });

    const wrong: [string, readonly Check[], RegExp, Made?][] = [
        [
            "commands that fail, though they left a report",
            [{ ...lint, run: `${lint.run ?? ""}; false` }],
            /does not pass its checks: lint fails \(/,
        ],
        [
            "a stage that fails",
            [sbom],
            /does not pass its checks: sbom fails \(/,
            { files: { "shop/Dockerfile": `${dockerfile}RUN false # sbom\n` } },
        ],
        ["no report", [{ ...lint, run: "true" }], /lint passes, and leaves no report .* as r\/lint.txt/],
        [
            "a report that the commit has brought",
            [{ ...lint, run: "true" }],
            /lint passes, and leaves no report/,
            { files: { "shop/r/lint.txt": "fine\n" } },
        ],
        [
            "a link in the place of the report",
            [{ ...lint, run: "mkdir r; ln -s /etc/hostname r/lint.txt" }],
            /lint passes, and leaves no report/,
        ],
        [
            "a link in the image",
            [sbom],
            /sbom passes, and leaves no report/,
            { change: (world) => (world.files = { "/sbom.json": { leadsTo: "/etc/hostname" } }) },
        ],
        [
            "all that is wrong at once",
            [
                { ...lint, run: "false" },
                { ...lint, name: "secrets", run: "true" },
            ],
            /lint fails; secrets passes, and leaves no report/,
        ],
        [
            "one that is not required and passes without a report",
            [{ ...lint, run: "true", required: false }],
            /lint passes, and leaves no report/,
        ],
    ];
    for (const [title, checks, words, more] of wrong) {
        it(`pushes nothing with ${title}`, () => {
            const done = build(checks, more);
            assert.deepEqual([done.code, pushed(done), done.file("imageDetail.json")], [1, false, undefined]);
            assert.match(done.err, words);
        });
    }

    it("goes on where one that is not required fails, and says so", () => {
        const done = build([{ ...lint, run: `${lint.run ?? ""}; false`, required: false }]);
        assert.deepEqual([done.code, pushed(done)], [0, true], done.err);
        assert.deepEqual(done.json("build.json").checks, [{ name: "lint", passed: false }]);
        assert.equal(done.file("checks/lint"), "fine\n");
    });

    it("leaves what it writes out of what is built, and whatever the commit calls a report", () => {
        const done = build([{ ...lint, run: `${lint.run ?? ""}; rm Dockerfile` }], {
            files: { "out/checks/sbom": "all fine" },
        });
        assert.deepEqual([done.code, pushed(done), done.file("checks/sbom")], [0, true, undefined], done.err);
    });

    it("checks a commit again that was released before, also one that is not merged", () => {
        const change = ({ s3 }: World): void => {
            const commits = [{ id: commitId, digest: oldImage.digest }];
            (s3[bucket] ?? {})["releases/web/published.json"] = [stored("p2", { format: 1, line: "web", commits })];
        };
        const again = build([lint], { change });
        assert.deepEqual(
            [again.code, again.json("build.json")],
            [0, { tests: null, reused: true, checks: [{ name: "lint", passed: true }] }],
        );
        assert.equal(build([{ ...lint, run: "false" }], { change }).code, 1);
        const scripts = ["checks-run", "test-image"];
        assert.deepEqual(
            [build([lint, sbom], { scripts }).code, build([{ ...lint, run: "false" }], { scripts }).code],
            [0, 1],
        );
    });

    it("checks a package after its installation and before it is packed", () => {
        const made = (check: Check): ReturnType<typeof run> =>
            run(["bundle", "commands", "checks-run", "build-package"], {
                env: {
                    ...env,
                    ...{ FILES: ".", INSTALL_COMMANDS: "echo tool >tool", PACKAGE_COMMANDS: "test ! -e r" },
                    CHECKS: JSON.stringify([check]),
                },
                world: prod(),
                files: { "shop/index.html": "hello" },
            });
        const done = made({ ...lint, run: "test -f tool; mkdir r; cp tool r/lint.txt" });
        assert.deepEqual([done.code, done.file("checks/lint")], [0, "tool\n"], done.err);
        assert.equal(made({ ...lint, run: "false" }).file("bundle.zip"), undefined);
    });

    const mutants: [string, readonly [string, string], Check, Made?][] = [
        [
            "a failing command is let through",
            ["|| passed=false", "|| true"],
            { ...lint, run: `${lint.run ?? ""}; false` },
        ],
        [
            "a report of the commit counts",
            ['    rm -rf "$report"', "    true"],
            { ...lint, run: "true" },
            { files: { "shop/r/lint.txt": "fine" } },
        ],
        [
            "a check without a report passes",
            ['[ "$passed" = false ] || wrong+=', "true || wrong+="],
            { ...lint, run: "true" },
        ],
        ["what is wrong is not held", ['[ -z "$wrong" ] || fail', "true || fail"], { ...lint, run: "false" }],
        [
            "a link counts",
            ['[ ! -f "$report" ] || [ -L "$report" ]', '[ ! -f "$report" ]'],
            { ...lint, run: "mkdir r; ln -s /etc/passwd r/lint.txt" },
        ],
    ];
    for (const [title, mutant, check, more] of mutants) {
        it(`mutant: when ${title}, the image is pushed`, () => {
            assert.equal(pushed(build([check], { ...more, mutant })), true);
        });
    }

    it("needs every call its header names", () => assert.deepEqual(unneeded(["checks-run"]), ["checks-run: nothing"]));
});

describe("script checks-take", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    const said = [{ name: "lint", passed: true }];
    interface Taken {
        readonly asked?: readonly Check[];
        readonly checks?: unknown;
        readonly files?: Record<string, string>;
        readonly world?: World;
        readonly mutant?: readonly [string, string];
    }
    function taken({ asked = [lint], checks = said, files, world = staging(), mutant }: Taken = {}): ReturnType<
        typeof run
    > {
        return run(publishScripts.toSpliced(-1, 0, "checks-take"), {
            env: { ...publishEnv, CHECKS: JSON.stringify(asked) },
            world,
            ...(mutant ? { mutant } : {}),
            files: {
                "imageDetail.json": JSON.stringify({ ImageURI: `${registry}/web@${newImage.digest}` }),
                "build.json": JSON.stringify({ checks }),
                ...(files ?? { "checks/lint": "fine\n" }),
            },
        });
    }
    const held = (world: World): Json[] => (candidate(world).checks as Json[]).filter(({ kind }) => kind === "check");

    it("keeps each report under its checksum, once, and says in the release where it is and how it begins", () => {
        const { code, err, world } = taken();
        assert.equal(code, 0, err);
        const [report] = Object.keys(world.s3[bucket] ?? {}).filter((name) => name.startsWith("reports/"));
        assert.match(report ?? "", /^reports\/web\/[0-9a-f]{64}$/);
        assert.deepEqual(held(world), [
            {
                kind: "check",
                name: "lint",
                passed: true,
                required: true,
                report: { at: `s3://${bucket}/${String(report)}`, bytes: 5, begins: "fine\n" },
            },
        ]);
        const other = [...said, { name: "style", passed: true }];
        const both = taken({
            asked: [lint, { ...lint, name: "style" }],
            checks: other,
            files: { "checks/lint": "fine\n", "checks/style": "fine\n" },
        });
        assert.equal(both.code, 0, both.err);
        assert.equal(both.world.s3[bucket]?.[report ?? ""]?.length, 1);
    });

    it("records what failed and is not required, with its report or without", () => {
        const asked = [{ ...lint, required: false }];
        const checks = [{ name: "lint", passed: false }];
        const outcome = (files: Record<string, string>): unknown => {
            const [check] = held(taken({ asked, checks, files }).world);
            return [check?.passed, (check?.report as Json | null)?.begins];
        };
        assert.deepEqual(
            [outcome({ "checks/lint": "bad" }), outcome({})],
            [
                [false, "bad"],
                [false, undefined],
            ],
        );
    });

    const refusals: [string, RegExp, Taken][] = [
        ["a check that the build says nothing of", /found no word of it/, { checks: [] }],
        ["a word that is neither yes nor no", /found no word of it/, { checks: [{ name: "lint", passed: "true" }] }],
        [
            "one that failed and is required",
            /check lint of the line failed/,
            { checks: [{ name: "lint", passed: false }] },
        ],
        ["one that passed without a report", /left no report in checks\/lint/, { files: {} }],
        ["one whose report is empty", /left no report in checks\/lint/, { files: { "checks/lint": "" } }],
        [
            "to go on when S3 refuses the report",
            /could not keep the report/,
            { world: staging((world) => (world.deny = ["s3:PutObject"])) },
        ],
    ];
    for (const [title, words, more] of refusals) {
        it(`refuses ${title}`, () => {
            const done = taken(more);
            assert.equal(done.code, 1);
            assert.match(done.err, words);
            assert.deepEqual(candidate(done.world), candidate(staging()));
        });
    }

    it("mutant: when what failed is not held, it is released", () => {
        const mutant = ["jq -e '.required == false' <<<\"$check\" >/dev/null ||", "true ||"] as const;
        assert.equal(taken({ checks: [{ name: "lint", passed: false }], mutant }).code, 0);
    });

    it("mutant: when a check passes without a report, it is released", () => {
        const mutant = ['elif [ "$passed" = true ]; then', "elif false; then"] as const;
        assert.equal(taken({ files: {}, mutant }).code, 0);
    });

    it("without the setting, what a build calls a check is nothing", () => {
        const done = publish(staging(), {
            files: { "build.json": JSON.stringify({ checks: said }), "checks/lint": "x" },
        });
        assert.deepEqual([done.code, held(done.world)], [0, []], done.err);
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["checks-take"]), []));
});
