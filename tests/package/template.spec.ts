import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { makePlan } from "../../cli/plan/record";
import { explainPlan } from "../../cli/plan/text";
import { readPlan } from "../../plan/lines";
import { paintFor } from "../../text/terminal";
import { root } from "../support/program";
import { fromTemplate, TEMPLATE, withSources } from "./from-template";
import { manifest, type Manifest } from "./manifest";

interface ProjectFile {
    readonly name: string;
    readonly description: string;
    readonly template?: {
        readonly description?: string;
        readonly config?: Record<string, { readonly description: string }>;
    };
    readonly config: Readonly<Record<string, unknown>>;
}
const projectFile = (folder: string): ProjectFile =>
    parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as ProjectFile;

describe("pulumi new, from template/", () => {
    let shop: string;
    before(() => {
        shop = fromTemplate("shop", "Orders: and nothing else");
        withSources(shop);
    });
    after(() => rmSync(shop, { recursive: true, force: true }));

    it("says what it is, and asks for what only the owner knows", () => {
        const { name, template } = projectFile(TEMPLATE);
        assert.equal(name, "${PROJECT}");
        assert.ok(template?.description);
        assert.deepEqual(Object.keys(template.config ?? {}), ["aws:region", "account"]);
    });

    it("leaves no word of the template's in what it makes", () => {
        const left = readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(shop, join(entry.parentPath, entry.name).slice(TEMPLATE.length)))
            .filter((path) => /\$\{(PROJECT|DESCRIPTION)\}/.test(readFileSync(path, "utf8")));
        assert.deepEqual(left, []);
        assert.equal(projectFile(shop).name, "shop");
    });

    for (const stack of ["staging", "prod"])
        it(`plans ${stack}, with the owner's own resource beside the line`, async () => {
            const plan = await makePlan({ stack, cwd: shop });
            const { project, resources, outputs } = plan;
            assert.equal(project, "shop");
            assert.deepEqual(Object.keys(outputs), ["lines", "nextSteps", "team"]);
            const orders = resources.find(({ type, name }) => type === "aws:sqs/queue:Queue" && name === "orders");
            assert.match(orders?.parent ?? "", /pulumi:pulumi:Stack::shop-/);
            const text = explainPlan(readPlan(plan), paintFor({ isTTY: false }));
            assert.match(text, /\n\nof your own\n {4}RolePolicy web-orders\n {4}Queue orders\n\n/);
            const pipeline = resources.find(({ name, type }) => type.endsWith(":Pipeline") && name === "web-ship");
            assert.match(String(pipeline?.outputs["name"]), new RegExp(`^web-ship-${stack}-[0-9a-f]{7}$`));
        });

    it("is refused without the names that roles go by", async () => {
        const file = join(shop, "Pulumi.yaml");
        const text = readFileSync(file, "utf8");
        try {
            writeFileSync(file, text.replace("pattern: ${name}-${stack}-${hex(7)}", "pattern: ${name}-${hex(7)}"));
            await assert.rejects(
                makePlan({ stack: "prod", cwd: shop }),
                /roles here name what they may touch as web-prod-[0-9a-f]{7}; write there:\n\nconfig:\n {2}pulumi:autonaming:\n {4}value: \{ pattern: "\$\{name\}-\$\{stack\}-\$\{hex\(7\)\}" \}$/,
            );
        } finally {
            writeFileSync(file, text);
        }
    });

    it("names resources as this repository's own project does", () => {
        const naming = "pulumi:autonaming";
        assert.deepEqual(projectFile(TEMPLATE).config[naming], projectFile(root).config[naming]);
    });

    it("has the packages that Fairlead itself has, so that there is one copy of each", () => {
        const ours = manifest();
        const known: Readonly<Record<string, string>> = { ...ours.dependencies, ...ours.devDependencies };
        const { dependencies, devDependencies } = JSON.parse(
            readFileSync(join(TEMPLATE, "package.json"), "utf8"),
        ) as Manifest;
        for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
            assert.equal(version, name === "fairlead" ? `file:fairlead-${ours.version}.tgz` : known[name], name);
    });
});
