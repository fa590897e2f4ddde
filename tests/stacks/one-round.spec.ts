// Whoever does what is printed has settings that nothing is wrong with: no fix contradicts another, none leaves a second round.
import * as assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readProject } from "../../cli/plan/project";
import * as settings from "../../stacks/settings";
import { writtenIn } from "../../stacks/settings/mistakes/written";
import { projectOfTests } from "../../tools/project";
import { mutated } from "../support/mutant";
import { applied, fixesOf } from "./apply-fix";
import { CASES, DOCKER, web } from "./one-round-cases";
import { complaint } from "./stack-files";

describe("what is printed about settings", () => {
    let folder: string;
    const here = process.cwd();
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "f-"));
        process.chdir(projectOfTests());
    });
    after(() => {
        process.chdir(here);
        rmSync(folder, { recursive: true });
    });

    const saidOf = (text: string, by = complaint): string | undefined => {
        const configFile = join(folder, "P.yaml");
        writeFileSync(configFile, text);
        const { config } = readProject({ stack: "staging", configFile });
        const own = { project: "fairlead", environment: "staging", configFile };
        return by(config, "staging", { ...own, written: writtenIn(own), hasPulumi: false });
    };
    const headings = (message: string): string[] =>
        message
            .split("\n\n")
            .slice(1)
            .map((block) => (block.split("\n  allowed:")[0] ?? "").replace(/\n\s+/g, " "))
            .map((text) => text.replace(/\(\S*P\.yaml:(\d+)\)/, "($1)").replace(/^fairlead:/, ""));

    for (const [title, { typed, told }] of Object.entries(CASES))
        it(`names it once, and its fix works: ${title}`, () => {
            const said = saidOf(typed) ?? "";
            assert.deepEqual(headings(said), told);
            const fixed = applied(typed, fixesOf(said));
            assert.equal(saidOf(fixed), undefined, fixed);
        });

    for (const name of ["account-without-its-zero", "misspelt-namespace", "quoted-number", "several-at-once"])
        it(`has a fix that works for a first mistake: ${name}`, () => {
            const typed = readFileSync(join(here, "tests/fixtures/settings", name, "Pulumi.staging.yaml"), "utf8");
            const fixed = applied(typed, fixesOf(saidOf(typed) ?? ""));
            assert.equal(saidOf(fixed), undefined, fixed);
        });

    const MUTANTS: readonly (readonly [file: string, from: string, to: string, title: keyof typeof CASES])[] = [
        [
            "mistakes/meant-kinds",
            "meant === undefined",
            "true",
            "kinds that are misspelt, with more that is wrong beside them",
        ],
        ["mistakes/mend", "_indentation.tooFarLeft", "(() => [])", "names beside what should hold them"],
        ["mistakes/mend", "_spaces.unspaced", "(() => [])", "no space after the colons in braces"],
        ["mistakes/mend", "[...from, ...at.slice(to.length)]", "at", "one part of a line beside it"],
        [
            "mistakes/usable-names",
            "round < ROUNDS",
            "round < 0",
            "a name that is not allowed, and what stands below it",
        ],
        [
            "mistakes/usable-names",
            "&& !taken.includes(each)",
            "",
            "a name that is not allowed beside the one that would be",
        ],
    ];
    for (const [file, from, to, title] of MUTANTS)
        it(`mutant: ${file} without ${from}`, () => {
            const wrong = mutated<typeof settings>("stacks/settings", `stacks/settings/${file}`, [from, to]);
            const { typed, told } = CASES[title] ?? { typed: "", told: [] };
            const complain: typeof complaint = (raw, environment = "staging", more = {}) => {
                try {
                    wrong.parseStack(raw, { project: "fairlead", environment, filesIn: settings.filesIn, ...more });
                    return undefined;
                } catch (error) {
                    return (error as Error).message;
                }
            };
            const said = saidOf(typed, complain) ?? "";
            // What the fixes make may be no YAML at all.
            assert.throws(() => {
                assert.deepEqual(headings(said), told);
                assert.equal(saidOf(applied(typed, fixesOf(said))), undefined);
            });
        });

    it("suggests what lies in the stack's own region and account, and names as they are spoken", () => {
        const typed = `config:
  aws:region: eu-central-1
  fairlead:account: "123456789012"
  fairlead:loosen: [plain-http]
  fairlead:services:
    größe:
      ${DOCKER}
      deploy: { kind: ecs, port: 8080, secrets: { TOKEN: x } }
`;
        const said = fixesOf(saidOf(typed) ?? "").join("\n");
        assert.match(said, /groesse/);
        assert.match(said, /arn:aws:secretsmanager:eu-central-1:123456789012:secret:/);
    });

    it("repeats no value that may be a secret", () => {
        const said = saidOf(web(DOCKER, "deploy: { kind: ecs, port: 8080, environment: {WORD:hunter2} }")) ?? "";
        assert.match(said, /WORD/);
        assert.doesNotMatch(said, /hunter2/);
    });
});
