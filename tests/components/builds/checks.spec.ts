import * as assert from "node:assert/strict";

import { checksAreWhole } from "../../../components/builds/checks";
import { codeBuild } from "../../../components/builds/codebuild";
import { packaged } from "../../../components/builds/package";
import { renderPolicy } from "../../../components/documents/policy";
import { codeCommit } from "../../../components/sources/codecommit";
import { record, type Recording } from "../../support/recorder";
import { makeContext, makeStore, statements } from "../surroundings";

const lint = { name: "lint", run: "npm run lint", report: "reports/lint.json" };
const sbom = { name: "sbom", stage: "sbom", report: "/sbom.json", required: false };
const REPORTS = "arn:aws:s3:::project-stack-releases-111122223333/reports/web/*";

async function made(settings: object): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const source = codeCommit.make("web", { branch: "main" }, {}, context, {});
        const build = codeBuild.make(
            "web",
            codeBuild.settings.parse(settings),
            { source: { ...source, checks: [] }, store: makeStore(context) },
            context,
            {},
        );
        const jobs = [build.steps[0], build.test].map((step) => (step && "job" in step.run ? step.run.job : undefined));
        const { scripts, env, allow } = build.checks ?? {};
        const see = build.people?.see;
        return { jobs, checks: { scripts, env }, allow: renderPolicy(allow ?? []), see: renderPolicy(see ?? []) };
    });
}

describe("checks of a build", () => {
    it("run in its own job, also of a change that is not merged, and are demanded by Publish in the same words", async () => {
        const { jobs, checks, allow, see } = (await made({ checks: [lint, sbom] })).outputs;
        const CHECKS = JSON.stringify([
            { ...lint, required: true },
            { name: "sbom", stage: "sbom", report: "/sbom.json", required: false },
        ]);
        const told = (jobs as unknown as { run: { scripts: string[] }; env: Record<string, string> }[]).map(
            ({ run, env }) => [run.scripts, env["CHECKS"]],
        );
        assert.deepEqual(told, [
            [["image", "image-ecr", "checks-run", "build-image"], CHECKS],
            [["checks-run", "test-image"], CHECKS],
        ]);
        assert.deepEqual(checks, { scripts: ["checks-take"], env: { CHECKS } });
        const rights = (policy: unknown): unknown[] =>
            (statements(policy as never) as { Action: string[]; Resource: string[]; Condition?: object }[]).map(
                ({ Action, Resource, Condition }) => [Action, Resource, Condition],
            );
        // Each is written once and never over another.
        assert.deepEqual(rights(allow), [[["s3:PutObject"], [REPORTS], { Null: { "s3:if-none-match": "false" } }]]);
        assert.deepEqual(rights(see)[0], [["s3:GetObject"], [REPORTS], undefined]);
    });

    it("are nowhere where the settings name none", async () => {
        const { jobs, checks } = (await made({})).outputs;
        assert.doesNotMatch(JSON.stringify(jobs), /CHECKS|checks-run/);
        assert.deepEqual(checks, {});
    });

    const refused = (...checks: object[]): unknown =>
        checksAreWhole(codeBuild.settings.parse({ checks }), {} as never).map(({ at, is, instead, fix }) => [
            at.join("."),
            is,
            instead ?? fix,
        ]);

    it("refuses what is neither command nor stage, or both, and a report that lies elsewhere", () => {
        const both = { ...lint, name: "both", stage: "lint" };
        assert.deepEqual(refused({ name: "none", report: "r" }, both, { ...lint, report: "/tmp/r" }), [
            ["checks.0.run", "is not set, and neither is stage", "write run or stage of the check none"],
            ["checks.1.run", "is there beside stage", undefined],
            ["checks.2.report", undefined, "tmp/r"],
        ]);
        assert.deepEqual(refused({ ...sbom, report: "sbom.json" }), [["checks.0.report", undefined, "/sbom.json"]]);
        assert.deepEqual(refused(lint, sbom), []);
    });

    it("refuses two of one name, and more words than CodeBuild takes", () => {
        assert.deepEqual(refused(lint, lint), [
            ["checks.1.name", "is lint, like another check's of the line", "lint-2"],
        ]);
        const long = [lint, { ...lint, name: "b" }].map((check) => ({ ...check, run: "x".repeat(1400) }));
        const [[at] = []] = refused(...long) as string[][];
        assert.equal(at, "checks");
        const words = { install: "x".repeat(1500), test: "x".repeat(1500), package: "x".repeat(1500) };
        const settings = packaged.settings.parse({ ...words, checks: [{ ...lint, run: "x".repeat(700) }] });
        assert.equal(checksAreWhole(settings, {} as never).length, 1);
    });

    it("refuses checks beside a buildspec of the repository's own", () => {
        const settings = codeBuild.settings.parse({ buildspec: "b.yml", checks: [lint] });
        assert.deepEqual(
            checksAreWhole(settings, {} as never).map(({ at, is }) => [at.join("."), is]),
            [["checks", "is there beside buildspec"]],
        );
    });

    it("refuses reports outside of what is built, and names that are none", () => {
        const parses = (change: object): boolean =>
            codeBuild.settings.safeParse({ checks: [{ ...lint, ...change }] }).success;
        const reports = ["../r", "a/../b", "a//b", "a/", "./r", "r $(id)", ""].map((report) => parses({ report }));
        assert.deepEqual(new Set(reports), new Set([false]));
        assert.deepEqual(
            ["Lint", "a b", "-a", "a/b", ""].map((name) => parses({ name })),
            [false, false, false, false, false],
        );
        assert.deepEqual([parses({}), parses({ report: ".cache/r.json" })], [true, true]);
    });
});
