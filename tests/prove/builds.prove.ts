// What is held against a commit before anything of it is released: really run, each report kept and shown to who approves.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { text, type Plan } from "../../plan/plans";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Fact } from "../../rehearsal/engine/journal";
import { Objects } from "../../rehearsal/services/objects";
import { pushSources } from "../../rehearsal/up/source";
import { changed } from "../iam/support/changed";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const example = join(root, "examples", "blue-green-web");
const checks = [
    // Reports of 1.0.0 and 4.0.0; fails for 2.0.0, and says nothing of 3.0.0.
    {
        name: "lint",
        run: `version=$(jq -r .version package.json)
[ "$version" != 2.0.0 ]
[ "$version" = 3.0.0 ] || { mkdir reports; echo "lint likes $version" >reports/lint.txt; }`,
        report: "reports/lint.txt",
    },
    { name: "sbom", stage: "sbom", report: "/app/sbom.json" },
    { name: "style", run: "echo ugly >style.txt; false", report: "style.txt", required: false },
];

/** The placeholder does not say this, and neither does 5.1.0. */
const home = { name: "home", path: "/", contains: '.0.0"' };

async function plans(): Promise<readonly Plan[]> {
    const web = {
        source: { kind: "codecommit", repository: "blue-green-web" },
        build: { kind: "codebuild", cache: true, checks },
        deploy: { kind: "ecs", port: 8080, count: 1, rollout: { kind: "rolling" }, checks: [home] },
    };
    const overrides = {
        "fairlead:services": { web },
        "fairlead:promotesTo": [],
        "fairlead:notify": [],
        "fairlead:approval": { required: true },
    };
    const configFile = join("examples", "blue-green-web", "native", "Pulumi.staging.yaml");
    return [await planOf("staging", { configFile, overrides })];
}

function sourceOf(version: string): string {
    const source = mkdtempSync(join(tmpdir(), "builds-"));
    cpSync(example, source, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(example, "package.json"), "utf8")) as object;
    writeFileSync(join(source, "package.json"), JSON.stringify({ ...manifest, version }));
    const dockerfile = readFileSync(join(example, "Dockerfile"), "utf8");
    const stage = "FROM base AS sbom\nRUN node -p 'JSON.stringify({ packages: [] })' >sbom.json\n\nFROM base\n";
    writeFileSync(
        join(source, "Dockerfile"),
        dockerfile.replace("FROM base\n", () => stage),
    );
    return source;
}

/** Versions one after the other, and the pages of evidence that there are in the end. */
async function played(
    of: readonly Plan[],
    ...versions: string[]
): Promise<{ facts: readonly Fact[]; pages: string[] }> {
    const [first = "", ...next] = versions.map(sourceOf);
    const pages: string[] = [];
    const goesOn = async (account: LocalAccount): Promise<void> => {
        for (const source of next) {
            pushSources(account, { source }, true);
            await account.quiet();
        }
        const bucket = of[0]?.resources.find(({ urn }) => urn.endsWith("ReleaseStore$aws:s3/bucket:Bucket::releases"));
        const objects = account.part(Objects);
        for (const { version } of objects.below(bucket ? text(bucket, "bucket") : "", "evidence/web/"))
            pages.push(account.blobs.get(version.digest).toString());
    };
    try {
        const { facts } = await rehearsed(of, { source: first, then: goesOn });
        return { facts, pages };
    } finally {
        for (const source of [first, ...next]) rmSync(source, { recursive: true });
    }
}

const said = (facts: readonly Fact[], pattern: RegExp): readonly string[] =>
    facts.filter(({ kind }) => kind === "line").flatMap(({ data }) => pattern.exec(String(data["text"]))?.[1] ?? []);
const WRONG = /^red: .*does not pass its checks: (.*) \(their words/;
const ANSWERED = /^(Check home: http:\/\/\S+\.elb\.amazonaws\.com\/ answers as it should)/;
const ASKED = /^red: release \S+ runs, and does not answer as it should: (home: asked) \S+ for an answer/;
const RELEASED = /^Release (web)-\S+ is the candidate/;

describe("checks of a build", function () {
    this.timeout(300_000);

    it("stop a commit before anything is pushed, and show who approves what the others reported", async () => {
        const { facts, pages } = await played(await plans(), "1.0.0", "2.0.0", "3.0.0", "4.0.0", "5.1.0");
        assert.deepEqual(said(facts, WRONG), [
            "lint fails",
            "lint passes, and leaves no report of at most 10 megabytes as reports/lint.txt",
        ]);
        assert.equal(said(facts, RELEASED).length, 3);
        // The second build begins with what the first one kept; each moves the tag.
        assert.equal(new Set(said(facts, /^(importing cache manifest from \S+:cache)$/)).size, 1);
        assert.equal(said(facts, /^(exporting cache to registry \S+:cache)$/).length, 3);
        assert.deepEqual([said(facts, ANSWERED).length, said(facts, ASKED)], [2, ["home: asked"]]);
        const page = pages.find((one) => one.includes("lint likes 4.0.0")) ?? "";
        const rows = page.split("\n").filter((line) => line.startsWith("| check "));
        const at = String.raw`s3://\S+/reports/web/[0-9a-f]{64}`;
        [
            String.raw`lint \| passed, report ${at} \| passed, report ${at}`,
            String.raw`sbom \| passed, report ${at} \| passed, report ${at}`,
            String.raw`style \| failed, and is not required, report ${at} \| failed, and is not required, report ${at}`,
        ].forEach((row, n) => assert.match(rows[n] ?? "", new RegExp(String.raw`^\| check ${row} \|$`)));
        assert.ok(page.includes('## Report of sbom\n\n    {"packages":[]}\n'), page);
    });

    it("mutant: a build that does not hold them lets Publish alone stop it", async () => {
        const mutant = changed(await plans(), (script) =>
            script.replaceAll('[ -z \\"$wrong\\" ] || fail', "true || fail"),
        );
        const { facts } = await played(mutant, "1.0.0", "2.0.0");
        assert.equal(said(facts, RELEASED).length, 1);
        assert.equal(said(facts, /^red: (check lint of the line failed)/).length, 1);
    });
});
