import assert from "node:assert/strict";

import { needTools, type Json } from "./fixture";
import { candidate, publish, staging, type More } from "./publishing";

describe("an image's scan, as script publish records it", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    const scanned = (scans: (Json | null)[], more: More = {}, deny: string[] = []): ReturnType<typeof publish> =>
        publish(
            staging((world) => Object.assign(world, { scans, deny })),
            more,
        );
    const counted = ({ world }: ReturnType<typeof publish>): unknown => candidate(world).checks;
    const active = { status: "ACTIVE", description: "Continuous scan is selected for image." };
    const enhancedFindings = ["CRITICAL", "HIGH", "HIGH", "LOW", "UNTRIAGED"].map((severity) => ({ severity }));

    it("is Inspector's where the account has enhanced scanning, counted", () => {
        const findingSeverityCounts = { CRITICAL: 2, MEDIUM: 3, UNTRIAGED: 1 };
        const done = scanned([
            { imageScanStatus: active, imageScanFindings: { enhancedFindings, findingSeverityCounts } },
        ]);
        assert.deepEqual(counted(done), [{ kind: "scan", critical: 2, high: 0, medium: 3 }], done.err);
        assert.deepEqual(
            done.calls.filter((call) => call.startsWith("inspector2:")),
            ["inspector2:ListCoverage on *", "inspector2:ListFindings on *"],
        );
    });

    it("is counted finding by finding where Inspector counts none", () => {
        const done = scanned([{ imageScanStatus: active, imageScanFindings: { enhancedFindings } }]);
        assert.deepEqual(counted(done), [{ kind: "scan", critical: 1, high: 2, medium: 0 }], done.err);
    });

    it("mutant: read as basic scanning lists them, Inspector's findings are none", () => {
        const done = scanned([{ imageScanStatus: active, imageScanFindings: { enhancedFindings } }], {
            mutant: ["(.enhancedFindings // []", "(.findings // []"],
        });
        assert.deepEqual(counted(done), [{ kind: "scan", critical: 0, high: 0, medium: 0 }]);
    });

    for (const [what, deny] of [
        ["ECR", "ecr:DescribeImageScanFindings"],
        ["Inspector", "inspector2:ListFindings"],
    ] as const) {
        it(`is none where ${what} refuses it: the release says so, and nothing is red`, () => {
            const done = scanned([{ imageScanStatus: active, imageScanFindings: {} }], {}, [deny]);
            assert.deepEqual([done.code, counted(done), done.sleeps], [0, [], 0], done.err);
            assert.match(
                done.out,
                new RegExp(`cannot be read, so the release goes on without one .*not authorized to perform: ${deny}`),
            );
        });
    }

    it("mutant: when a refused scan ends the job, nothing is released", () => {
        const red = scanned([null], { mutant: ['say "The scan of', 'fail "The scan of'] }, [
            "ecr:DescribeImageScanFindings",
        ]);
        assert.equal(red.code, 1, "the test above would not notice");
    });

    const weak = { imageScanStatus: active, imageScanFindings: { findingSeverityCounts: { CRITICAL: 1, HIGH: 4 } } };
    const limited = (env: Record<string, string>, more: More = {}, scans: (Json | null)[] = [weak]) =>
        scanned(scans, { ...more, env });

    it("lets by an image that is as weak as the line takes", () => {
        const done = limited({ MOST_CRITICAL: "1", MOST_HIGH: "4" });
        assert.deepEqual(
            [done.code, counted(done)],
            [0, [{ kind: "scan", critical: 1, high: 4, medium: 0 }]],
            done.err,
        );
    });

    for (const [env, words] of [
        [
            { MOST_CRITICAL: "0" },
            /found 1 critical weaknesses, the line takes 0; mend them, or set build\.mostCritical/,
        ],
        [{ MOST_HIGH: "3" }, /found 4 high weaknesses, the line takes 3; mend them, or set build\.mostHigh/],
    ] as const) {
        it(`refuses one that is weaker: ${JSON.stringify(env)}`, () => {
            const before = staging();
            const done = limited(env);
            assert.equal(done.code, 1);
            assert.match(done.err, words);
            assert.deepEqual(done.world.s3, before.s3);
            assert.deepEqual(done.world.ecr, before.ecr, "it has a tag that keeps it");
        });
    }

    it("refuses one without a scan where its weaknesses are counted, and says what to do", () => {
        const done = limited({ MOST_CRITICAL: "5" }, {}, [null]);
        assert.equal(done.code, 1);
        assert.match(done.err, /found none that is finished; nothing was released\. Run this step again, or take/);
    });

    it("mutant: where no scan is no weakness, what nobody looked at is released", () => {
        const mutant = ['any(.[]; .kind == "scan")', "true"] as const;
        assert.equal(limited({ MOST_CRITICAL: "5" }, { mutant }, [null]).code, 0);
    });

    it("mutant: a limit on high weaknesses that counts critical ones lets them by", () => {
        assert.equal(
            limited(
                { MOST_HIGH: "3" },
                { mutant: ['at_most high "${MOST_HIGH:-}"', 'at_most critical "${MOST_HIGH:-}"'] },
            ).code,
            0,
        );
    });
});
