// What of a workflow is refused before anything runs, by line; and GitHub's own examples of patterns, expressions, matrices.
import * as assert from "node:assert/strict";

import type { Json } from "../../../plan/document";
import { Expressions } from "../../../rehearsal/workflows/expressions";
import { accepts, isStarted, type Trigger } from "../../../rehearsal/workflows/triggers";
import { combinationsOf } from "../../../rehearsal/workflows/matrix";
import { readWorkflow, UnusableWorkflow } from "../../../rehearsal/workflows/read";
import { mutated } from "../../support/mutant";
import { PUSH } from "./fixture";

let expressions: Expressions;
before(async () => (expressions = await Expressions.load()));

const problems = (text: string): readonly string[] => {
    try {
        readWorkflow(text, "ci.yml", expressions);
        return [];
    } catch (error) {
        if (!(error instanceof UnusableWorkflow)) throw error;
        return error.message.split("\n");
    }
};
const of = (lines: string) => `on: push\njobs:\n  one:\n${lines}`;
const step = (line: string) => of(`    runs-on: ubuntu-latest\n    steps:\n      - ${line}\n`);

describe("reading a workflow", () => {
    const refused: Readonly<Record<string, readonly [text: string, ...says: RegExp[]]>> = {
        "an unknown action": [
            step("uses: actions/heroku@1.0.0"),
            /^ci\.yml:6: not rehearsed: actions\/heroku@1\.0\.0; what is stood in for is actions\/checkout/,
        ],
        "an action of the repository itself": [
            step("uses: ./.github/actions/mine"),
            /^ci\.yml:6: not rehearsed: \.\/\.github\/actions\/mine/,
        ],
        "an action's input that is not played": [
            step('uses: actions/checkout@v5\n        with: { submodules: "true" }'),
            /^ci\.yml:7: not rehearsed: submodules/,
        ],
        "an input that an action does not know": [
            step("uses: actions/setup-node@v5\n        with: { node_version: 22 }"),
            /^ci\.yml:7: actions\/setup-node knows no node_version/,
        ],
        "a function that GitHub does not know": [
            step('run: "${{ upper(github.ref) }}"'),
            /^ci\.yml:6: .*Unrecognized function: 'upper'/,
        ],
        "secrets in a condition": [
            step("run: x\n        if: secrets.KEY != ''"),
            /^ci\.yml:7: .*Unrecognized named-value: 'secrets'/,
        ],
        "steps in what comes before them": [
            of('    runs-on: ubuntu-latest\n    env: { A: "${{ steps.a.outputs.b }}" }\n    steps: [{ run: x }]\n'),
            /^ci\.yml:5: .*Unrecognized named-value: 'steps'/,
        ],
        "an expression where none may be": [
            step("uses: actions/checkout@${{ github.sha }}"),
            /^ci\.yml:6: .*GitHub takes no expression here/,
        ],
        "an expression without an end": [step('run: "${{ github.sha"'), /^ci\.yml:6: .*has no }}/],
        "a schedule": [
            "on: { schedule: [{ cron: '0 0 * * *' }] }\njobs: { one: { runs-on: ubuntu-latest, steps: [{ run: x }] } }",
            /^ci\.yml:1: .*not rehearsed: schedule; what starts a workflow here is push, pull_request, workflow_dispatch/,
        ],
        "workflow_run and pull_request_target": [
            "on: [workflow_run, pull_request_target]\njobs: { one: { runs-on: ubuntu-latest, steps: [{ run: x }] } }",
            /not rehearsed: workflow_run/,
            /not rehearsed: pull_request_target/,
        ],
        "services, containers and reusable workflows": [
            of(
                "    runs-on: ubuntu-latest\n    services: { db: { image: postgres } }\n    container: node\n    uses: ./other.yml\n    steps: [{ run: x }]\n",
            ),
            /^ci\.yml:5: .*service containers/,
            /^ci\.yml:6: .*inside of a container/,
            /^ci\.yml:7: .*reusable workflow/,
        ],
        "other runners": [
            of("    runs-on: [self-hosted, macos-15]\n    steps: [{ run: x }]\n"),
            /^ci\.yml:4: not rehearsed: a runner self-hosted, macos-15/,
        ],
        "shells of Windows": [step("run: x\n        shell: pwsh"), /^ci\.yml:7: not rehearsed: the shell pwsh/],
        "steps in the background": [
            step("run: x\n        background: true"),
            /^ci\.yml:7: .*not rehearsed: steps in the background/,
        ],
        "a job that needs itself": [
            of(
                "    needs: two\n    runs-on: ubuntu-latest\n    steps: [{ run: x }]\n  two: { needs: one, runs-on: ubuntu-latest, steps: [{ run: x }] }\n",
            ),
            /^ci\.yml:4: job one needs itself/,
            /^ci\.yml:7: job two needs itself/,
        ],
        "a job that nobody has": [
            of("    needs: [two]\n    runs-on: ubuntu-latest\n    steps: [{ run: x }]\n"),
            /^ci\.yml:4: job one needs two, and there is no such job/,
        ],
        "keys that GitHub does not know": [
            of("    runs-on: ubuntu-latest\n    step: []\n    steps: [{ runs: x }]\n"),
            /GitHub knows no step here/,
            /GitHub knows no runs here/,
        ],
        "what is no YAML": ["on: push\njobs: [", /^ci\.yml:2/],
        "aliases of themselves": ["on: push\njobs: &a { b: *a }", /^ci\.yml/],
    };
    for (const [what, [text, ...says]] of Object.entries(refused))
        it(`refuses ${what}, by line`, () => {
            const found = problems(text);
            for (const each of says)
                assert.ok(
                    found.some((line) => each.test(line)),
                    `${String(each)} not in\n${found.join("\n")}`,
                );
        });

    it("mutant: a context that may be used everywhere", () => {
        const other = mutated<{ readonly readWorkflow: typeof readWorkflow }>(
            "rehearsal/workflows/read",
            "rehearsal/workflows/template",
            ['STEP.filter((name) => name !== "secrets")', "STEP"],
        );
        assert.ok(other.readWorkflow(step("run: x\n        if: secrets.KEY != ''"), "ci.yml", expressions));
    });

    it("takes what people write", () => {
        const text = `
name: Deliver
run-name: Deliver by @\${{ github.actor }}
on:
  push: { branches: [main, "releases/**"], paths: ["web/**"] }
  pull_request:
  workflow_dispatch: { inputs: { level: { type: choice, options: [a, b], default: a } } }
permissions: {}
env: { NODE_ENV: test, COUNT: 1, ON: true, EMPTY: }
defaults: { run: { shell: bash, working-directory: web } }
concurrency: { group: "\${{ github.workflow }}-\${{ github.ref }}", cancel-in-progress: "\${{ github.event_name == 'pull_request' }}" }
jobs:
  test:
    name: Test on \${{ matrix.version }}
    runs-on: "\${{ matrix.os }}"
    timeout-minutes: 10
    strategy: { fail-fast: false, max-parallel: 2, matrix: { os: [ubuntu-latest], version: [20, 22], include: [{ version: 22, extra: x }] } }
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5
      - { uses: actions/setup-node@v5, with: { node-version: "\${{ matrix.version }}", cache: npm } }
      - run: npm ci
      - if: \${{ !cancelled() && hashFiles('package-lock.json') != '' }}
        run: npm test
  ship:
    needs: [test]
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    environment: { name: prod, url: "\${{ steps.out.outputs.url }}" }
    permissions: { id-token: write, contents: read }
    steps: [{ id: out, run: "echo url=https://example.com >> $GITHUB_OUTPUT" }]
`;
        assert.deepEqual(problems(text), []);
    });
});

