import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { printPlan } from "../../plan/document";
import { readPlanFile } from "../../cli/rehearse/plans";
import { planOf } from "../support/program";

describe("a plan from a file", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "plan-file-"))));
    after(() => rmSync(folder, { recursive: true }));
    const file = (text: string) => {
        const path = join(folder, "plan.json");
        writeFileSync(path, text);
        return path;
    };
    const head = { format: 1, project: "shop", stack: "dev", account: "111122223333", region: "eu-west-1" };

    it("is what was printed", async () => {
        const plan = await planOf("staging");
        assert.deepEqual(readPlanFile(file(printPlan(plan))), JSON.parse(printPlan(plan)));
    });

    it("may leave out what AWS would decide", () => {
        const resources = [{ type: "aws:s3/bucket:Bucket", name: "b", inputs: { bucket: "shop-b" } }];
        const [bucket] = readPlanFile(file(JSON.stringify({ ...head, resources }))).resources;
        assert.equal(bucket?.outputs["arn"], "arn:aws:s3:::shop-b");
        assert.equal(bucket.urn, "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::b");
        assert.equal(bucket.custom, true);
    });

    it("is refused with everything that is wrong with it", () => {
        const wrong = { ...head, format: 2, account: 12, resources: [{ type: "Bucket", name: 1 }, 7] };
        assert.throws(
            () => readPlanFile(file(JSON.stringify(wrong))),
            ({ message }: Error) =>
                [
                    "format: 2 is not 1",
                    "account: 12 is not 12 digits",
                    'resources[0].type: "Bucket"',
                    "resources[0].name: 1",
                    "resources[1]: 7",
                ].every((part) => message.includes(part)),
        );
    });

    it("is refused where a name leads to another folder, or is more than one", () => {
        const bucket = (more: object) => ({
            ...{ format: 1, project: "p", stack: "s", account: "111122223333", region: "eu-west-1" },
            resources: [{ type: "aws:s3/bucket:Bucket", name: "b", ...more }],
        });
        const read = (plan: object) => readPlanFile(file(JSON.stringify(plan)));
        assert.ok(read(bucket({})));
        for (const name of ["../x", "a/../../b", "..", "a\n::error::b", "a\u001b[2Jb", "a\u202eb"])
            assert.throws(() => read(bucket({ name })), /is no plan:\n {2}resources\[0\]\.name: .* is no name/s, name);
        for (const [key, value] of [
            ["region", "../../../tmp"],
            ["stack", "../s"],
            ["project", "\u009b"],
        ])
            assert.throws(() => read({ ...bucket({}), [key as string]: value }), /is no name/, key);
        assert.throws(
            () => read(bucket({ outputs: { name: "../../x" } })),
            /b\.outputs\.name: "\.\.\/\.\.\/x" is no name/,
        );
        assert.throws(
            () => read(bucket({ outputs: { arn: "arn:aws:s3:../..:1:x" } })),
            /b\.outputs\.arn: .* is no name/,
        );
    });

    it("is refused where it is no JSON or not there", () => {
        assert.throws(() => readPlanFile(file("{")), /is no JSON: .*make it with: fairlead plan/s);
        assert.throws(() => readPlanFile(file("[".repeat(50_000))), /is no JSON: /);
        const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
        assert.throws(() => readPlanFile(file(deep)), /is no JSON: the text is nested more than 100 levels deep/);
        assert.throws(() => readPlanFile(file("[]")), /holds no JSON object/);
        assert.throws(() => readPlanFile(join(folder, "nowhere.json")), /cannot read/);
    });
});
