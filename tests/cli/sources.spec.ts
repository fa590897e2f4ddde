import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { UsageError } from "../../cli/command";
import { withClones } from "../../cli/rehearse/clones";
import { refuseUnread, sharedSource, sourcesIn } from "../../cli/sources";
import type { Plan } from "../../plan/document";
import { subjectsOf } from "../../rehearsal/check/check";
import { planOf, root, workInProjectOfTests } from "../support/program";

interface Settings {
    readonly config: { readonly "fairlead:models": { readonly digits: object } };
}

const [web, model] = ["blue-green-web", "code-suite-vm"].map((name) => join(root, "examples", name)) as [
    string,
    string,
];

describe("--source", () => {
    it("names one folder for all, and one for each repository that has its own", () => {
        assert.deepEqual(sourcesIn(), { source: undefined, sources: {} });
        assert.deepEqual(sourcesIn([web]), { source: web, sources: {} });
        assert.deepEqual(sourcesIn([`shop/api=${model}`, web, `digits=${web}`]), {
            source: web,
            sources: { "shop/api": model, digits: web },
        });
    });
    it("takes a path with an equals sign for a path", () => {
        assert.throws(() => sourcesIn(["./a=b"]), /--source \.\/a=b: there is no such folder/);
    });
    it("refuses two folders for all, and folders that are none", () => {
        assert.throws(() => sourcesIn([web, model]), UsageError);
        assert.throws(() => sourcesIn(["digits=/nowhere"]), /--source \/nowhere: there is no such folder/);
    });
});

describe("a folder for one repository", () => {
    const configFile = "examples/code-suite-vm/Pulumi.staging.yaml";
    workInProjectOfTests();

    it("is refused where no pipeline reads that one, with the name that was meant", async () => {
        const plans = [await planOf("staging", { configFile })];
        const [, repository = ""] = /repository: ([\w-]+)/.exec(readFileSync(join(root, configFile), "utf8")) ?? [];
        assert.doesNotThrow(() => refuseUnread(plans, { sources: { [repository]: web } }));
        assert.throws(
            () => refuseUnread(plans, { sources: { [`${repository}x`]: web } }),
            new UsageError(
                `--source ${repository}x=…: pipelines of these plans read ${repository}; did you mean ${repository}?`,
            ),
        );
    });
    it("is asked for where one folder stands for several", async () => {
        const plans = [await planOf("staging", { configFile: "examples/blue-green-web/shared/Pulumi.staging.yaml" })];
        const [first, second] = ["blue-green-web-orders", "blue-green-web"];
        const said = `--source ${web} is the application of ${first} and of ${second}.\nWhere one of them has another:\n  --source ${second}=<folder>\n`;
        assert.equal(sharedSource(plans, { source: web, sources: {} }), said);
        assert.equal(sharedSource(plans, { source: web, sources: { [first]: model } }), "");
        assert.equal(sharedSource(plans, { sources: {} }), "");
    });
    it("is refused where nothing reads a repository", async () => {
        assert.throws(
            () => refuseUnread([], { sources: { shop: web } }),
            /no pipeline of these plans reads a repository/,
        );
    });
});

describe("the clone of a source", () => {
    const EXAMPLE = "examples/image-classification";
    const planned = async (clone: string): Promise<Plan> => {
        const { config } = parse(readFileSync(join(root, EXAMPLE, "Pulumi.staging.yaml"), "utf8")) as Settings;
        const { digits } = config["fairlead:models"];
        const source = { kind: "codecommit", repository: "handwriting", clone };
        return planOf("staging", { overrides: { "fairlead:models": { digits: { ...digits, source } } } });
    };
    const asked = { stacks: ["staging"], sources: {} };
    workInProjectOfTests();

    it("is what the repository holds, relative to the project, where the command line says nothing of it", async () => {
        const plan = await planned(EXAMPLE);
        const found = withClones([plan], asked);
        assert.deepEqual(found, { handwriting: join(process.cwd(), EXAMPLE) });
        assert.deepEqual(withClones([plan], { ...asked, sources: { handwriting: web } }), { handwriting: web });
        assert.deepEqual(withClones([plan], { ...asked, source: web }), {});
        assert.deepEqual(withClones([plan], { ...asked, stacks: [] }), {}, "a plan of a file has no project here");
    });
    it("is what check reads", async () => {
        const plan = await planned(EXAMPLE);
        const settingsOf = (stack: string) => `Pulumi.${stack}.yaml`;
        const subjects = subjectsOf([plan], { root, settingsOf });
        assert.deepEqual(
            subjects.map(({ source }) => source.context),
            [join(root, EXAMPLE), join(root, "examples/blue-green-web")],
        );
    });
    it("refuses a folder that is none, by the line", async () => {
        const plan = await planned("nowhere");
        assert.throws(
            () => withClones([plan], asked),
            /the source of digits has its clone at .*nowhere: there is no such/,
        );
    });
});
