import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { filesOf } from "../../../cli/template/assembly";
import { explainNotes } from "../../../cli/template/not-rehearsed";
import { plansOfTemplates } from "../../../cli/template/plans";

const stack = (templateFile: string, environment: string, ...dependencies: readonly string[]): object => ({
    type: "aws:cloudformation:stack",
    environment,
    properties: { templateFile },
    dependencies,
});
const HERE = "aws://111122223333/eu-west-1";
const TOPIC = { Type: "AWS::SNS::Topic" };

describe("what cdk synth writes", () => {
    let out: string;
    beforeEach(() => (out = mkdtempSync(join(tmpdir(), "cdk-out-"))));
    afterEach(() => rmSync(out, { recursive: true }));
    const write = (name: string, content: object): void => {
        mkdirSync(dirname(join(out, name)), { recursive: true });
        writeFileSync(join(out, name), JSON.stringify(content));
    };

    it("may be two stacks of one name in two regions, of which one needs the other", () => {
        const named = (file: string, environment: string, ...dependencies: readonly string[]): object => ({
            ...stack(file, environment, ...dependencies),
            properties: { templateFile: file, stackName: "app" },
        });
        write("manifest.json", {
            artifacts: {
                There: named("There.json", "aws://111122223333/us-east-1", "Here"),
                Here: named("Here.json", HERE),
            },
        });
        for (const file of ["There.json", "Here.json"]) write(file, { Resources: { Topic: TOPIC } });
        assert.deepEqual(
            plansOfTemplates([out], []).plans.map(({ stack: name, region }) => [name, region]),
            [
                ["app", "eu-west-1"],
                ["app", "us-east-1"],
            ],
        );
    });

    it("is stacks with what they depend on, and then those of its stages", () => {
        write("manifest.json", {
            artifacts: {
                "Web.assets": { type: "cdk:asset-manifest", properties: { file: "Web.assets.json" } },
                Web: stack("Web.json", HERE, "Web.assets", "Images"),
                Images: stack("Images.json", "aws://unknown-account/unknown-region"),
                "assembly-Live": { type: "cdk:cloud-assembly", properties: { directoryName: "assembly-Live" } },
                Outside: { type: "cdk:cloud-assembly", properties: { directoryName: "../elsewhere" } },
            },
        });
        write("assembly-Live/manifest.json", {
            artifacts: {
                LiveWeb: {
                    ...stack("LiveWeb.json", HERE),
                    properties: { templateFile: "LiveWeb.json", stackName: "live-web" },
                },
            },
        });
        assert.deepEqual(filesOf([out]), {
            files: [
                {
                    ...{ path: join(out, "Web.json"), stack: "Web" },
                    ...{ account: "111122223333", region: "eu-west-1", after: [join(out, "Images.json")] },
                },
                { path: join(out, "Images.json"), stack: "Images", after: [] },
                {
                    ...{ path: join(out, "assembly-Live", "LiveWeb.json"), stack: "live-web" },
                    ...{ account: "111122223333", region: "eu-west-1", after: [] },
                },
            ],
            problems: [],
        });
    });

    it("is a plan for each account and region", () => {
        write("manifest.json", {
            artifacts: {
                A: stack("A.json", HERE),
                B: stack("B.json", "aws://444455556666/us-east-1"),
                C: stack("C.json", HERE),
            },
        });
        for (const name of ["A", "B", "C"]) write(`${name}.json`, { Resources: { Topic: TOPIC } });
        const { plans } = plansOfTemplates([out], []);
        assert.deepEqual(
            plans.map(({ stack: name, account, region, resources }) => [name, account, region, resources.length]),
            [
                ["A+C", "111122223333", "eu-west-1", 5],
                ["B", "444455556666", "us-east-1", 3],
            ],
        );
    });

    it("imports from its own account and region alone", () => {
        const exporting = { Resources: { Topic: TOPIC }, Outputs: { T: { Value: "t", Export: { Name: "topic" } } } };
        const imported = { ...TOPIC, Properties: { DisplayName: { "Fn::ImportValue": "topic" } } };
        write("A.json", exporting);
        write("B.json", { Resources: { Topic: imported } });
        const at = (environment: string): void =>
            write("manifest.json", { artifacts: { B: stack("B.json", HERE), A: stack("A.json", environment) } });
        at(HERE);
        assert.equal(plansOfTemplates([out], []).plans.length, 1);
        at("aws://111122223333/us-east-1");
        assert.throws(
            () => plansOfTemplates([out], []),
            /none of these templates exports it in that account and region/,
        );
    });

    it("says by name what CDK adds and nobody rehearses", () => {
        const resources = {
            Meta: { Type: "AWS::CDK::Metadata", Properties: { Analytics: "v2" } },
            Empty: { Type: "Custom::S3AutoDeleteObjects", Properties: { BucketName: { Ref: "Topic" } } },
            Own: { Type: "Custom::Seed", Properties: {} },
            Topic: { ...TOPIC, Properties: { DisplayName: { "Fn::GetAtt": ["Own", "Name"] }, ArchivePolicy: {} } },
        };
        write("one.json", { Resources: resources });
        const { plans, notes } = plansOfTemplates([join(out, "one.json")], []);
        const said = explainNotes(notes).split("\n").slice(1, -1);
        assert.deepEqual(
            said.map((line) => line.replace(/^.*:1 {2}/, "").replace(/;.*/, "")),
            [
                "Meta (AWS::CDK::Metadata): says which CDK wrote the template",
                "Own (Custom::Seed): is code that CloudFormation calls while it makes the stack",
                "Topic (AWS::SNS::Topic): nothing here reads ArchivePolicy",
                "Empty (Custom::S3AutoDeleteObjects): empties a bucket before its stack is deleted",
            ],
        );
        assert.deepEqual(
            plans[0]?.resources.map(({ type }) => type),
            ["pulumi:pulumi:Stack", "template:index:Stack", "aws:sns/topic:Topic"],
        );
    });
});
