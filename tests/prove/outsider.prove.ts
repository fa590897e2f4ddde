// A target that takes an archive, with its own build and its own thing to carry, written as an outsider would by what
// CONTRIBUTING says: the files below `outsider/` are new, each list gets its kind, and nothing else is edited.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { Estate } from "../iam/support/estate";
import { root } from "../support/program";

const FILES = join(__dirname, "outsider");
/** The lists that know the kinds: what is added to each is an import, and the name. */
const LISTS: Readonly<Record<string, readonly [name: string, from: string]>> = {
    "components/builds/index.ts": ["zipped", "./zipped"],
    "components/targets/index.ts": ["folder", "./folder"],
    "cli/plan/subjects/index.ts": ["folder", "./folder"],
    "rehearsal/targets/index.ts": ["folder", "./folder"],
};
const PROGRAM = ["bin", "cli", "components", "iam", "plan", "rehearsal", "stacks", "text", "extend.ts", "index.ts"];
const PROJECT = ["Pulumi.yaml", "package.json", "tsconfig.json"];

/** Adds a kind to its folder's list, as a person would. */
function listed(text: string, [name, from]: readonly [name: string, from: string]): string {
    const lines = text.split("\n");
    const afterImports = lines.findLastIndex((line) => line.startsWith("import ")) + 1;
    lines.splice(afterImports, 0, `import { ${name} } from "${from}";`);
    return lines
        .join("\n")
        .replace(/(\n\];|\n\};|\] as const;| \};)/, (end) =>
            end.startsWith("\n") ? `\n    ${name},${end}` : `, ${name}${end}`,
        );
}

