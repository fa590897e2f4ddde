import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { plansOfTemplates } from "../../../cli/template/plans";
import { PlanError } from "../../../cli/plan/project";
import { UsageError } from "../../../cli/command";
import { matchesGolden } from "../../support/golden";

const WRONG = `Parameters:
    GitHubOwner: { Type: String, Description: who owns the repository }
    Stage: { Type: String, Default: prod, AllowedValues: [test, live] }
    Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: /shop/image }
Conditions:
    IsLive: !Equals [!Ref Stage, live]
Resources:
    BuildRole:
        Type: AWS::IAM::Role
        Condition: IsLiv
        Properties: { AssumeRolePolicyDocument: {} }
    Build:
        Type: AWS::CodeBuild::Project
        DependsOn: [BuildRol]
        Properties:
            ServiceRole: !GetAtt BuildRoel.Arn
            Environment:
                Image: !Sub "\${Imaeg}:\${AWS::Regoin}"
                ComputeType: !FindInMap [Sizes, small, one]
            Source: { BuildSpec: !Transform { Name: "AWS::Include" } }
    Queue:
        Type: AWS::SQS::Queue
        Propertys: {}
    Topic:
        Properties: {}
    First:
        Type: AWS::SNS::Topic
        Properties: { TopicName: !GetAtt Second.TopicName }
    Second:
        Type: AWS::SNS::Topic
        Properties: { TopicName: !Ref First, DisplayName: !Ref Image }
    Store:
        Type: AWS::S3::Bucket
        Properties: { BucketName: !ImportValue stores-artifcats }
`;
const STORES = `Resources: { Store: { Type: "AWS::S3::Bucket" } }
Outputs: { Store: { Value: !Ref Store, Export: { Name: stores-artifacts } } }
`;
const DEEP = `Resources: ${"{ a: ".repeat(500)}1${" }".repeat(500)}`;