describe("what starts a workflow", () => {
    /** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet */
    const sheet: readonly (readonly [pattern: string, fits: readonly string[], not?: readonly string[]])[] = [
        ["feature/*", ["feature/my-branch", "feature/your-branch"], ["feature/a/b"]],
        ["feature/**", ["feature/beta-a/my-branch", "feature/your-branch", "feature/mona/the/octocat"]],
        ["*", ["main", "releases"], ["all/the/branches"]],
        ["**", ["all/the/branches", "every/tag"]],
        ["*feature", ["mona-feature", "feature", "ver-10-feature"]],
        ["v2*", ["v2", "v2.0", "v2.9"]],
        ["v[12].[0-9]+.[0-9]+", ["v1.10.1", "v2.0.0"], ["v3.0.0", "v1.x.0"]],
        ["*.jsx?", ["page.js", "page.jsx"]],
        ["**.js", ["index.js", "js/index.js", "src/js/app.js"]],
        ["docs/**/*.md", ["docs/README.md", "docs/mona/hello-world.md", "docs/a/markdown/file.md"]],
        ["**/docs/**", ["docs/hello.md", "dir/docs/my-file.txt", "space/docs/plan/space.doc"]],
        ["**/*src/**", ["a/src/app.js", "my-src/code/js/app.js"]],
        ["**/*-post.md", ["my-post.md", "path/their-post.md"]],
        ["**/migrate-*.sql", ["migrate-10909.sql", "db/migrate-v1.0.sql", "db/sept/migrate-v1.sql"]],
    ];
    for (const [pattern, fits, not = []] of sheet)
        it(`${pattern}, as GitHub's sheet has it`, () => {
            for (const name of fits) assert.ok(accepts([pattern], name), name);
            for (const name of not) assert.ok(!accepts([pattern], name), name);
        });

    const wants = (on: string, trigger: Trigger) =>
        isStarted(
            readWorkflow(
                `on: ${on}\njobs: { one: { runs-on: ubuntu-latest, steps: [{ run: x }] } }`,
                "ci.yml",
                expressions,
            ).on,
            trigger,
        );

    it("a change in one folder starts exactly the line of that folder", () => {
        const lines = ["api", "web", "jobs"];
        const changed = { ...PUSH, changed: ["web/src/app.js"] };
        assert.deepEqual(
            lines.filter((line) => wants(`{ push: { branches: [main], paths: ["${line}/**"] } }`, changed)),
            ["web"],
        );
    });

    it("a tag starts no workflow of branches, and a branch none of tags; a later pattern takes back what one before let in", () => {
        const tag = { ...PUSH, ref: "refs/tags/v1.0" };
        assert.ok(!wants("{ push: { branches: [main] } }", tag));
        assert.ok(!wants("{ push: { tags: [v*] } }", PUSH));
        assert.ok(wants("push", tag) && wants("{ push: { tags: [v*] } }", tag));
        const release = { ...PUSH, ref: "refs/heads/releases/10-alpha" };
        assert.ok(!wants('{ push: { branches: ["releases/**", "!releases/**-alpha"] } }', release));
        assert.ok(!wants("push", { ...PUSH, message: "Fix [skip ci]" }));
        assert.ok(!wants('{ push: { paths-ignore: ["**.md"] } }', PUSH));
    });
});

