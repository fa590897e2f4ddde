import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { drawPlan } from "../../cli/plan/svg";
import { readPlan } from "../../plan/lines";
import type { Plan, PlannedResource } from "../../plan/document";
import { releaseStoreNames } from "../../components/shared/release-store";
import { kinds } from "../../stacks/kinds";
import { stackFile } from "../stacks/stack-files";
import { matchesGolden } from "../support/golden";
import { planOf, root } from "../support/program";
import { readPage, section } from "./pages";

const stacks = ["staging", "prod"] as const;
const readme = readPage("README.md").text;
const runbook = readPage("docs/runbook.md").text;
const mails = section(readPage("docs/notifications.md").text, "## What mail means");

describe("what the pages leave out", () => {
    it("is no component and no kind", () => {
        const table = readPage("docs/components.md").text;
        const classes = ["components", "stacks"].flatMap(sources).flatMap((file) => {
            const [, name] = /^export class (\w+) extends pulumi\.ComponentResource/m.exec(read(file)) ?? [];
            return name === undefined ? [] : [{ name, file }];
        });
        const names = classes.map(({ name, file }) => `[${name}](../${file})`);
        const words = Object.values(kinds).flatMap((list: readonly { kind: string }[]) =>
            list.map(({ kind }) => `[${kind}](`),
        );
        assert.ok(names.length > 10 && words.length > 3, "the search itself finds nothing");
        assert.deepEqual(missing([...names, ...words], table), []);
    });

    it("is no setting in which staging and prod differ", () => {
        const [staging, prod] = stacks.map((stack) => stackFile(`Pulumi.${stack}.yaml`));
        const keys = [...new Set([...Object.keys(staging ?? {}), ...Object.keys(prod ?? {})])];
        const differing = keys
            .filter((key) => JSON.stringify(staging?.[key]) !== JSON.stringify(prod?.[key]))
            // The lines themselves: what differs inside them has rows of its own.
            .filter((key) => key !== "fairlead:services")
            .map((key) => `\`${key.replace("fairlead:", "")}\``);
        assert.deepEqual(missing(differing, section(readme, "## What differs between staging and prod")), []);
    });

    it("is no step that can be red", async () => {
        const steps = (await Promise.all(stacks.map((stack) => planOf(stack)))).flatMap(stepsOf);
        const more = await Promise.all(
            ["", "native/"].map((folder) =>
                planOf("staging", { configFile: `examples/blue-green-web/${folder}Pulumi.staging.yaml` }),
            ),
        );
        const headings = [...new Set([...steps, ...more.flatMap(stepsOf)])].map((step) => `### ${step}`);
        assert.ok(headings.length >= 9, "the search itself finds nothing");
        assert.deepEqual(missing(headings, runbook), []);
    });

    it("is no key of the plan's JSON", async () => {
        const page = readPage("docs/plan.md").text;
        const plans = await Promise.all(stacks.flatMap((stack) => [planOf(stack), planOf(stack, { preview: true })]));
        const keys = plans.flatMap((plan) => [
            ...Object.keys(plan),
            ...plan.resources.flatMap((each) => [...Object.keys(each), ...Object.keys(each.options)]),
            ...plan.invokes.flatMap((each) => Object.keys(each)),
        ]);
        const wanted = [...new Set([...keys, "external"])].map((key) => `\`${key}\``);
        assert.ok(wanted.length > 20, "the search itself finds nothing");
        assert.deepEqual(missing([...wanted, '`{ "unknown": true }`', '`{ "secret": true }`'], page), []);
    });

    it("is no decision", () => {
        const files = readdirSync(path.join(root, "docs/decisions")).filter((file) => file !== "README.md");
        const list = readPage("docs/decisions/README.md").text;
        assert.deepEqual(
            missing(
                files.map((file) => `(${file})`),
                list,
            ),
            [],
        );
    });

    it("is no section of the runbook that somebody looks for", () => {
        const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);
        const anchors = headings
            .filter((heading) => heading !== "A step is red")
            .map(
                (heading) =>
                    `runbook.md#${heading
                        .toLowerCase()
                        .replaceAll(/[^\w ]/g, "")
                        .replaceAll(" ", "-")})`,
            );
        assert.deepEqual(missing(anchors, readme + mails), []);
    });
});

describe("what the pages repeat", () => {
    it("shows a resource as a plan has it", async () => {
        const [, shown] = readPage("docs/plan.md").blocks.filter(({ language }) => language === "json");
        const example = JSON.parse(shown?.text ?? "") as PlannedResource;
        const { resources } = await planOf("prod");
        assert.deepEqual(
            example,
            resources.find(({ urn }) => urn === example.urn),
        );
    });

    it("names the release store as the program does", () => {
        const shell = { project: "fairlead", environment: "$environment", account: "$account" };
        assert.ok(runbook.includes(`releases=${releaseStoreNames(shell).bucket}\n`));
    });

    it("shows the text of a failed run's mail", async () => {
        const { resources } = await planOf("prod");
        const said = resources
            .filter(({ name, type }) => name === "mails-failed" && type.endsWith(":EventTarget"))
            .map(({ inputs }) => JSON.stringify(inputs["inputTransformer"]));
        assert.equal(said.length, 1);
        assert.match(said[0] ?? "", /<pipeline> failed\. See what it says: /);
        assert.ok(mails.includes("<pipeline> failed. See what it says: …"));
    });

    for (const stack of stacks) {
        it(`draws ${stack} as the program is`, async () => {
            // Both lines, as the stack files at the root are shipped; these may be the owner's by now.
            const { config } = parse(read(`examples/image-classification/Pulumi.${stack}.yaml`)) as Model;
            const plan = await planOf(stack, { overrides: { "fairlead:models": config["fairlead:models"] } });
            matchesGolden(`../../docs/pictures/${stack}.svg`, drawPlan(readPlan(plan)));
        });
    }
});

interface Model {
    readonly config: { readonly "fairlead:models": unknown };
}

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

const missing = (wanted: readonly string[], text: string): string[] => wanted.filter((each) => !text.includes(each));

function sources(folder: string): string[] {
    return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const file = path.posix.join(folder, entry.name);
        return entry.isDirectory() ? sources(file) : entry.name.endsWith(".ts") ? [file] : [];
    });
}

function stepsOf({ resources }: Plan): string[] {
    interface Stage {
        readonly actions: readonly { readonly name: string }[];
    }
    return resources
        .filter(({ type }) => type === "aws:codepipeline/pipeline:Pipeline")
        .flatMap(({ inputs }) => (inputs["stages"] as unknown as readonly Stage[]).flatMap(({ actions }) => actions))
        .map(({ name }) => name);
}
