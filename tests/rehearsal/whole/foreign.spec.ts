// A pipeline that others wrote, in plain @pulumi/aws: a push is found by polling, built, and copied to a bucket.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makePlan } from "../../../cli/plan/record";
import type { Plan } from "../../../plan/document";
import { root } from "../../support/program";
import { rehearsed, type Rehearsed } from "../../support/rehearsed";

describe("a pipeline that is not ours", function () {
    this.timeout(60_000);
    let source: string;
    let plan: Plan;
    before(async () => {
        source = mkdtempSync(join(tmpdir(), "foreign-"));
        writeFileSync(join(source, "index.html"), "<p>BUILT</p>\n");
        plan = await makePlan({ stack: "dev", program: join(root, "tests/fixtures/foreign/flat"), cwd: root });
    });
    after(() => rmSync(source, { recursive: true, force: true }));

    const copied = ({ facts }: Rehearsed): readonly string[] =>
        facts.flatMap(({ kind, about }) => (kind === "object" && about.startsWith("site-") ? [about] : []));

    it("goes from a push to the bucket, and nothing is missed", async () => {
        const went = await rehearsed([plan], { source });
        assert.deepEqual(went.shortcomings, []);
        assert.equal(copied(went).length, 1);
        assert.match(copied(went)[0] ?? "", /^site-[0-9a-f]{7}\/index\.html$/);
    });

    it("mutant: a push that nobody asks for, and no rule takes, is red", async () => {
        const text = JSON.stringify(plan).replaceAll(
            '"BranchName":"main"',
            '"BranchName":"main","PollForSourceChanges":"false"',
        );
        const { shortcomings } = await rehearsed([JSON.parse(text) as Plan], { source });
        assert.ok(shortcomings.some((each) => each.startsWith('no rule took "CodeCommit Repository State Change"')));
    });

    const planOf = (style: string, stack: string) =>
        makePlan({ stack, program: join(root, "tests/fixtures/foreign", style), cwd: root });

    it("is said to wait for images of a repository that a plugin's component makes, which is in no plan", async () => {
        const { shortcomings } = await rehearsed([await planOf("components", "dev")], { source });
        assert.equal(shortcomings.length, 1);
        assert.match(shortcomings[0] ?? "", /^dev reads images of the repository shop-\w+, which no plan here makes/);
    });

    it("is red where the managed policy of its role ends, by the statement that lacks", async () => {
        const plan = await planOf("configured", "prod");
        const { shortcomings } = await rehearsed([plan], { source });
        assert.equal(shortcomings.length, 1);
        assert.match(shortcomings[0] ?? "", /Source\/GitHub: pipeline-\w+ may not s3:GetBucketVersioning on/);
    });
});
