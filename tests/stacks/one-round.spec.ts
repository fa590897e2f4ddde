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
import { complaint } from "./stack-files";

const HEAD = `config:
  aws:region: eu-west-1
  fairlead:account: "111122223333"
  fairlead:loosen: [plain-http]
`;
const DOCKER = "build: { kind: docker, context: examples/blue-green-web }";
const web = (...lines: string[]): string =>
    `${HEAD}  fairlead:services:\n    web:\n${lines.map((line) => `      ${line}\n`).join("")}`;

/** What was typed, and for each thing that is told about it, where. */
const CASES: Readonly<Record<string, { readonly typed: string; readonly told: readonly string[] }>> = {
    "settings beside the part that they are settings of": {
        typed: web(DOCKER, "deploy:", "kind: ecs", "port: 8080"),
        told: ["services.web.kind (9) stands beside deploy, which is empty, and so does port"],
    },
    "one setting after its part": {
        typed: web(DOCKER, "deploy:", "  kind: ecs", "port: 8080"),
        told: ["services.web.port (10) is not a setting"],
    },
    "a line beside the settings of the stack": {
        typed: `${HEAD}  fairlead:services:\n  web:\n    ${DOCKER}\n    deploy: { kind: ecs, port: 8080 }\n`,
        told: ["web (6) stands beside fairlead:services, which is empty"],
    },
    "the parts of a line beside the lines": {
        typed: `${HEAD}  fairlead:services:\n    web:\n    ${DOCKER}\n    deploy:\n      kind: ecs\n      port: 8080\n`,
        told: [
            "services.build (7) stands beside the lines of services, where it would be a line of its own, and so does deploy",
        ],
    },
    "one part of a line beside it": {
        typed: `${HEAD}  fairlead:services:\n    web:\n      ${DOCKER}\n    deploy:\n      kind: ecs\n      prot: 8080\n`,
        told: [
            "services.deploy (8) stands beside the lines of services, where it would be a line of its own",
            "services.web.deploy.prot (10) is not a setting",
        ],
    },
    "a part within another": {
        typed: web(
            "build:",
            "  kind: docker",
            "  context: examples/blue-green-web",
            "  deploy: { kind: ecs, port: 8080 }",
        ),
        told: ["services.web.build.deploy (10) is not a setting"],
    },
    "a setting of the stack among the lines": {
        typed: `${web(DOCKER, "deploy: { kind: ecs, port: 8080 }")}    fairlead:notify:\n      - { to: email, address: team@example.com }\n`,
        told: ["notify (9) stands below fairlead:services, where nobody reads it"],
    },
    "names beside what should hold them": {
        typed: web(DOCKER, "deploy:", "  kind: ecs", "  port: 8080", "  environment:", "  LOG: debug"),
        told: ["services.web.deploy.LOG (12) stands beside environment, which is empty"],
    },
    "no space after the colons in braces": {
        typed: web(DOCKER, "deploy: {kind:ecs, port:3000}"),
        told: ["services.web.deploy.kind (8) has no space after its colon, nor has port:"],
    },
    "no space after one colon in braces, and a wrong value after it": {
        typed: web(DOCKER, "deploy: { kind: ecs, port:80800 }"),
        told: ["services.web.deploy.port (8) has no space after its colon", "services.web.deploy.port (8) is 80800"],
    },
    "no space after colons below each other": {
        typed: web(DOCKER, "deploy:", "  kind:ecs", "  port:3000"),
        told: ["services.web.deploy.kind (8) has no space after its colon, nor has port:"],
    },
    "no space after the colons in a list": {
        typed: `${web(DOCKER, "deploy: { kind: ecs, port: 8080 }")}  fairlead:notify: [{to:email, address:team@example.com}]\n`,
        told: ["notify[0].to (9) has no space after its colon, nor has address:"],
    },
    "no space before what is not repeated": {
        typed: web(DOCKER, "deploy: { kind: ecs, port: 8080, environment: {LOG:debug} }"),
        told: ["services.web.deploy.environment.LOG (8) has no space after its colon"],
    },
    "a name that is not allowed, and what stands below it": {
        typed: web(
            "build: { kind: dokcer, context: examples/blue-green-web }",
            "deploy: { kind: ecs, port: 8080, count: 0 }",
        ).replace("web:", "Web_App:"),
        told: [
            "services.Web_App (6) is not a usable name",
            'services.Web_App.build.kind (7) is "dokcer"',
            "services.Web_App.deploy.count (8) is 0",
        ],
    },
    "a name that is not allowed, and what AWS refuses below it": {
        typed: web(DOCKER, "deploy: { kind: ecs, port: 8080, memory: 300 }").replace("web:", "Web_App:"),
        told: ["services.Web_App (6) is not a usable name", "services.Web_App.deploy.memory (8) is 300"],
    },
    "a name that is not allowed beside the one that would be": {
        typed: `${web(DOCKER, "deploy: { kind: ecs, port: 8080 }")}    WEB:\n      ${DOCKER}\n      deploy: { kind: ecs, port: 8080 }\n`,
        told: ["services.WEB (9) is not a usable name"],
    },
    "a name of digits": {
        typed: web(DOCKER, "deploy: { kind: ecs, port: 8080 }").replace("web:", '"123":'),
        told: ['services["123"] (6) is not a usable name'],
    },
    "a variable whose name is not allowed, and its value": {
        typed: web(DOCKER, "deploy: { kind: ecs, port: 8080, environment: { MY-VAR: 3 } }"),
        told: [
            "services.web.deploy.environment.MY-VAR (8) is not a usable name",
            "services.web.deploy.environment.MY-VAR (8) is 3, a number",
        ],
    },
};

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

    it("repeats no value that may be a secret", () => {
        const said = saidOf(web(DOCKER, "deploy: { kind: ecs, port: 8080, environment: {WORD:hunter2} }")) ?? "";
        assert.match(said, /WORD/);
        assert.doesNotMatch(said, /hunter2/);
    });
});
