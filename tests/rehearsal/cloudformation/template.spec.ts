import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../plan/document";
import { NotRehearsed, Refused } from "../../../rehearsal/account/gateway";
import { holds, resolve } from "../../../rehearsal/cloudformation/functions";
import { inOrder } from "../../../rehearsal/cloudformation/order";
import type { Scope } from "../../../rehearsal/cloudformation/scope";
import { readTemplate } from "../../../rehearsal/cloudformation/template";

const HANDLE = { Type: "AWS::CloudFormation::WaitConditionHandle" };
const reads = (template: JsonObject): ReturnType<typeof readTemplate> => readTemplate(JSON.stringify(template));
const scope = (template: JsonObject, parameters: Record<string, string> = {}): Scope => ({
    template: reads({ Resources: { Nothing: HANDLE }, ...template }),
    parameters,
    pseudo: { "AWS::Region": "eu-west-1" },
    known: (name) => (name === "Model" ? { ref: "arn:model", attributes: { ModelName: "digits" } } : undefined),
});
const valueOf = (value: Json, template: JsonObject = {}, parameters: Record<string, string> = {}): Json | undefined =>
    resolve(value, scope(template, parameters));

describe("a template of CloudFormation", () => {
    it("resolves references, attributes and what is made of them", () => {
        const parameters = { Name: "shop" };
        for (const [value, expected] of [
            [{ Ref: "Name" }, "shop"],
            [{ Ref: "AWS::Region" }, "eu-west-1"],
            [{ Ref: "Model" }, "arn:model"],
            [{ "Fn::GetAtt": ["Model", "ModelName"] }, "digits"],
            [{ "Fn::GetAtt": "Model.ModelName" }, "digits"],
            [
                { "Fn::Sub": "endpoint/${Name}/variant/${Model.ModelName}/${!Name}" },
                "endpoint/shop/variant/digits/${Name}",
            ],
            [{ "Fn::Sub": ["${A}-${Name}", { A: { Ref: "Name" } }] }, "shop-shop"],
            [{ "Fn::Join": ["-", ["a", { Ref: "Name" }]] }, "a-shop"],
            [{ "Fn::Select": [1, { "Fn::Split": ["-", "a-b"] }] }, "b"],
            [{ a: [{ Ref: "AWS::NoValue" }, 1], b: { Ref: "AWS::NoValue" } }, { a: [1] }],
        ] as readonly [Json, Json][])
            assert.deepEqual(valueOf(value, {}, parameters), expected, JSON.stringify(value));
    });

    it("decides conditions by their parameters", () => {
        const Conditions = {
            Empty: { "Fn::Equals": [{ Ref: "Name" }, ""] },
            Full: { "Fn::Not": [{ Condition: "Empty" }] },
            Both: { "Fn::And": [{ Condition: "Empty" }, { Condition: "Full" }] },
            One: { "Fn::Or": [{ Condition: "Empty" }, { Condition: "Full" }] },
        };
        const of = (Name: string): boolean[] =>
            Object.keys(Conditions).map((name) => holds(name, scope({ Conditions }, { Name })));
        assert.deepEqual(of(""), [true, false, false, true]);
        assert.deepEqual(of("shop"), [false, true, false, true]);
        assert.equal(valueOf({ "Fn::If": ["Empty", "yes", "no"] }, { Conditions }, { Name: "" }), "yes");
    });

    it("makes what is named first, by a reference or by DependsOn", () => {
        const template = reads({
            Parameters: { Name: { Type: "String" } },
            Resources: {
                Target: { ...HANDLE, DependsOn: "Endpoint" },
                Endpoint: {
                    ...HANDLE,
                    Properties: { Config: { "Fn::GetAtt": ["Config", "Name"] }, Name: { Ref: "Name" } },
                },
                Config: { ...HANDLE, Properties: { Model: { "Fn::Sub": "${Model.Name}" } } },
                Model: HANDLE,
            },
        });
        assert.deepEqual(inOrder(template), ["Model", "Config", "Endpoint", "Target"]);
    });

    for (const [what, resources, words] of [
        [
            "circles",
            { A: { ...HANDLE, DependsOn: "B" }, B: { ...HANDLE, Properties: { x: { Ref: "A" } } } },
            /Circular dependency between resources: \[A, B\]/,
        ],
        [
            "names of nothing",
            { A: { ...HANDLE, Properties: { x: { Ref: "Modle" } } } },
            /Unresolved resource dependencies \[Modle\]/,
        ],
    ] as const)
        it(`refuses ${what}`, () => {
            assert.throws(
                () => inOrder(reads({ Resources: resources })),
                (error) => error instanceof Refused && words.test(error.message),
            );
        });

    for (const [what, template, words] of [
        ["a template without resources", { Resources: {} }, /At least one Resources member/],
        [
            "a section that does not exist",
            { Resources: { A: HANDLE }, Ressources: {} },
            /Invalid template property or properties \[Ressources\]/,
        ],
        [
            "an attribute that does not exist",
            { Resources: { A: { ...HANDLE, DependOn: "B" } } },
            /Invalid template resource property 'DependOn'/,
        ],
        [
            "a policy that does not exist",
            { Resources: { A: { ...HANDLE, DeletionPolicy: "Keep" } } },
            /DeletionPolicy "Keep" of A/,
        ],
    ] as const)
        it(`refuses ${what}`, () => {
            assert.throws(
                () => reads(template),
                (error) => error instanceof Refused && words.test(error.message),
            );
        });

    it("refuses by its name what it does not know", () => {
        const unknown = (act: () => unknown, words: RegExp): void =>
            assert.throws(act, (error) => error instanceof NotRehearsed && words.test(error.message));
        unknown(() => reads({ Resources: { A: HANDLE }, Rules: {} }), /the section Rules/);
        unknown(
            () => reads({ Resources: { A: HANDLE }, Transform: "AWS::Serverless-2016-10-31" }),
            /the section Transform/,
        );
        unknown(() => reads({ Resources: { A: { ...HANDLE, CreationPolicy: {} } } }), /the attribute CreationPolicy/);
        unknown(() => valueOf({ "Fn::ImportValue": "x" }), /the import of x/);
        unknown(() => valueOf({ Ref: "AWS::NotificationARNs" }), /the pseudo parameter AWS::NotificationARNs/);
    });
});
