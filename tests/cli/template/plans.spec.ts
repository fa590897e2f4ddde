import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { explainNotes } from "../../../cli/template/not-rehearsed";
import { plansOfTemplates } from "../../../cli/template/plans";
import { knownTypes } from "../../../cli/template/types";
import { inOrder } from "../../../plan/creation-order";
import { type Plan, type PlannedResource, printPlan } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import { refusalsOf } from "../../../rehearsal/pipelines/validity";
import { TYPE } from "../../../plan/tokens";
import { matchesGolden } from "../../support/golden";
import { root } from "../../support/program";

const fixtures = join(root, "tests", "fixtures", "templates");
const at = (name: string): string => join(fixtures, name);
const both = (...parameters: readonly string[]): ReturnType<typeof plansOfTemplates> =>
    plansOfTemplates([at("shop.yaml"), at("stores.yaml")], ["Repository=shop", ...parameters]);
const named = (resources: readonly PlannedResource[], type: string): PlannedResource | undefined =>
    resources.find((each) => each.type === type);

describe("templates as plans", () => {
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
});
