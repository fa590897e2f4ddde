import assert from "node:assert/strict";

import { needTools, run, unneeded, type Json } from "./fixture";
import {
    ana,
    ben,
    bucket,
    execution,
    live,
    newImage,
    newRelease,
    placeholder,
    prod,
    release,
    stored,
    zipped,
} from "./samples";

const evidenceEnv = {
    LINE: "web",
    ENVIRONMENT: "prod",
    RELEASES_BUCKET: bucket,
    EXECUTION: execution,
    VERSION: "c2",
    PLACEHOLDER: String(placeholder.what),
};
const page = `evidence/web/${execution}.md`;
const given = (value: Json): Record<string, string> => ({ "release.json": JSON.stringify(value) });

describe("script evidence", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("writes what would change, where the approval links to, and hands over a summary", () => {
        const { code, err, file, exported, world } = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod(),
            files: given(newRelease),
        });
        assert.equal(code, 0, err);
        assert.deepEqual([exported.RELEASE, exported.BLUEPRINT], ["c2", "b2"]);
        const text = file("evidence.md") ?? "";
        assert.equal(Buffer.from(world.s3[bucket]?.[page]?.[0]?.base64 ?? "", "base64").toString(), text);
        assert.match(text, /\| release \| web-20261120T101500Z-0000aaaa \| web-20261121T101500Z-0000bbbb \|/);
        assert.ok(text.includes(newImage.digest) && text.includes(ana));
        assert.match(text, /\n {4}-.*"count": 2,\n/);
        assert.match(text, /\n {4}\+.*"cpu": "512",\n/);
        assert.match(
            exported.SUMMARY ?? "",
            /^web in prod: release web-20261121T101500Z-0000bbbb .* would replace web-20261120T101500Z-0000aaaa .*user\/ana\. Tests: passed\. Scan: 0 critical, 1 high\. Blueprint: 4 lines differ\.$/,
        );
    });

    it("sets what a model reached beside what the live one did, and draws what it takes for what", () => {
        const reached = (accuracy: number): Json => ({
            metrics: { accuracy, loss: 1 - accuracy, "<img>": 1, note: "x" },
            approvedBy: ben,
            dataVersion: "2026-11",
        });
        const world = prod((before) => {
            const was = release("web-1", newImage.digest, { carries: "model", model: reached(0.75) });
            before.s3[bucket]?.["releases/web/live.zip"]?.push(zipped("l2", live(was)));
        });
        const confusion = [
            [9, 1],
            [0, 10],
        ];
        const asked = release("web-2", newImage.digest, { carries: "model", model: { ...reached(0.875), confusion } });
        const price = "https://aws.amazon.com/sagemaker/ai/pricing/";
        world.s3[bucket]?.["blueprints/web.json"]?.splice(
            0,
            2,
            ...["2 ml.m5.large at all times", "4 ml.m5.large at all times"].map((what, at) =>
                stored(`b${at + 1}`, { runsOn: { what, price } }),
            ),
        );
        const done = run(["identity", "evidence"], { env: evidenceEnv, world, files: given(asked) });
        assert.equal(done.code, 0, done.err);
        const text = done.file("evidence.md") ?? "";
        assert.ok(text.includes("| accuracy | 0.75 | 0.875 |\n| loss | 0.25 | 0.125 |\n"), text);
        const runsOn = "| runs on | 2 ml.m5.large at all times | 4 ml.m5.large at all times |\n";
        assert.ok(text.includes(`${runsOn}| price of that | see ${price} | see ${price} |\n`), text);
        assert.ok(!text.includes("img") && !text.includes("| note"), text);
        assert.ok(text.includes(`| approved in the registry by | ${ben} | ${ben} |`), text);
        assert.ok(text.includes("| | 0 | 1 |\n| --- | --- | --- |\n| 0 | 9 | 1 |\n| 1 | 0 | 10 |\n"), text);
        const svg = done.world.s3[bucket]?.[`evidence/web/${execution}.svg`]?.[0]?.base64 ?? "";
        const picture = Buffer.from(svg, "base64").toString();
        assert.equal(picture.match(/<rect /g)?.length, 3);
        assert.match(picture, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="108" height="108"[^]*<\/svg>\n$/);
        assert.ok(text.includes(`As a picture: s3://${bucket}/evidence/web/${execution}.svg`));
    });

    /** A product as GetProducts answers: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html */
    const product = (perHour: string): Json => ({
        serviceCode: "AmazonSageMaker",
        terms: {
            OnDemand: { "A.B": { priceDimensions: { "A.B.C": { unit: "Hrs", pricePerUnit: { USD: perHour } } } } },
        },
    });
    const m5 = "ML Instance/eu-west-1/ml.m5.large/Hosting";
    const costs: readonly {
        says: string;
        prices: Record<string, Json[]>;
        was?: string;
        now?: string;
        deny?: string[];
    }[] = [
        { says: "one price", prices: { [m5]: [product("0.1280000000")] }, was: "186.88", now: "373.76" },
        { says: "two prices", prices: { [m5]: [product("0.1"), product("0.2")] } },
        { says: "the price of a free tier", prices: { [m5]: [product("0.0000000000")] } },
        { says: "no such instance", prices: {} },
        { says: "a list that refuses", prices: { [m5]: [product("0.1")] }, deny: ["pricing:GetProducts"] },
    ];
    for (const { says, prices, was, now, deny = [] } of costs)
        it(`says what instances cost before and after, given ${says}`, () => {
            const world = { ...prod(), prices, deny };
            const hosted = (count: number): Json => ({
                runsOn: { what: `${count} ml.m5.large`, instances: { type: "ml.m5.large", count } },
            });
            world.s3[bucket]?.["blueprints/web.json"]?.splice(0, 2, stored("b1", hosted(2)), stored("b2", hosted(4)));
            const model = { carries: "model", model: { metrics: {} } };
            world.s3[bucket]?.["releases/web/live.zip"]?.push(
                zipped("l2", live(release("web-1", newImage.digest, model))),
            );
            const done = run(["identity", "endpoint-costs", "evidence"], {
                env: { ...evidenceEnv, REGION: "eu-west-1" },
                world,
                files: given(release("web-2", newImage.digest, model)),
            });
            assert.equal(done.code, 0, done.err);
            const [row] = /^\| that costs .*$/m.exec(done.file("evidence.md") ?? "") ?? [];
            const priced = (count: number, sum?: string): string =>
                sum === undefined
                    ? "not known, the list of prices of AWS names no single one for ml.m5.large"
                    : `${sum} US dollars in a month of 730 hours, ${count} at 0.128 an hour`;
            assert.equal(row, `| that costs | ${priced(2, was)} | ${priced(4, now)} |`);
        });

    it("keeps the text of strangers out of the summary and out of Markdown's reach", () => {
        const commit = {
            id: "abc",
            branch: "x|`<b>",
            pushedBy: `arn:aws:iam::1:user/${"ä".repeat(300)}${"y".repeat(900)}`,
            message: "# Title\r\n<img src=x>\rnext\n$(touch pwned)",
        };
        const { code, err, file, exported } = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod(),
            files: given(release("web-1", newImage.digest, { commit })),
        });
        assert.equal(code, 0, err);
        assert.match(exported.SUMMARY ?? "", /^[ -~]{200,700}$/);
        assert.ok(!(exported.SUMMARY ?? "").includes("Title"));
        assert.match(file("evidence.md") ?? "", /\n {4}# Title\n {4}<img src=x>\n {4}next\n {4}\$\(touch pwned\)\n/);
        assert.match(file("evidence.md") ?? "", /\| branch \| main \| x {2} {1,2}b {1,2}\|/);
    });

    const said = (value: Json): { page: string; summary: string } => {
        const { code, err, file, exported } = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod(),
            files: given(value),
        });
        assert.equal(code, 0, err);
        return { page: file("evidence.md") ?? "", summary: exported.SUMMARY ?? "" };
    };
    const generated = "arn:aws:sts::1:assumed-role/developer/botocore-session-1732795200";

    it("names everyone whose push is not live yet, and who of them is no person", () => {
        const { page, summary } = said({ ...newRelease, pushers: [ana, generated, null] });
        const all = `${ana}, ${generated} (no person), an unknown pusher`;
        assert.ok(page.includes(`| pushed by | ${ana} | ${all} |`), page);
        assert.match(
            summary,
            /\. Pushed by: .*ana, .*botocore-session-1732795200 \(no person\), an unknown pusher\. Tests/,
        );
    });

    it("mutant: the last pusher alone is not everyone", () => {
        const { file } = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod(),
            files: given({ ...newRelease, pushers: [ana, ben] }),
            mutant: ["(.pushers | length) > 0 then .pushers", "(.pushers | length) > 0 then .pushers[-1:]"],
        });
        assert.ok(!(file("evidence.md") ?? "").includes(`${ana}, ${ben}`));
    });

    it("keeps the summary short, however many pushed and however long their names are", () => {
        const many = Array.from(
            { length: 40 },
            (_, at) => `arn:aws:sts::1:assumed-role/developer/${"n".repeat(60)}${at}x`,
        );
        const { page, summary } = said({ ...newRelease, pushers: many });
        assert.ok(
            summary.length <= 700 && / and 37 more\. Tests: .*Blueprint: 4 lines differ\.$/.test(summary),
            summary,
        );
        assert.ok(many.every((one) => page.includes(one)));
    });

    it("says whose word a check is, and of which commit it cannot be sure", () => {
        const checks = [
            { kind: "tests", stage: "test", passed: true, from: "staging" },
            { kind: "scan", critical: 0, high: 1, medium: 4 },
        ];
        const tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        const commit = { ...(newRelease.commit as Json), dirty: true, shallow: true, tree };
        const { page, summary } = said({ ...newRelease, checks, commit });
        assert.match(page, /\| tests \| .* \| passed in stage test \(as staging says\) \|/);
        assert.match(page, /\| scan \| .* \| 0 critical, 1 high, 4 medium \|/);
        assert.match(
            page,
            /, with changes that no commit has, the newest of a shallow clone, and not surely the one that changed it: what was built is tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904 \|/,
        );
        assert.match(
            summary,
            /with uncommitted changes, of a shallow clone\) would replace .*Tests: passed \(as staging says\)\. Scan: 0 critical, 1 high\./,
        );
    });

    it("shows every check with its report, as text that Markdown does not obey", () => {
        const report = { at: `s3://${bucket}/reports/web/${"a".repeat(64)}`, bytes: 9, begins: "# big\r\n<b>|\n" };
        const checks = [
            { kind: "check", name: "lint", passed: true, required: true, report, from: "staging" },
            { kind: "check", name: "style", passed: false, required: false, report: null },
        ];
        const { page, summary } = said({ ...newRelease, checks });
        assert.ok(page.includes(`| check lint | not made | passed, report ${report.at} (as staging says) |`), page);
        assert.ok(page.includes("| check style | not made | failed, and is not required, no report |"), page);
        assert.ok(page.includes("\n## Report of lint\n\n    # big\n    <b>|\n\n## Blueprint"), page);
        assert.match(summary, / Checks: 1 of 2 passed \(as staging says\)\. Scan:/);
    });

    it("mutant: of a shallow clone, the commit alone", () => {
        const { file } = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod(),
            files: given({
                ...newRelease,
                commit: { ...(newRelease.commit as Json), shallow: true, tree: "4b825dc6" },
            }),
            mutant: ['tree \\(.tree // "not known")', "a tree"],
        });
        assert.ok(!(file("evidence.md") ?? "").includes("4b825dc6"));
    });

    it("says of the placeholder that no person has pushed it", () => {
        const { page, summary } = said(placeholder);
        assert.match(page, /\| pushed by \| .* \| no person: it is the placeholder \|/);
        assert.match(summary, /Pushed by: no person\./);
    });

    it("is about the live release of this moment when only settings changed", () => {
        const files = { ...given(release("web-stale", newImage.digest)), "live.json": "{}" };
        const { code, err, exported } = run(["identity", "evidence"], { env: evidenceEnv, world: prod(), files });
        assert.equal(code, 0, err);
        assert.deepEqual([exported.RELEASE, exported.BLUEPRINT], ["l1", "b2"]);
        assert.match(exported.SUMMARY ?? "", /settings only, release web-20261120T101500Z-0000aaaa .* stays/);
    });

    it("says that nothing would change when an event came twice", () => {
        const live = JSON.stringify(release("web-20261120T101500Z-0000aaaa", newImage.digest));
        const { code, err, exported } = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod((w) => w.s3[bucket]?.["blueprints/web.json"]?.pop()),
            files: { "release.json": live },
        });
        assert.equal(code, 0, err);
        assert.match(
            exported.SUMMARY ?? "",
            /^web in prod: nothing would change, release web-20261120T101500Z-0000aaaa .* is live with these settings; approve only to roll it out again\./,
        );
    });

    it("says when the blueprint did not change, and when the old one is gone", () => {
        const same = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod((w) => w.s3[bucket]?.["blueprints/web.json"]?.pop()),
            files: given(newRelease),
        });
        assert.match(same.exported.SUMMARY ?? "", /Blueprint: unchanged\.$/);
        const gone = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod((w) => w.s3[bucket]?.["blueprints/web.json"]?.shift()),
            files: given(newRelease),
        });
        assert.match(gone.exported.SUMMARY ?? "", /version b1 cannot be read.*shown as new\.$/, gone.err);
    });

    it("refuses a release of another line", () => {
        const { code, err, exported } = run(["identity", "evidence"], {
            env: evidenceEnv,
            world: prod(),
            files: given({ ...newRelease, line: "shop" }),
        });
        assert.equal(code, 1);
        assert.match(err, /asked for a release of line web, found one of line shop/);
        assert.deepEqual(exported, {});
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["identity", "evidence"]), []));
});
