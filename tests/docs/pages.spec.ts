import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { PassThrough } from "node:stream";

import { parse } from "yaml";

import { main } from "../../cli/main";
import { readOptions } from "../../cli/rehearse/command";
import { parseStack, SettingsError } from "../../stacks/settings";
import { stackFile } from "../stacks/stack-files";
import { projectOfTests } from "../../tools/project";
import { root, workInProjectOfTests } from "../support/program";
import { skipBecause } from "../support/skip";
import { allPages, brokenLinks, readPage, section } from "./pages";

const pages = allPages();
const readme = readPage("README.md");
const notHereYet = section(readme.text, "## Not here yet");

/** Runs a command line of ours in this process. */
async function fairlead(line: string): Promise<{ code: number; said: string }> {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const said: Buffer[] = [];
    err.on("data", (data: Buffer) => said.push(data));
    out.resume();
    const code = await main(line.split(/\s+/), { out, err });
    return { code, said: Buffer.concat(said).toString() };
}

describe("what the pages say", () => {
    workInProjectOfTests();

    it("leads to files and headings that exist", () => {
        assert.deepEqual(pages.flatMap(brokenLinks), []);
    });

    it("names scripts that package.json has", () => {
        const wrong = pages.flatMap(({ file, code }) => {
            const here = path.join(root, path.dirname(file), "package.json");
            const manifest = existsSync(here) ? here : path.join(root, "package.json");
            const { scripts } = JSON.parse(readFileSync(manifest, "utf8")) as { scripts: Record<string, string> };
            return code.flatMap((text) =>
                [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)]
                    .map(([, run, short]) => run ?? short ?? "")
                    .filter((name) => !Object.hasOwn(scripts, name))
                    .map((name) => `${file}: npm run ${name}`),
            );
        });
        assert.deepEqual(wrong, []);
    });

    it("names commands of fairlead that exist, and calls missing only what is", async () => {
        const named = (texts: readonly string[]): string[] =>
            texts.flatMap((text) => [...text.matchAll(/\bfairlead ([a-z]+)\b/g)].map(([, name = ""]) => name));
        const missing = new Set(named([notHereYet]));
        const used = new Set(pages.flatMap(({ code }) => named(code)).filter((name) => !missing.has(name)));
        assert.ok(used.has("plan") && missing.has("promote"), "the search itself finds nothing");
        for (const name of used) assert.equal((await fairlead(`${name} --help`)).code, 0, `fairlead ${name}`);
        for (const name of missing) {
            const { said } = await fairlead(`${name} --help`);
            assert.match(said, /there is no command/, `${name} exists now: README.md still says that it does not`);
        }
    });

    it("shows commands of fairlead that work as they stand", async () => {
        const lines = pages.flatMap(({ blocks }) =>
            blocks
                .filter(({ language }) => language === "sh")
                .flatMap(({ text }) => [...text.matchAll(/^npx fairlead ([^>#\n]+)/gm)].map(([, line = ""]) => line)),
        );
        assert.ok(lines.length >= 3);
        for (const line of new Set(lines.map((each) => each.trim()))) {
            // A rehearsal takes its time: that it runs is proven elsewhere, that it would be understood here.
            const [command = "", ...args] = line.split(" ");
            if (command === "rehearse") assert.doesNotThrow(() => readOptions(args), `npx fairlead ${line}`);
            else assert.deepEqual(await fairlead(line), { code: 0, said: "" }, `npx fairlead ${line}`);
        }
    }).timeout(60_000);

    it("shows settings that pass, each beside the stack file that it names", () => {
        const blocks = pages.flatMap(({ file, blocks }) =>
            blocks.filter(({ language }) => language === "yaml").map((block) => ({ file, ...block })),
        );
        assert.ok(blocks.length >= 3);
        const wrong = blocks.flatMap(({ file, text, line }) => {
            const [, environment] = /^# Pulumi\.([\w-]+)\.yaml\n/.exec(text) ?? [];
            if (environment === undefined) return [`${file}:${line} does not begin with the file it belongs to`];
            const { config } = parse(text) as { config: object };
            try {
                const settings = `Pulumi.${environment}.yaml`;
                const whole = {
                    ...(existsSync(path.join(projectOfTests(), settings)) ? stackFile(settings) : {}),
                    ...config,
                };
                parseStack(whole, { project: "fairlead", environment });
                return [];
            } catch (error) {
                if (!(error instanceof SettingsError)) throw error;
                return [`${file}:${line} ${error.message}`];
            }
        });
        assert.deepEqual(wrong, []);
    });

    it("shows shell that bash can read", function () {
        if (spawnSync("bash", ["--version"]).error) skipBecause(this, "no bash on PATH");
        const wrong = pages.flatMap(({ file, blocks }) =>
            blocks
                .filter(({ language }) => language === "sh")
                .map(({ text, line }) => ({ line, said: spawnSync("bash", ["-n"], { input: text }).stderr.toString() }))
                .filter(({ said }) => said !== "")
                .map(({ line, said }) => `${file}:${line} ${said}`),
        );
        assert.deepEqual(wrong, []);
    });

    it("fits a terminal where it is typed or read there", () => {
        const wide = [readme, readPage("docs/runbook.md")].flatMap(({ file, text }) =>
            text.split("\n").flatMap((line, index) => {
                const mayBeWide = /^(\||!\[|\d+\. \[|npx fairlead .*--config-file )/.test(line);
                return line.length > 80 && !mayBeWide ? [`${file}:${index + 1} has ${line.length} columns`] : [];
            }),
        );
        assert.deepEqual(wide, []);
    });
});
