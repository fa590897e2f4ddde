// A line as a template for Create project in SageMaker Studio: AWS's own linter takes it, and what it makes carries a commit to an
// endpoint.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { plansOfTemplates } from "../../cli/template/plans";
import { projectTemplateOf } from "../../cli/template/written/project-template";
import { templateOf } from "../../cli/template/written/template";
import { planOf, planOfProject, root } from "../support/program";
import { pythonWith, succeeds } from "./python";
import { rehearsed } from "../support/rehearsed";
import { isOnPath, skipBecause } from "../support/skip";

const LINTER = "cfn-lint==1.58.0";

describe("a line as a project's template", function () {
    this.timeout(600_000);
    let folder: string;
    before(function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        folder = mkdtempSync(join(tmpdir(), "project-"));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("is clean under cfn-lint, in a plan's own names as well", async () => {
        const linter = join(pythonWith("cfn-lint", LINTER), "..", "cfn-lint");
        const staging = await planOf("staging", { configFile: "examples/image-classification/Pulumi.staging.yaml" });
        const files = [projectTemplateOf(await planOfProject()), templateOf(staging)].map((template, at) => {
            const file = join(folder, `${at}.yaml`);
            writeFileSync(file, JSON.stringify(template, undefined, 2));
            return file;
        });
        const lint = (...templates: readonly string[]): string =>
            succeeds(linter, ["--regions", "eu-west-1", "--template", ...templates]);
        assert.equal(lint(...files), "");
        const broken = join(folder, "broken.yaml");
        writeFileSync(broken, JSON.stringify(templateOf(staging)).replace('"BucketName"', '"Bucket"'));
        assert.throws(() => lint(broken));
    });

    it("carries a commit to an endpoint, within the boundary that the account's stack makes", async () => {
        const file = join(folder, "project.yaml");
        writeFileSync(file, JSON.stringify(projectTemplateOf(await planOfProject())));
        const account = await planOf("account");
        const { plans } = plansOfTemplates(
            [file],
            [
                ...[`AWS::AccountId=${account.account}`, `AWS::Region=${account.region}`],
                ...["SageMakerProjectId=p-abcdefghijkl", "SageMakerProjectName=reader"],
            ],
        );
        const { facts, shortcomings, story } = await rehearsed([account, ...plans], {
            source: join(root, "examples/image-classification"),
        });
        assert.deepEqual(shortcomings, []);
        const trained = facts.filter(({ kind }) => kind === "training.ended").map(({ data }) => data["status"]);
        assert.deepEqual(trained, ["Succeeded"]);
        assert.match(story.running.at(-1)?.carried?.commit ?? "", /^[0-9a-f]{40}$/);
    });
});
