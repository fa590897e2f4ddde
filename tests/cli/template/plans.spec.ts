import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";

import { main } from "../../../cli/main";
import { explainNotes } from "../../../cli/template/not-rehearsed";
import { plansOfTemplates } from "../../../cli/template/plans";
import { knownTypes } from "../../../cli/template/types";
import { inOrder } from "../../../plan/creation-order";
import { type Plan, type PlannedResource, printPlan } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import { judgeOf } from "../../../rehearsal/account/judge";
import { refusalsOf } from "../../../rehearsal/pipelines/validity";
import { TYPE } from "../../../plan/tokens";
import { matchesGolden } from "../../support/golden";
import { root } from "../../support/program";
import { unwrapped } from "../../support/commanded";

const fixtures = join(root, "tests", "fixtures", "templates");
const at = (name: string): string => join(fixtures, name);
const both = (...parameters: readonly string[]): ReturnType<typeof plansOfTemplates> =>
    plansOfTemplates([at("shop.yaml"), at("stores.yaml")], ["Repository=shop", ...parameters]);
const named = (resources: readonly PlannedResource[], type: string): PlannedResource | undefined =>
    resources.find((each) => each.type === type);

/** What `fairlead plan` prints. */
async function plan(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    const streams = { out: new PassThrough(), err: new PassThrough() };
    const code = await main(["plan", ...args], streams);
    const text = (stream: PassThrough): string => String(stream.read() ?? "");
    return { code, out: text(streams.out), err: text(streams.err) };
}

