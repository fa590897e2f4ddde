import assert from "node:assert/strict";

import type { Json } from "../../../plan/document";
import { Refused } from "../../../rehearsal/account/gateway";
import { holds, resolve } from "../../../rehearsal/cloudformation/functions";
import type { Scope } from "../../../rehearsal/cloudformation/scope";
import { readTemplate } from "../../../rehearsal/cloudformation/template";
import { mutated } from "../../support/mutant";

// Each example stands on the page of its function, below
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
const TEMPLATE = `
Parameters:
  EnvType: { Type: String }
  DbSubnetIpBlocks: { Type: String }
  Zones: { Type: String }
Mappings:
  RegionMap:
    us-east-1: { HVM64: ami-0ff8a91507f77f867, HVMG2: ami-0a584ac55a7631c0c }
Conditions:
  UseProdCondition: !Equals [!Ref EnvType, prod]
  MyNotCondition: !Not [!Equals [!Ref EnvType, prod]]
  MyAndCondition: !And [!Equals ["sg-mysggroup", "sg-mysggroup"], !Condition UseProdCondition]
  MyOrCondition: !Or [!Equals ["sg-mysggroup", "sg-other"], Condition: UseProdCondition]
Resources:
  Nothing: { Type: "AWS::CloudFormation::WaitConditionHandle" }
`;
const scope: Scope = {
    template: readTemplate(TEMPLATE),
    parameters: { EnvType: "prod", DbSubnetIpBlocks: "10.0.48.0/24, 10.0.112.0/24, 10.0.176.0/24", Zones: "" },
    pseudo: { "AWS::Region": "us-east-1", "AWS::AccountId": "111122223333" },
    known: (name) =>
        name === "myELB"
            ? { ref: "elb-1", attributes: { DNSName: "elb-1.elb.amazonaws.com", "A.B": "ab" } }
            : undefined,
    imported: (name) => (name === "NetworkStackNameParameter-SecurityGroupID" ? "sg-1" : undefined),
};
/** A value as a property of a template that is written as YAML. */
const written = (yaml: string): Json =>
    readTemplate(`Resources:\n  A:\n    Type: T\n    Properties:\n      P: ${yaml}\n`).resources["A"]?.properties[
        "P"
    ] ?? null;