describe("what is wrong with templates", () => {
    let folder: string;
    const before_ = process.cwd();
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "templates-"));
        process.chdir(folder);
    });
    after(() => {
        process.chdir(before_);
        rmSync(folder, { recursive: true });
    });
    const file = (name: string, text: string): string => {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        return path;
    };
    const said = (paths: readonly string[], ...parameters: readonly string[]): string => {
        try {
            plansOfTemplates(paths, parameters);
        } catch (error) {
            if (error instanceof PlanError || error instanceof UsageError) return error.message;
            throw error;
        }
        return "nothing";
    };
    const template = (resources: object, more: object = {}): string =>
        file("one.json", JSON.stringify({ Resources: resources, ...more }));

    it("is said all at once, each with its line and what mends it", () => {
        const paths = [file("shop.yaml", WRONG), file("stores.yaml", STORES), join(folder, "nowhere.yaml")];
        matchesGolden("templates/problems.txt", `${said(paths)}\n`);
    });

    it("is said where the functions are carried out, of each property", () => {
        const path = template({
            Topic: {
                Type: "AWS::SNS::Topic",
                Properties: {
                    TopicName: { "Fn::Select": [3, ["a"]] },
                    DisplayName: { "Fn::GetAtt": ["Other", "Nothing"] },
                },
            },
            Other: { Type: "AWS::SNS::Topic" },
        });
        matchesGolden("templates/values.txt", `${said([path])}\n`);
    });

    it("is that stacks need each other", () => {
        const stack = (mine: string, other: string): string =>
            `Resources: { A: { Type: "AWS::S3::Bucket", Properties: { BucketName: !ImportValue ${other} } } }\n` +
            `Outputs: { A: { Value: a, Export: { Name: ${mine} } } }\n`;
        const paths = [file("a.yaml", stack("a", "b")), file("b.yaml", stack("b", "a"))];
        assert.match(said(paths), /these stacks need each other: a, b/);
    });

    for (const [what, text, words] of [
        ["a text", "hello", /this is no template: .*unsupported structure/],
        ["an empty file", "", /this is no template/],
        ["YAML that is none", "a: [", /this is no template: .*not well-formed/],
        ["what git could not merge", "<<<<<<< a\nb: 1\n=======\n>>>>>>> c\n", /git could not merge this/],
        ["a list", "[1, 2]", /this is no template/],
        ["a plan", '{ "format": 1, "resources": [] }', /this is a plan, and no template\n +--plan <file>/],
        ["another document", "name: shop", /no Resources/],
        ["a binary", "\u0000\u0001\u0002", /this is no template/],
        ["what is too deep", DEEP, /nested more than 100 levels deep/],
        ["an alias of itself", "Resources: &a { A: *a }", /this is no template|must be an object|Type member/],
        ["resources that are a list", "Resources: [1]", /no Resources/],
        ["no resource", "Resources: {}", /no Resources/],
        ["a resource that is a text", "Resources: { A: b }", /A must be an object/],
        ["a name with a sign", 'Resources: { "A-B": { Type: "AWS::SNS::Topic" } }', /A-B is non alphanumeric/],
        [
            "a transform",
            'Transform: "AWS::Serverless-2016-10-31"\nResources: { A: { Type: T } }',
            /--template-stage Processed/,
        ],
        [
            "a way to another folder",
            'Resources: { A: { Type: "AWS::CodeCommit::Repository", Properties: { RepositoryName: ../../x } } }',
            /"..\/..\/x" is no name/,
        ],
    ] as const)
        it(`never is a crash: ${what}`, () => {
            assert.match(said([file("one.yaml", text)]), words);
        });

    it("is a folder that cdk synth did not write", () => {
        assert.match(said([folder]), /has no manifest\.json/);
        file("out/manifest.json", "[]");
        assert.match(said([join(folder, "out")]), /no manifest of cdk synth/);
    });

    for (const [what, parameter, words] of [
        ["without a value", "Name", /write --parameter NAME=VALUE/],
        ["of no account", "AWS::AccountId=12", /that is none/],
        ["of no region", "AWS::Region=../../x", /that is none/],
        ["that CloudFormation decides", "AWS::StackId=x", /AWS::AccountId, AWS::Region, AWS::StackName can be set/],
    ] as const)
        it(`is a parameter ${what}`, () => {
            assert.match(said([template({ A: { Type: "AWS::SNS::Topic" } })], parameter), words);
        });

    it("is a value of a list that may not be in it", () => {
        const parameter = { Type: "CommaDelimitedList", AllowedValues: ["a", "b"] };
        const path = template({ A: { Type: "AWS::SNS::Topic" } }, { Parameters: { Some: parameter } });
        assert.equal(said([path], "Some=a, b"), "nothing");
        assert.match(said([path], "Some=a,c"), /'Some' must be one of AllowedValues \[a, b\]/);
    });

    it("is a parameter that no template has", () => {
        const path = template({ A: { Type: "AWS::SNS::Topic" } }, { Parameters: { Owner: { Type: "String" } } });
        const words = said([path], "Ownr=me");
        assert.match(words, /--parameter Ownr: no template has this parameter; did you mean Owner\?/);
        assert.match(words, /the parameter Owner has no default/);
    });

    it("is a parameter without a template, or twice the same", () => {
        assert.match(said([], "A=1"), /--parameter is for templates/);
        assert.match(said([template({})], "A=1", "A=2"), /is given twice/);
    });

    it("never is a crash: any value anywhere", () => {
        const values = [
            null,
            1,
            true,
            "x",
            [],
            {},
            [null],
            { Ref: 1 },
            { "Fn::Sub": [] },
            { "Fn::If": "x" },
            { "Fn::GetAtt": {} },
        ];
        const types = [
            "AWS::CodePipeline::Pipeline",
            "AWS::IAM::Role",
            "AWS::ECS::TaskDefinition",
            "AWS::Events::Rule",
        ];
        const properties = ["Stages", "Policies", "ContainerDefinitions", "Targets", "Name", "Tags", "ArtifactStore"];
        for (const type of types)
            for (const property of properties)
                for (const value of values) said([template({ A: { Type: type, Properties: { [property]: value } } })]);
        for (const section of ["Parameters", "Mappings", "Conditions", "Outputs", "Transform", "Resources"])
            for (const value of values)
                said([template({ A: { Type: "AWS::SNS::Topic" } }, { [section]: { A: value } })]);
    });
});