describe("templates as plans", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "templates-"))));
    after(() => rmSync(folder, { recursive: true }));

    it("are one plan for an account and a region, the stack that exports before the one that imports", () => {
        const { plans } = both("AWS::AccountId=111122223333", "AWS::Region=eu-west-1");
        assert.equal(plans.length, 1);
        matchesGolden("templates/shop.json", printPlan(plans[0] as Plan));
    });

    it("make a stack after those that it imports from", () => {
        const [plan] = both().plans;
        const order = inOrder(plan as Plan).map(({ name }) => name.replace(/-.*/, ""));
        assert.ok(order.lastIndexOf("stores") < order.indexOf("shop"), order.join(" "));
    });

    it("have a pipeline that AWS would take", () => {
        const plans = new Plans(both().plans);
        const [pipeline] = plans.ofType(TYPE.pipeline);
        assert.ok(pipeline);
        assert.deepEqual(refusalsOf(plans, pipeline), []);
    });

    it("follow their conditions: what is asked for is asked for", () => {
        const actions = (stage: string): readonly string[] => {
            const [plan] = both(`Stage=${stage}`).plans;
            const stages = named(plan?.resources ?? [], TYPE.pipeline)?.inputs["stages"] as readonly {
                readonly actions: readonly { readonly name: string }[];
            }[];
            return stages.flatMap((each) => each.actions.map(({ name }) => name));
        };
        assert.deepEqual(actions("test"), ["Commit", "Image", "Site"]);
        assert.deepEqual(actions("live"), ["Commit", "Image", "Person", "Site"]);
    });

    it("name what is not rehearsed, with its line", () => {
        const said = explainNotes(both().notes);
        assert.match(
            said,
            /stores\.yaml:11 {2}Visits \(AWS::DynamoDB::Table\): is there under its name and does nothing/,
        );
        const [plan] = both().plans;
        const table = named(plan?.resources ?? [], "aws-native:dynamodb:Table");
        assert.equal(table?.inputs["BillingMode"], "PAY_PER_REQUEST");
    });

    it("are the same, byte for byte, each time", () => {
        assert.deepEqual(both().plans, both().plans);
    });

    it("are of the types that the page lists", () => {
        const page = readFileSync(join(root, "docs", "templates.md"), "utf8");
        const listed = [...page.matchAll(/^\| `(AWS::\w+)` +\| (.*) \|$/gm)].flatMap(([, service = "", types = ""]) =>
            [...types.matchAll(/`(\w+)`/g)].map(([, type = ""]) => `${service}::${type}`),
        );
        assert.deepEqual(listed.sort(), knownTypes);
    });

    it("know every type by the name that AWS gives it", () => {
        assert.ok(knownTypes.length > 50);
        assert.deepEqual(
            knownTypes.filter((type) => !/^AWS::[A-Z][A-Za-z0-9]+::[A-Z][A-Za-z0-9]+$/.test(type)),
            [],
        );
    });

    it("hold nothing of a parameter that says NoEcho", () => {
        const template = (NoEcho: boolean): string => {
            const path = join(folder, "secret.json");
            const Properties = { Name: "/shop/token", Type: "String", Value: { "Fn::Sub": "Bearer ${Token}" } };
            const Parameters = { Token: { Type: "String", NoEcho } };
            writeFileSync(
                path,
                JSON.stringify({ Parameters, Resources: { A: { Type: "AWS::SSM::Parameter", Properties } } }),
            );
            return path;
        };
        const planned = (NoEcho: boolean): string =>
            printPlan(plansOfTemplates([template(NoEcho)], ["Token=hunter2hunter2"]).plans[0] as Plan);
        assert.doesNotMatch(planned(true), /hunter2/);
        assert.match(planned(true), /"secret": true/);
        // What is no secret is there.
        assert.match(planned(false), /Bearer hunter2hunter2/);
    });

    it("say what a pipeline needs and no rehearsal has", () => {
        const path = join(folder, "invokes.json");
        const action = (Name: string, Category: string, Provider: string, Configuration: object): object => ({
            ...{ Name, Configuration, ActionTypeId: { Category, Owner: "AWS", Provider, Version: "1" } },
        });
        const stages = [
            { Name: "Source", Actions: [action("Object", "Source", "S3", { S3Bucket: "b", S3ObjectKey: "a.zip" })] },
            {
                Name: "Tell",
                Actions: [action("Steps", "Invoke", "StepFunctions", { StateMachineArn: { Ref: "Steps" } })],
            },
        ];
        const Pipe = { Type: "AWS::CodePipeline::Pipeline", Properties: { RoleArn: "role", Stages: stages } };
        writeFileSync(
            path,
            JSON.stringify({ Resources: { Steps: { Type: "AWS::StepFunctions::StateMachine" }, Pipe } }),
        );
        const said = explainNotes(plansOfTemplates([path], []).notes);
        assert.match(said, /Steps \(AWS::StepFunctions::StateMachine\): is there .*; the pipeline Pipe names it/);
        assert.match(
            said,
            /Pipe \(AWS::CodePipeline::Pipeline\): no rehearsal runs Tell\/Steps by StepFunctions: a run/,
        );
        assert.doesNotMatch(said, /Source\/Object/);
    });

    it("say what only the account would put in", () => {
        const path = join(folder, "dynamic.json");
        const Properties = { DisplayName: "{{resolve:ssm:/shop/name:1}}" };
        writeFileSync(path, JSON.stringify({ Resources: { A: { Type: "AWS::SNS::Topic", Properties } } }));
        assert.match(
            explainNotes(plansOfTemplates([path], []).notes),
            /A \(AWS::SNS::Topic\): \{\{resolve:ssm:\/shop\/name:1\}\} stays as it is written/,
        );
    });

    it("give a role what stands in a policy of its own, whatever type that has", () => {
        const path = join(folder, "roles.json");
        const PolicyDocument = { Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
        const role = { Type: "AWS::IAM::Role", Properties: { RoleName: "job", AssumeRolePolicyDocument: {} } };
        const policy = (Type: string, Properties: object): object => ({
            Resources: { Job: role, P: { Type, Properties: { PolicyName: "p", PolicyDocument, ...Properties } } },
        });
        const Roles = [{ Ref: "Job" }];
        const ways: readonly (readonly [string, object])[] = [
            ["AWS::IAM::Policy", { Roles }],
            ["AWS::IAM::RolePolicy", { RoleName: { Ref: "Job" } }],
            ["AWS::IAM::ManagedPolicy", { Roles, PolicyName: undefined }],
        ];
        for (const [type, properties] of ways) {
            writeFileSync(path, JSON.stringify(policy(type, properties)));
            const { plans, notes } = plansOfTemplates([path], []);
            const by = { role: "arn:aws:iam::123456789012:role/job", as: "job" };
            const call = { by, action: "s3:GetObject", on: "arn:aws:s3:::store/a" };
            assert.deepEqual([judgeOf(new Plans(plans))(call), notes], [{ allowed: true }, []], type);
        }
    });

    it("are explained without reasons that nobody gave", async () => {
        const said = await plan(
            "--template",
            at("shop.yaml"),
            "--template",
            at("stores.yaml"),
            "--parameter",
            "Repository=shop",
        );
        matchesGolden("templates/shop.txt", said.out);
        assert.match(said.err, /Visits \(AWS::DynamoDB::Table\)/);
    });

    for (const [what, args, words] of [
        ["a stack as well", ["--stack", "staging", "--template", at("stores.yaml")], /leave --stack or --template out/],
        ["no template", ["--stack", "staging", "--parameter", "A=1"], /--parameter is for templates/],
    ] as const)
        it(`are refused with ${what}`, async () => {
            const { code, err } = await plan(...args);
            assert.equal(code, 2);
            assert.match(unwrapped(err), words);
        });
});
