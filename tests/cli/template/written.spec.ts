import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { plansOfTemplates } from "../../../cli/template/plans";
import { projectTemplateOf } from "../../../cli/template/written/project-template";
import { templateOf } from "../../../cli/template/written/template";
import type * as written from "../../../cli/template/written/template";
import type { Json, JsonObject, Plan, PlannedResource } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { matchesGolden } from "../../support/golden";
import { mutated } from "../../support/mutant";
import { planOf, planOfProject, PROJECT } from "../../support/program";

const RESOURCES = ["cli/template/written/types/storage", "cli/template/written/types/services"] as const;

describe("a plan as a template", () => {
    let folder: string;
    let plan: Plan;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "written-"));
        plan = await planOfProject();
    });
    after(() => rmSync(folder, { recursive: true }));

    /** The plan of a template, where it is made with the same account, region and id. */
    function again(template: JsonObject, ...parameters: readonly string[]): ReturnType<typeof plansOfTemplates> {
        const file = join(folder, "project.yaml");
        writeFileSync(file, JSON.stringify(template));
        const place = [`AWS::AccountId=${plan.account}`, `AWS::Region=${plan.region}`];
        return plansOfTemplates([file], [...place, ...parameters]);
    }

    it("is read back as the plan that it was written of, statement by statement", () => {
        assert.deepEqual(differences(plan, again(templateOf(plan))), []);
    });

    for (const [file, sound, wrong] of [
        [RESOURCES[0], "BucketEncryption:", "Unsaid:"],
        [RESOURCES[1], "EventPattern:", "Unsaid:"],
        [RESOURCES[1], "InputTransformer:", "Unsaid:"],
        [RESOURCES[1], "AssumeRolePolicyDocument:", "Unsaid:"],
    ] as const) {
        it(`mutant: ${sound} is missed`, () => {
            const made = mutated<typeof written>("cli/template/written/template", file, [sound, wrong]);
            assert.notDeepEqual(differences(plan, again(made.templateOf(plan))), []);
        });
    }

    it("names nothing of the account, the region or the keys that it was written for", () => {
        const text = JSON.stringify(templateOf(plan));
        const keys = plan.resources.filter(({ type }) => type === TYPE.key).map(({ id = "" }) => id);
        const found = [plan.account, plan.region, "arn:aws:", ...keys].filter((each) => text.includes(each));
        assert.deepEqual(found, []);
    });

    it("makes each resource after those that the program makes it after", () => {
        const { Resources } = templateOf(plan) as { Resources: Record<string, { Type: string; DependsOn?: string[] }> };
        const lines = Object.entries(Resources).map(
            ([id, { Type, DependsOn = [] }]) => `${id} ${Type}${DependsOn.map((each) => `\n    ${each}`).join("")}`,
        );
        matchesGolden("templates/project.txt", `${lines.join("\n")}\n`);
    });

    it("is a project's in SageMaker Studio: its id stands where the stack's name stood", () => {
        const template = projectTemplateOf(plan);
        assert.ok(!JSON.stringify(template).includes(PROJECT));
        const other = "p-abcdefghijkl";
        const { plans, notes } = again(template, `SageMakerProjectId=${other}`, "SageMakerProjectName=reader");
        assert.deepEqual(notes, []);
        const [group] = plans[0]?.resources.filter(({ type }) => type === TYPE.modelPackageGroup) ?? [];
        assert.equal(group?.inputs["modelPackageGroupName"], `fairlead-${other}-digits`);
    });

    it("refuses a project's template whose stack has another name than a project's id, and a repository for all of them", async () => {
        assert.throws(() => projectTemplateOf({ ...plan, stack: "staging" }), /--stack p-000000000000/);
        const fixed = await planOf(PROJECT, { configFile: "examples/image-classification/Pulumi.staging.yaml" });
        assert.throws(
            () => projectTemplateOf(fixed),
            /repository taken: digits; call it sagemaker-digits-p-000000000000/,
        );
    });

    it("refuses a plan with what it has no type for, by name", async () => {
        const web = await planOf("staging", { configFile: "examples/blue-green-web/Pulumi.staging.yaml" });
        assert.throws(() => templateOf(web), /web is a aws:ecs\/service:Service/);
    });

    it("says of custom resources what they do while its function is the one that was written, and else that nobody calls it", () => {
        const template = templateOf(plan) as {
            Resources: Record<string, { Properties: { Code: { ZipFile: string } } }>;
        };
        const { Engine } = template.Resources;
        assert.ok(Engine);
        const changed = { ...Engine, Properties: { ...Engine.Properties, Code: { ZipFile: "def handler(*_): pass" } } };
        const { notes } = again({ ...template, Resources: { ...template.Resources, Engine: changed } });
        assert.match(
            notes.map(({ type }) => type).join(" "),
            /Custom::S3Object.*Custom::Stack|Custom::Stack.*Custom::S3Object/,
        );
    });
});

/** What Pulumi has beside a bucket and a plan of a template does not read. */
const UNREAD = /bucketPublicAccessBlock|bucketLifecycleConfiguration/;
/** Made explicit there; how `destroy` goes is the template's DeletionPolicy. */
const SAID = ["name", "bucketName", "forceDestroy", "targetId", "id", "lifecycleScope", "handler", "code"];

/** Inputs that only one of the plans has, each as a line; the function beside them is the template's own. */
function differences(plan: Plan, { plans: [read] }: ReturnType<typeof plansOfTemplates>): readonly string[] {
    const [before, after] = [linesOf(plan), linesOf(read as Plan)];
    return [
        ...before.filter((line) => !after.includes(line)).map((line) => `lost: ${line}`),
        ...after.filter((line) => !before.includes(line)).map((line) => `more: ${line}`),
    ];
}

function linesOf({ resources }: Plan): readonly string[] {
    const decided = resources.filter(({ type }) => type === TYPE.key || type === TYPE.stack);
    const nameless = (text: string): string =>
        decided.reduce(
            (so, { id = "", inputs, type }) => so.replaceAll(id, String(inputs["description"] ?? type)),
            text,
        );
    return resources
        .filter(
            ({ custom, type, name }) =>
                custom && !type.startsWith("pulumi:") && !UNREAD.test(type) && !/^Engine/.test(name),
        )
        .map((resource) => nameless(`${resource.type} ${JSON.stringify(sorted(inputsOf(resource)))}`))
        .sort();
}

function inputsOf({ type, inputs }: PlannedResource): JsonObject {
    const left = type === "aws:s3/bucket:Bucket" ? [...SAID, "bucket"] : SAID;
    return Object.fromEntries(Object.entries(inputs).filter(([key]) => !left.includes(key)));
}

function sorted(value: Json): Json {
    if (Array.isArray(value)) return value.map((each: Json) => sorted(each));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            // What CodeBuild takes for it, and CloudFormation wants to have said.
            .filter(([key, each]) => key !== "status" || each !== "ENABLED")
            .sort(([one], [other]) => one.localeCompare(other))
            .map(([key, each]) => [key, sorted(each)]),
    );
}
