import * as assert from "node:assert/strict";

import type { Plan, PlannedResource } from "../../plan/document";
import { readPlan, settingsOf } from "../../plan/lines";

const urn = (name: string): string => `urn:pulumi:test::another::${name}`;

function resource(
    name: string,
    type: string,
    parent?: string,
    inputs: PlannedResource["inputs"] = {},
): PlannedResource {
    const custom = !type.startsWith("another:");
    const own = { arn: `arn:aws:x:eu-west-1:111122223333:${name}`, name };
    const outputs: PlannedResource["outputs"] = custom ? own : {};
    const above = parent === undefined ? {} : { parent: urn(parent) };
    return { urn: urn(name), type, name, custom, ...above, inputs, outputs, options: {} };
}

const pipeline = (name: string, parent: string, ...categories: readonly string[]): PlannedResource =>
    resource(name, "aws:codepipeline/pipeline:Pipeline", parent, {
        stages: categories.map((category) => ({
            name: category,
            actions: [{ name: category, category, provider: category === "Build" ? "CodeBuild" : "S3" }],
        })),
    });

function planWith(...resources: readonly PlannedResource[]): Plan {
    const stack = resource("test", "pulumi:pulumi:Stack");
    const line = resource("site", "another:index:WebLine", "test", {
        settings: { deploy: { kind: "shelf", rows: 3 } },
    });
    const [account, region] = ["111122223333", "eu-west-1"];
    return {
        ...{ format: 1, project: "another", stack: "test", account, region },
        ...{ resources: [stack, line, ...resources], invokes: [], outputs: {} },
    };
}

const halves = (plan: Plan): readonly string[] =>
    readPlan(plan).lines.flatMap(({ pipelines }) => pipelines.map(({ name, half }) => `${name}: ${half}`));

describe("a line of any program", () => {
    it("has the half that the component around a pipeline says, whatever its name and its actions", () => {
        const plan = planWith(
            resource("out", "another:index:Ship", "site"),
            resource("inside", "another:index:Anything", "out"),
            pipeline("by-script-make", "inside", "Source", "Build"),
            resource("in", "another:index:Make", "site"),
            pipeline("change", "in", "Source", "Deploy"),
        );
        assert.deepEqual(halves(plan), ["change: make", "by-script-make: ship"]);
    });

    it("may have tests of what is not merged, which stand between the two", () => {
        const plan = planWith(
            resource("trial", "another:index:ChangeCheck", "site"),
            pipeline("a", "trial", "Source", "Build"),
            resource("out", "another:index:Ship", "site"),
            pipeline("b", "out", "Source", "Deploy"),
            resource("in", "another:index:Make", "site"),
            pipeline("c", "in", "Source", "Build"),
        );
        assert.deepEqual(halves(plan), ["c: make", "a: check", "b: ship"]);
    });

    it("says what its triggers wait for", () => {
        const trigger = (git: object): object => ({ gitConfiguration: { sourceActionName: "Source", ...git } });
        const branches = { includes: ["main"] };
        const filePaths = { includes: ["services/web/**"], excludes: ["**/*.md"] };
        const triggers = [
            trigger({ pushes: [{ branches, filePaths }, { tags: { includes: ["v*", "w*"] } }] }),
            trigger({ pullRequests: [{ branches, events: ["OPEN", "UPDATED"] }, { branches }] }),
        ];
        const change = pipeline("change", "site", "Build");
        const plan = planWith({ ...change, inputs: { ...change.inputs, triggers: triggers as never } });
        const words = readPlan(plan).lines.flatMap(({ pipelines }) => pipelines.flatMap(({ starts }) => starts));
        assert.deepEqual(words, [
            { words: "a commit is pushed to the branch main and changes services/web/**, but not **/*.md" },
            { words: "a tag v* or w* is pushed" },
            { words: "a pull request for the branch main is opened or updated" },
            { words: "a pull request for the branch main is opened or updated or closed" },
        ]);
    });

    it("has a ship that deploys and a make that does not, where no component says more", () => {
        const plan = planWith(pipeline("a", "site", "Source", "Deploy"), pipeline("b-ship", "site", "Source", "Build"));
        assert.deepEqual(halves(plan), ["b-ship: make", "a: ship"]);
    });

    it("tells its settings by the part's kind, and is none where nothing is deployed", () => {
        const plan = planWith(resource("idle", "another:index:IdleLine", "test", { settings: { deploy: {} } }));
        const [only, ...more] = settingsOf(plan);
        assert.deepEqual(
            [only?.name, only?.deploy, only?.build, more.length],
            ["site", { kind: "shelf", rows: 3 }, undefined, 0],
        );
    });
});
