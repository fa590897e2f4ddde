import assert from "node:assert/strict";

import { needTools, run, type Job, type World } from "./fixture";
import { candidate, hostile, publish, publishEnv, staging } from "./publishing";
import { bucket, oldImage, newImage, registry } from "./samples";

const commit = "0123456789abcdef0123456789abcdef01234567";
const byWorkflow = ["image", "image-ecr", "image-publish", "workflow-commit", "publish"];

describe("the scripts of a workflow", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    const published = (env: Record<string, string> = {}, world = staging()): ReturnType<typeof run> =>
        run(byWorkflow, {
            env: {
                ...publishEnv,
                COMMIT_ID: commit,
                BRANCH: "main",
                GITHUB_REPOSITORY: "acme/web",
                COMMIT_MESSAGE: hostile,
                COMMIT_AT: "2026-11-29T14:00:00+01:00",
                ...env,
            },
            world,
            files: { "imageDetail.json": JSON.stringify({ ImageURI: `${registry}/web@${newImage.digest}` }) },
        });

    it("publish what the workflow says of its commit, a hostile message as it stands", () => {
        const done = published();
        assert.deepEqual(
            [done.code, candidate(done.world).commit],
            [
                0,
                {
                    ...{ id: commit, repository: "acme/web", branch: "main", pushedBy: null },
                    ...{ message: hostile, at: "2026-11-29T14:00:00+01:00" },
                },
            ],
            done.err,
        );
    });

    it("believe nobody's name: who pushed is not known, and the release says so", () => {
        const done = published({ PUSHED_BY: "arn:aws:iam::111122223333:user/ana" });
        assert.equal((candidate(done.world).commit as { pushedBy: unknown }).pushedBy, null);
        assert.match(done.out, /built for nobody\. AWS does not know who that is/);
    });

    it("say for whose login they ran, and nothing that is no login", () => {
        const said = [
            "octocat",
            "Octo-Cat_acme",
            "dependabot[bot]",
            'a","x":"b',
            "a\nb",
            "-a",
            "arn:aws:iam::1:user/ana",
        ];
        assert.deepEqual(
            said.map(
                (GITHUB_ACTOR) =>
                    (candidate(published({ GITHUB_ACTOR }).world).commit as { pushedBy: unknown }).pushedBy,
            ),
            ["github.com/octocat", "github.com/Octo-Cat_acme", null, null, null, null, null],
        );
    });

    it("publish a run by hand, which has no message", () => {
        const done = published({ COMMIT_MESSAGE: "", COMMIT_AT: "" });
        const { message, at } = candidate(done.world).commit as { message: unknown; at: unknown };
        assert.deepEqual([done.code, message, at], [0, null, null], done.err);
    });

    it("publish no older commit behind a newer one, whichever run is slower", () => {
        const run = { RUN_OF: "acme/web/.github/workflows/deliver.yml@refs/heads/main" };
        const first = published({ ...run, RUN_NUMBER: "9" });
        assert.equal(first.code, 0, first.err);
        const after = (number: string, of = run.RUN_OF): ReturnType<typeof published> =>
            published({ COMMIT_ID: "f".repeat(40), RUN_OF: of, RUN_NUMBER: number }, first.world);
        const late = after("8");
        assert.equal(late.code, 1);
        assert.match(
            late.err,
            /run 9 of this workflow has published a newer commit, this is run 8; nothing was released/,
        );
        assert.deepEqual(late.world.s3, first.world.s3);
        // Other files count by themselves.
        assert.deepEqual([after("10").code, after("8", `${run.RUN_OF}x`).code], [0, 0]);
    });

    it("refuse a commit that is none", () => {
        const done = published({ COMMIT_ID: "main" });
        assert.equal(done.code, 1);
        assert.match(done.err, /asked for a whole commit id in COMMIT_ID/);
    });

    const scanned = (most: string, more: Partial<Job> = {}): ReturnType<typeof run> =>
        run(["image", "image-ecr", "scan-gate"], {
            env: { ...publishEnv, DIGEST: newImage.digest, MOST_CRITICAL: most },
            world: staging((world) => {
                const imageScanFindings = { findingSeverityCounts: { CRITICAL: 2 } };
                world.scans = [{ imageScanStatus: { status: "COMPLETE" }, imageScanFindings }];
            }),
            ...more,
        });

    it("refuse an image with more critical weaknesses than the line takes, and let by one with as many", () => {
        const refused = scanned("1");
        assert.equal(refused.code, 1);
        assert.match(
            refused.err,
            /found 2 critical weaknesses, the line takes 1; mend them, or set build\.mostCritical/,
        );
        assert.equal(scanned("2").code, 0);
    });

    it("mutant: a gate that asks for fewer lets nothing by", () => {
        assert.equal(scanned("2", { mutant: ['-le "$most"', '-lt "$most"'] }).code, 1);
    });

    /** What GitHub answers: https://docs.github.com/en/rest/deployments/environments#get-an-environment */
    const gated = (rules: unknown, bypass: object = { can_admins_bypass: false }, more: Partial<Job> = {}) => {
        const answer = { name: "release", protection_rules: rules, ...bypass };
        return answered(["github-ask", "github-gate"], answer, { ...more, env: { GATE: "release" } });
    };
    /** Runs scripts of a job that asks GitHub something. */
    const answered = (scripts: readonly string[], answer: object, more: Partial<Job> = {}) => {
        const { env, ...others } = more;
        // Stands in for curl: answers what is asked of GitHub, into the file that is named.
        const curl = `curl() { printf '%s' '${JSON.stringify(answer)}' >"$scratch/github.json"; }`;
        const asks = { GITHUB_TOKEN: "ghs_x", GITHUB_API_URL: "https://api.github.com", GITHUB_REPOSITORY: "acme/web" };
        return run(scripts, {
            env: { ...asks, ...env },
            world: staging(),
            mutant: ["github_ask() {", `${curl}\ngithub_ask() {`],
            ...others,
        });
    };

    const stillPrivate = (repository: object) => answered(["github-ask", "github-private"], repository);

    it("let a job begin in CodeBuild where the repository is private", () => {
        const done = stillPrivate({ private: true, visibility: "private" });
        assert.equal(done.code, 0, done.err);
        assert.match(done.out, /acme\/web is private/);
    });

    for (const [what, repository] of Object.entries({
        "is public": { private: false, visibility: "public" },
        "is internal": { private: true, visibility: "internal" },
        "is of a kind that GitHub does not tell": { message: "Not Found" },
    }))
        it(`let no job begin in CodeBuild where the repository ${what}`, () => {
            const done = stillPrivate(repository);
            assert.equal(done.code, 1);
            assert.match(done.err, /acme\/web is not private, .* take build\.runner out of the line's settings now/);
        });

    const reviewers = [{ type: "Team", reviewer: { id: 1 } }];
    const asks = { type: "required_reviewers", prevent_self_review: true, reviewers };

    it("let by where somebody else is asked", () => {
        const done = gated([{ type: "wait_timer", wait_timer: 30 }, asks, { type: "branch_policy" }]);
        assert.equal(done.code, 0, done.err);
    });

    for (const [what, rules] of [
        ["nothing protects the environment", []],
        ["only a timer does", [{ type: "wait_timer", wait_timer: 30 }]],
        ["who pushed may agree", [{ ...asks, prevent_self_review: false }]],
        ["nobody is named", [{ ...asks, reviewers: [] }]],
        [
            "two rules say half of it each",
            [
                { ...asks, reviewers: [] },
                { ...asks, prevent_self_review: false },
            ],
        ],
    ] as const) {
        it(`refuse to publish where ${what}`, () => {
            const done = gated(rules);
            assert.equal(done.code, 1);
            assert.match(done.err, /set required reviewers and prevent self-review/);
        });
    }

    for (const [what, bypass] of [
        ["administrators may pass", { can_admins_bypass: true }],
        ["GitHub does not say whether they may", {}],
    ] as const)
        it(`refuse to publish where ${what}`, () => {
            const done = gated([asks], bypass);
            assert.equal(done.code, 1);
            assert.match(done.err, /clear "Allow administrators to bypass configured protection rules"/);
        });

    const waited = (world: World, digest: string): ReturnType<typeof run> =>
        run(["wait-live"], {
            env: { LINE: "web", RELEASES_BUCKET: bucket, DIGEST: digest, WAIT_MINUTES: "1" },
            world,
        });

    it("wait for what is live", () => {
        const done = waited(staging(), oldImage.digest);
        assert.equal(done.code, 0, done.err);
        assert.match(done.out, /is live\./);
    });

    it("are red where the candidate is live after no time", () => {
        const { world } = publish(staging());
        const done = waited(world, newImage.digest);
        assert.deepEqual([done.code, done.sleeps], [1, 4], done.err);
        assert.match(done.err, /is not live after 1 minutes, sha256:\w+ is; look at the pipeline web-ship/);
    });

    it("are red at once where another release took its place", () => {
        const done = waited(staging(), `sha256:${"9".repeat(64)}`);
        assert.deepEqual([done.code, done.sleeps], [1, 0], done.err);
        assert.match(done.err, /a newer release, or a rollback, took its place/);
    });
});