describe("a kind that an outsider adds", function () {
    this.timeout(300_000);
    let checkout: string;

    before(() => {
        // Below the checkout: jobs of a rehearsal do not see /tmp.
        mkdirSync(join(root, ".fairlead"), { recursive: true });
        checkout = mkdtempSync(join(root, ".fairlead", "outsider-"));
        for (const name of [...PROGRAM, ...PROJECT])
            cpSync(join(root, name), join(checkout, name), { recursive: true });
        symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
        cpSync(FILES, checkout, { recursive: true });
        for (const [file, kind] of Object.entries(LISTS)) {
            writeFileSync(join(checkout, file), listed(readFileSync(join(checkout, file), "utf8"), kind));
        }
    });
    after(() => rmSync(checkout, { recursive: true, force: true }));

    function fairlead(...given: readonly string[]): {
        readonly code: number | null;
        readonly out: string;
        readonly err: string;
    } {
        const { status, stdout, stderr } = spawnSync(process.execPath, [join(checkout, "bin/fairlead"), ...given], {
            cwd: checkout,
            encoding: "utf8",
        });
        return { code: status, out: stdout, err: stderr };
    }

    it("is new files, and two lines in each list; nothing else is edited", () => {
        const added = readdirSync(FILES, { recursive: true, encoding: "utf8" });
        const shared = [...PROGRAM].flatMap((name) =>
            name.includes(".")
                ? [name]
                : readdirSync(join(checkout, name), { recursive: true, encoding: "utf8" }).map((file) =>
                      join(name, file),
                  ),
        );
        const edited = shared
            .filter((file) => /\.\w+$/.test(file) && !added.includes(file))
            .filter((file) => {
                return readFileSync(join(checkout, file), "utf8") !== readFileSync(join(root, file), "utf8");
            });
        assert.deepEqual(edited.sort(), Object.keys(LISTS).sort());
        for (const file of edited) {
            const before = readFileSync(join(root, file), "utf8").split("\n");
            const lines = readFileSync(join(checkout, file), "utf8").split("\n");
            assert.ok(lines.filter((line) => !before.includes(line)).length <= 2, file);
        }
    });

    it("has settings that are explained, with rules of its own", () => {
        const file = join(checkout, "wrong.yaml");
        const text = readFileSync(join(checkout, "Pulumi.staging.yaml"), "utf8");
        writeFileSync(file, text.replace("title: staging", "prefix: releases, titel: staging"));
        const { code, err } = fairlead("plan", "--stack", "staging", "--config-file", "wrong.yaml");
        assert.equal(code, 1);
        assert.match(err, /services\.docs\.deploy\.prefix \(wrong\.yaml:\d+\) is "releases"/);
        assert.match(err, /services\.docs\.deploy\.titel/);
        // The command where there is a pulumi, and else the line to write.
        assert.match(err, /'fairlead:services\.docs\.deploy\.prefix' 'site'|write\n\s+prefix: site/);
    });

    it("is planned and drawn in its own words, in an environment that makes neither a cluster nor a network", () => {
        const { code, out } = fairlead("plan", "--stack", "staging");
        assert.equal(code, 0);
        assert.match(out, /holds the files of the release that is live/);
        assert.doesNotMatch(out, /Cluster|Vpc|Repository web/);
        const picture = fairlead("plan", "--stack", "prod", "--format", "svg").out;
        assert.match(picture, /folder in bucket/);
    });

    it("has roles that may do what its scripts call, and no more", () => {
        const plans = ["staging", "prod"].map(
            (stack) => JSON.parse(fairlead("plan", "--stack", stack, "--format", "json").out) as Plan,
        );
        const estate = new Estate(plans);
        assert.deepEqual(estate.holes(), []);
        assert.deepEqual(estate.missing(), []);
        assert.deepEqual(estate.excessive(), []);
    });

    it("has types that fit the seams", () => {
        const config = {
            extends: "./tsconfig.json",
            include: ["index.ts", "cli/plan/subjects/*.ts", "rehearsal/targets/*.ts"],
            exclude: [],
        };
        writeFileSync(join(checkout, "tsconfig.outsider.json"), JSON.stringify(config));
        const tsc = join(root, "node_modules/typescript/bin/tsc");
        const { stdout } = spawnSync(process.execPath, [tsc, "-p", join(checkout, "tsconfig.outsider.json")], {
            encoding: "utf8",
        });
        assert.equal(stdout, "");
    });

    it("goes from a push to prod, with every permission asked for", () => {
        const { code, out } = fairlead("rehearse", "--yes", "--source", "app", "--json");
        assert.equal(code, 0, out.slice(-3000));
        assert.match(out, /^\{"ended":"green"/m);
        assert.doesNotMatch(out, /"kind":"denied"/);
        // The page of the application arrived in prod's folder, after it had been in staging's.
        const written = [...out.matchAll(/"kind":"object","about":"([^"]+site\/index\.html)"/g)].map(([, key]) => key);
        assert.equal(new Set(written).size, 2, String(written));
        // Both environments are shown with the same archive, and a folder in the place of an address.
        const report = readFileSync(join(checkout, /"report":"([^"]+)"/.exec(out)?.[1] ?? ""), "utf8");
        const runs = [...report.matchAll(/<dt>archive<\/dt>\s*<dd><code>(sha256:[0-9a-f]{64})<\/code>/g)];
        assert.deepEqual([runs.length, new Set(runs.map(([, digest]) => digest)).size], [2, 1]);
        assert.match(report, /<h3>prod docs<\/h3>[^]*?<dt>folder<\/dt>\s*<dd>s3:\/\/[^<]+\/site\/<\/dd>/);
    });

    it("mutant: a kind that is in no list is refused by name", () => {
        const list = join(checkout, "components/targets/index.ts");
        const text = readFileSync(list, "utf8");
        try {
            writeFileSync(list, readFileSync(join(root, "components/targets/index.ts"), "utf8"));
            const { code, err } = fairlead("plan", "--stack", "staging");
            assert.equal(code, 1);
            assert.match(err, /services\.docs\.deploy\.kind \(.*\) is "folder"/);
        } finally {
            writeFileSync(list, text);
        }
    });
});