describe("expressions and matrices, by GitHub's own examples", () => {
    const is = (text: string, value: Json) =>
        assert.deepEqual(
            expressions.value(text, {
                contexts: {
                    github: { ref: "refs/heads/main", event: { issue: { labels: [{ name: "bug" }] } } },
                    job: { status: "success" },
                    env: { constructor: "own", continue: "true", time: "3" },
                },
            }),
            value,
        );
    /** https://docs.github.com/en/actions/reference/workflows-and-actions/expressions */
    it("operators, functions and filters", () => {
        is("${{ contains('Hello world', 'llo') }}", true);
        is("${{ contains(github.event.issue.labels.*.name, 'bug') }}", true);
        is("${{ contains(fromJSON('[\"push\", \"pull_request\"]'), 'push') }}", true);
        is("${{ startsWith('Hello world', 'He') && endsWith('Hello world', 'ld') }}", true);
        is("${{ format('{{Hello {0} {1} {2}!}}', 'Mona', 'the', 'Octocat') }}", "{Hello Mona the Octocat!}");
        is("${{ join(github.event.issue.labels.*.name, ', ') }}", "bug");
        is("${{ toJSON(job) }}", '{\n  "status": "success"\n}');
        is("${{ fromJSON(env.continue) && fromJSON(env.time) }}", 3);
        is("${{ github.ref == 'refs/heads/MAIN' && 'value_for_main' || 'other' }}", "value_for_main");
        is("${{ github.none.deeper }}", null);
        is("a ${{ '}}' }} b ${{ 'it''s' }}", "a }} b it's");
    });

    it("what would fill any memory is an error of that step", () => {
        const bomb = "0"
            .repeat(12)
            .split("")
            .reduce((inner) => `format('{0}{0}{0}{0}{0}{0}{0}{0}', ${inner})`, "'xxxxxxxx'");
        assert.throws(() => expressions.evaluate(bomb, { contexts: {} }), /more than 1048576 characters/);
    });

    /** https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations#expanding-or-adding-matrix-configurations */
    it("fruit and animals", () => {
        const matrix: Json = {
            fruit: ["apple", "pear"],
            animal: ["cat", "dog"],
            include: [
                { color: "green" },
                { color: "pink", animal: "cat" },
                { fruit: "apple", shape: "circle" },
                { fruit: "banana" },
                { fruit: "banana", animal: "cat" },
            ],
        };
        assert.deepEqual(combinationsOf(matrix), [
            { fruit: "apple", animal: "cat", color: "pink", shape: "circle" },
            { fruit: "apple", animal: "dog", color: "green", shape: "circle" },
            { fruit: "pear", animal: "cat", color: "pink" },
            { fruit: "pear", animal: "dog", color: "green" },
            { fruit: "banana" },
            { fruit: "banana", animal: "cat" },
        ]);
        const few = combinationsOf({
            os: ["a", "b"],
            version: [1, 2],
            exclude: [{ os: "a", version: 1 }, { os: "b" }],
        });
        assert.deepEqual(few, [{ os: "a", version: 2 }]);
    });
});