const EXAMPLES: readonly (readonly [name: string, yaml: string, answer: Json])[] = [
    ["Fn::Base64", '!Base64 "AWS CloudFormation"', "QVdTIENsb3VkRm9ybWF0aW9u"],
    ["Fn::Base64 in its long form", '{ "Fn::Base64": !Sub "${AWS::Region}" }', "dXMtZWFzdC0x"],
    ["Fn::Cidr", '!Cidr ["192.168.0.0/24", 6, 5]', [0, 32, 64, 96, 128, 160].map((at) => `192.168.0.${at}/27`)],
    ["Fn::Cidr without bits", '!Cidr ["10.0.0.0/16", "2"]', ["10.0.0.0/24", "10.0.1.0/24"]],
    ["Fn::FindInMap", '!FindInMap [RegionMap, !Ref "AWS::Region", HVM64]', "ami-0ff8a91507f77f867"],
    ["Fn::GetAtt", "!GetAtt myELB.DNSName", "elb-1.elb.amazonaws.com"],
    ["Fn::GetAtt of what has a dot", "!GetAtt myELB.A.B", "ab"],
    ["Fn::GetAtt as a list", "!GetAtt [myELB, DNSName]", "elb-1.elb.amazonaws.com"],
    ["Fn::GetAZs of where it is", '!GetAZs ""', ["us-east-1a", "us-east-1b", "us-east-1c"]],
    ["Fn::GetAZs of nothing", "!GetAZs", ["us-east-1a", "us-east-1b", "us-east-1c"]],
    ["Fn::GetAZs of a region", "!GetAZs eu-west-1", ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
    ["Fn::GetAZs in Fn::Select", '!Select [0, !GetAZs { Ref: "AWS::Region" }]', "us-east-1a"],
    ["Fn::If", "!If [UseProdCondition, c1.xlarge, m1.small]", "c1.xlarge"],
    ["Fn::ImportValue", '!ImportValue "NetworkStackNameParameter-SecurityGroupID"', "sg-1"],
    ["Fn::Join", '!Join [":", [a, b, c]]', "a:b:c"],
    ["Fn::Select", '!Select ["1", ["apples", "grapes", "oranges", "mangoes"]]', "grapes"],
    ["Fn::Select of a list of parameters", "!Select [0, !Split [', ', !Ref DbSubnetIpBlocks]]", "10.0.48.0/24"],
    ["Fn::Split", '!Split ["|", "a|b|c"]', ["a", "b", "c"]],
    [
        "Fn::Sub",
        '!Sub "arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:vpc/${!Literal}"',
        "arn:aws:ec2:us-east-1:111122223333:vpc/${Literal}",
    ],
    ["Fn::Sub with a map", "!Sub ['www.${Domain}', { Domain: !GetAtt myELB.DNSName }]", "www.elb-1.elb.amazonaws.com"],
    ["Ref", "!Ref myELB", "elb-1"],
    ["AWS::NoValue", "[a, !If [MyNotCondition, b, !Ref AWS::NoValue]]", ["a"]],
];

describe("functions of a template", () => {
    for (const [name, yaml, answer] of EXAMPLES)
        it(`carries out ${name}, as AWS's page has it`, () => {
            assert.deepEqual(resolve(written(yaml), scope), answer);
        });

    it("takes the import by the name that a function makes", () => {
        const imported = written('{ "Fn::ImportValue": !Sub "${EnvType}-store" }');
        const named = { ...scope, imported: (name: string) => `the ${name}` };
        assert.equal(resolve(imported, named), "the prod-store");
    });

    it("decides each condition", () => {
        const conditions = ["UseProdCondition", "MyNotCondition", "MyAndCondition", "MyOrCondition"];
        assert.deepEqual(
            conditions.map((name) => holds(name, scope)),
            [true, false, true, true],
        );
    });

    it("makes a list of a parameter that is one", () => {
        const listed = (type: string): Scope => ({
            ...scope,
            template: {
                ...scope.template,
                parameters: { DbSubnetIpBlocks: { type }, Zones: { type } },
            },
        });
        const list = ["10.0.48.0/24", "10.0.112.0/24", "10.0.176.0/24"];
        for (const type of ["CommaDelimitedList", "List<AWS::EC2::Subnet::Id>"])
            assert.deepEqual(resolve({ Ref: "DbSubnetIpBlocks" }, listed(type)), list, type);
        assert.deepEqual(resolve({ Ref: "Zones" }, listed("CommaDelimitedList")), []);
        assert.equal(resolve({ Ref: "Zones" }, listed("String")), "");
    });

    for (const [what, yaml, words] of [
        [
            "a mapping that has no such key",
            "!FindInMap [RegionMap, us-east-1, HVM]",
            /Unable to get mapping for RegionMap::us-east-1::HVM/,
        ],
        ["a key that every object has", "!FindInMap [RegionMap, constructor, name]", /Unable to get mapping/],
        ["an attribute that every object has", "!Ref constructor", /Unresolved resource dependencies \[constructor\]/],
        ["an export that nobody has", "!ImportValue nothing", /No export named nothing found/],
        ["a block without room", '!Cidr ["192.168.0.0/30", 6, 5]', /every Fn::Cidr/],
        ["a block that is none", '!Cidr ["300.0.0.0/8", 1, 5]', /every Fn::Cidr/],
        ["a list in a text", "!Sub '${AWS::Region} ${myELB.Nothing}'", /does not support attribute type Nothing/],
        ["an index that is none", "!Select [7, [a]]", /nonexistent value at index 7/],
    ] as const)
        it(`refuses ${what}`, () => {
            assert.throws(
                () => resolve(written(yaml), scope),
                (error) => error instanceof Refused && words.test(error.message),
            );
        });

    it("mutant: without tags, a short form is only a text", () => {
        const { readTemplate: read } = mutated<{ readonly readTemplate: typeof readTemplate }>(
            "rehearsal/cloudformation/template",
            "rehearsal/cloudformation/short-forms",
            ["longForm(`!${name}`, name)", "longForm(`!Our${name}`, name)"],
        );
        const { A } = read("Resources: { A: { Type: T, Properties: { P: !Ref B } } }").resources;
        assert.deepEqual(A?.properties, { P: "B" });
        assert.deepEqual(written("!Ref B"), { Ref: "B" });
    });
});
