// `check --template`: what a template hands to AWS, without a program of ours.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { main } from "../../../cli/main";
import { unwrapped } from "../../support/commanded";

const artifact = (name: string): object => ({ Name: name });
const source = (outputs: readonly string[]): object => ({
    ...{ Name: "Code", ActionTypeId: { Category: "Source", Owner: "AWS", Provider: "S3", Version: "1" } },
    Configuration: { S3Bucket: "drop", S3ObjectKey: "app.zip" },
    OutputArtifacts: outputs.map(artifact),
});
const approval = {
    ...{ Name: "Ask", ActionTypeId: { Category: "Approval", Owner: "AWS", Provider: "Manual", Version: "1" } },
};

describe("fairlead check --template", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "check-template-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    const template = (outputs: readonly string[], more: object = {}, head: object = {}): string => {
        const file = join(folder, "shop.json");
        const stages = [
            { Name: "Source", Actions: [source(outputs)] },
            { Name: "Ask", Actions: [approval] },
        ];
        const store = { Type: "S3", Location: "store" };
        const properties = {
            Name: "shop",
            RoleArn: "arn:aws:iam::111122223333:role/p",
            Stages: stages,
            ArtifactStore: store,
        };
        const pipeline = { Type: "AWS::CodePipeline::Pipeline", Properties: properties };
        writeFileSync(file, JSON.stringify({ ...head, Resources: { Pipeline: pipeline, ...more } }));
        return file;
    };
    async function checked(...args: readonly string[]): Promise<readonly [code: number, out: string, err: string]> {
        const said = { out: "", err: "" };
        const paper = (to: "out" | "err"): NodeJS.WritableStream =>
            ({ write: (text: string) => (said[to] += text) }) as unknown as NodeJS.WritableStream;
        const code = await main(["check", ...args], { out: paper("out"), err: paper("err") });
        return [code, said.out, said.err];
    }

    it("agrees with a pipeline that CreatePipeline takes", async () => {
        const [code, out] = await checked("--template", template(["app"]));
        assert.deepEqual([code, /0 wrong, 0 worth a look/.test(out)], [0, true], out);
    });

    it("says what CreatePipeline refuses, and which variables look like secrets", async () => {
        const Project = {
            Type: "AWS::CodeBuild::Project",
            Properties: {
                ...{ Name: "job", ServiceRole: "arn:aws:iam::111122223333:role/b", Source: { Type: "CODEPIPELINE" } },
                Artifacts: { Type: "CODEPIPELINE" },
                Environment: {
                    ...{
                        Type: "LINUX_CONTAINER",
                        ComputeType: "BUILD_GENERAL1_SMALL",
                        Image: "aws/codebuild/standard:7.0",
                    },
                    EnvironmentVariables: [{ Name: "DB_PASSWORD", Value: "hunter2-hunter2" }],
                },
            },
        };
        const [code, out] = await checked("--template", template(["app", "more"], { Project }));
        assert.equal(code, 1);
        const said = out.replace(/\s+/g, " ");
        assert.match(
            said,
            /wrong the plan of shop pipeline shop: Source\/Code: it makes 2 artifacts, and Source by S3 makes 1/,
        );
        assert.match(said, /look .*DB_PASSWORD looks like a secret, by its name/);
        assert.doesNotMatch(said, /hunter2/);
    });

    it("names a nested stack, and refuses a transform by its line", async () => {
        const Nested = { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "https://example.com/x" } };
        const [code, , err] = await checked("--template", template(["app"], { Nested }));
        assert.equal(code, 0);
        assert.match(err.replace(/\s+/g, " "), /is a stack of a template of its own/);
        const transformed = template(["app"], {}, { Transform: "AWS::Serverless-2016-10-31" });
        const [refused, out, said] = await checked("--template", transformed);
        assert.notEqual(refused, 0);
        assert.match((out + said).replace(/\s+/g, " "), /only CloudFormation carries out a transform/);
    });

    it("takes no stacks beside it", async () => {
        const [code, , err] = await checked("--template", template(["app"]), "--stack", "staging");
        assert.equal(code, 2);
        assert.match(unwrapped(err), /--template is in place of stacks; leave --stack out/);
    });
});
