// Workflows of many shapes, played as GitHub's pages say; the page stands above each.
import * as assert from "node:assert/strict";

import type { startWorkflows } from "../../../rehearsal/workflows/start";
import { mutated } from "../../support/mutant";
import { job, play, PUSH, type Seen } from "./fixture";

const SYNTAX = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax";
const COMMANDS = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands";
const says = ({ lines }: Seen, line: string) => assert.ok(lines.includes(line), `${line} not in\n${lines.join("\n")}`);
const never = ({ lines }: Seen, words: string) =>
    assert.ok(!lines.some((line) => line.includes(words)), `${words} in\n${lines.join("\n")}`);

/** What one finds in each: steps that fail, and what still runs. */
const FAILING = job(`
- run: exit 3
  id: bad
  continue-on-error: true
- run: echo "\${{ steps.bad.outcome }} \${{ steps.bad.conclusion }}"
- run: exit 4
- run: echo never
- run: echo mended
  if: failure()
- run: echo always
  if: \${{ always() && github.ref_name == 'main' }}
- run: echo not this one
  if: steps.bad.outcome == 'failure'
`);

describe("a workflow is played as GitHub documents", () => {
    it(`a failing step: ${SYNTAX}#jobsjob_idstepscontinue-on-error`, async () => {
        const seen = await play(FAILING);
        assert.equal(seen.end?.result, "failure");
        assert.match(seen.end.why ?? "", /Process completed with exit code 4\./);
        for (const line of ["failure success", "mended", "always"]) says(seen, line);
        for (const words of ["never", "not this one"]) assert.ok(!seen.lines.includes(words), words);
        assert.deepEqual(
            seen.steps.map((step) => step.replace(/^.*: /s, "")),
            [
                "failure/success",
                "success/success",
                "failure/failure",
                "skipped/skipped",
                "success/success",
                "success/success",
                "skipped/skipped",
            ],
        );
    });

    // "unspecified: bash -e {0}"; "bash: bash --noprofile --norc -eo pipefail {0}"
    it(`shells: ${SYNTAX}#jobsjob_idstepsshell`, async () => {
        const seen = await play(
            job(`
- run: "false | true; echo without pipefail"
- run: |
    import os
    print("python in", os.path.basename(os.getcwd()))
  shell: python
- run: echo "custom \${1:-}"
  shell: bash -e {0} word
- run: pwd
  working-directory: /tmp
- run: "false | true; echo with pipefail"
  shell: bash
`).replace("shell: python", "shell: python3 {0}"),
        );
        for (const line of ["without pipefail", "python in web", "custom word", "/tmp"]) says(seen, line);
        assert.ok(!seen.lines.includes("with pipefail"));
        assert.equal(seen.end?.result, "failure");
    });

    it(`environment files and commands: ${COMMANDS}`, async () => {
        const seen = await play(
            job(`
- id: told
  run: |
    echo "one=1" >> "$GITHUB_OUTPUT"
    printf 'many<<EOF\\nfirst\\nsecond=2\\nEOF\\n' >> "$GITHUB_OUTPUT"
    echo "GREETING=hello" >> "$GITHUB_ENV"
    echo "GITHUB_SHA=stolen" >> "$GITHUB_OUTPUT"
    mkdir -p "$RUNNER_TEMP/tools"; printf '#!/bin/sh\\necho from a tool\\n' > "$RUNNER_TEMP/tools/mine"; chmod +x "$RUNNER_TEMP/tools/mine"
    echo "$RUNNER_TEMP/tools" >> "$GITHUB_PATH"
    echo "# Tests" >> "$GITHUB_STEP_SUMMARY"
- run: |
    mine
    echo "$GREETING \${{ env.GREETING }} $OWN \${{ env.OWN }}"
    echo '\${{ toJSON(steps.told.outputs) }}' | tr -d '\\n '
  env: { OWN: "\${{ steps.told.outputs.one }}" }
- run: |
    echo "::error file=app.js,line=1::Missing semicolon"
    echo "::group::My title"
    echo "::add-mask::Mona The Octocat"
    echo "this is Mona The Octocat"
    echo "::stop-commands::word"
    echo "::warning::not heard"
    echo "::word::"
    echo "::warning::heard"
- run: echo "GITHUB_REF=stolen" >> "$GITHUB_ENV"
- run: echo "no sign" >> "$GITHUB_OUTPUT"
  if: always()
`),
        );
        says(seen, "from a tool");
        says(seen, "hello hello 1 1");
        says(seen, '{"one":"1","many":"first\\nsecond=2","GITHUB_SHA":"stolen"}');
        says(seen, "##[error]app.js:1: Missing semicolon");
        says(seen, "##[group]My title");
        says(seen, "this is ***");
        says(seen, "::warning::not heard");
        says(seen, "##[warning]heard");
        says(seen, "##[error]Can't store GITHUB_REF output parameter using '$GITHUB_ENV' command.");
        says(seen, "##[error]Unable to process file command 'GITHUB_OUTPUT' successfully. Invalid format 'no sign'");
        assert.equal(seen.facts.find(({ kind }) => kind === "workflow.summary")?.data["text"], "# Tests\n");
    });

    // "Variables set at the step level override those of the job, and those the workflow's."
    it(`secrets and variables: https://docs.github.com/en/actions/reference/security/secrets`, async () => {
        const seen = await play(
            job(
                `
- run: |
    echo "it is $PASSWORD, or $(echo -n "$PASSWORD" | base64), and \${{ secrets.NONE }}."
    echo "$WHO $CI"
  env: { WHO: step }
- id: leak
  run: echo "password=$PASSWORD" >> "$GITHUB_OUTPUT"
- run: exit 1
  name: \${{ secrets.PASSWORD }}
`,
                "env: { WHO: workflow }\n",
            ).replace(
                "    steps:",
                "    env: { PASSWORD: '${{ secrets.PASSWORD }}', WHO: job }\n    outputs: { password: '${{ steps.leak.outputs.password }}', other: \"${{ vars.COLOUR }}\" }\n    steps:",
            ),
            { repository: { secrets: { PASSWORD: "open sesame" }, variables: { COLOUR: "green" } } },
        );
        says(seen, "it is ***, or ***, and .");
        says(seen, "step true");
        says(seen, "##[warning]Skip output 'password' since it may contain secret.");
        assert.deepEqual(seen.end?.jobs["one"]?.outputs, { other: "green" });
        assert.ok(!JSON.stringify(seen.facts).includes("open sesame"));
    });

    // "A failure or skip applies to all jobs in the dependency chain from the point of failure or skip onwards."
    it(`jobs that need others: ${SYNTAX}#jobsjob_idneeds`, async () => {
        const seen = await play(`
on: push
jobs:
  make:
    runs-on: ubuntu-latest
    outputs: { digest: "\${{ steps.push.outputs.digest }}", list: '["a","b"]' }
    steps: [{ id: push, run: 'echo "digest=sha256:1" >> "$GITHUB_OUTPUT"' }]
  ship:
    needs: make
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "ships \${{ needs.make.outputs.digest }} of \${{ needs.make.result }}"; exit 1' }]
  after: { needs: [ship], runs-on: ubuntu-latest, steps: [{ run: echo never }] }
  last: { needs: after, runs-on: ubuntu-latest, steps: [{ run: echo never }] }
  mend:
    needs: last
    if: failure()
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "mends, for \${{ needs.last.result }}"' }]
  off: { if: "false", runs-on: ubuntu-latest, steps: [{ run: echo never }] }
  each:
    needs: make
    runs-on: ubuntu-latest
    strategy: { matrix: { letter: "\${{ fromJSON(needs.make.outputs.list) }}" } }
    steps: [{ run: "echo letter \${{ matrix.letter }}" }]
`);
        says(seen, "ships sha256:1 of success");
        says(seen, "mends, for skipped");
        says(seen, "letter a");
        says(seen, "letter b");
        const results = Object.fromEntries(
            Object.entries(seen.end?.jobs ?? {}).map(([name, { result }]) => [name, result]),
        );
        assert.deepEqual(results, {
            make: "success",
            ship: "failure",
            after: "skipped",
            last: "skipped",
            mend: "success",
            off: "skipped",
            each: "success",
        });
    });

    // "If any job in the matrix fails, all in-progress and queued jobs in the matrix will be canceled."
    it(`a matrix that fails fast, one after the other: ${SYNTAX}#jobsjob_idstrategyfail-fast`, async () => {
        const matrix = (more: string) => `
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy: { max-parallel: 1, ${more} matrix: { version: [1, 2, 3] } }
    steps: [{ run: "exit \${{ matrix.version == 2 && 1 || 0 }}" }]
`;
        assert.deepEqual((await play(matrix(""))).jobs, ["test (1) success", "test (2) failure", "test (3) cancelled"]);
        const slow = await play(matrix("fail-fast: false,"));
        assert.deepEqual(slow.jobs, ["test (1) success", "test (2) failure", "test (3) success"]);
        assert.equal(slow.end?.result, "failure");
    });

    // "Any previously pending job or workflow in the concurrency group will be canceled."
    it(`a group in which one runs and one waits: ${SYNTAX}#concurrency`, async () => {
        const one = (name: string, cancels = false) =>
            `name: ${name}\non: push\nconcurrency: { group: deploy, cancel-in-progress: ${String(cancels)} }\njobs:\n  one: { runs-on: ubuntu-latest, steps: [{ run: "sleep 1; echo ${name}" }] }\n`;
        const ended = ({ facts }: Seen) =>
            facts
                .filter(({ kind }) => kind === "workflow.ended")
                .map(({ about, data }) => `${about} ${String(data["status"])}`);
        const seen = await play([one("first"), one("second"), one("third")]);
        assert.deepEqual(ended(seen).sort(), ["run-1 success", "run-2 cancelled", "run-3 success"]);
        // They begin in the order of their files: ci-1.yml, ci.yml.
        const other = await play([one("second", true), one("first")]);
        assert.deepEqual(ended(other).sort(), ["run-1 cancelled", "run-2 success"]);
    });

    it("artifacts, a cache, hashes and a checkout, each by its own page", async () => {
        const seen = await play(
            `
on: push
permissions: { contents: read }
jobs:
  make:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: { python-version: "3.12" }
      - uses: actions/cache@v4
        id: cache
        with: { path: ~/.cache, key: "deps-\${{ hashFiles('**/lock.txt') }}" }
      - run: |
          cat app/lock.txt; python -c 'print("python runs")'
          echo "hit [\${{ steps.cache.outputs.cache-hit }}]"
          mkdir -p out/deep; echo built > out/deep/app.txt; echo other > out/other.log
      - uses: actions/upload-artifact@v4
        with: { name: app, path: "out/**/*.txt\\nout/other.log\\n!out/*.log" }
      - uses: actions/upload-artifact@v4
        with: { name: app, path: out }
        continue-on-error: true
  take:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v5
        with: { name: app, path: in }
      - run: find in -type f; cat in/deep/app.txt; test ! -e app
`,
            { files: { "app/lock.txt": "pinned\n" } },
        );
        assert.equal(seen.end?.result, "success", seen.end?.why ?? seen.lines.join("\n"));
        for (const line of ["pinned", "python runs", "hit []", "in/deep/app.txt", "built"]) says(seen, line);
        assert.ok(seen.lines.some((line) => /^Cache not found for input keys: deps-[0-9a-f]{64}$/.test(line)));
        assert.ok(seen.lines.some((line) => line.includes("(409) Conflict")));
        never(seen, "in/other.log");
    });

    it("without `contents: read` a private repository is not found", async () => {
        const text = job("- uses: actions/checkout@v5", "permissions: {}\n");
        assert.match((await play(text)).end?.why ?? "", /not found; the job has no `contents: read`/);
        assert.equal((await play(text, { repository: { visibility: "public" } })).end?.result, "success");
    });

    it("nobody's aws calls nobody, and an action refuses what only a run can tell", async () => {
        const seen = await play(
            job(`
- run: aws sts get-caller-identity
- uses: actions/checkout@v5
  if: failure()
  with: { repository: "\${{ vars.OTHER }}" }
`),
            { repository: { variables: { OTHER: "acme/other" } } },
        );
        assert.ok(seen.lines.some((line) => line.startsWith("Unable to locate credentials.")));
        assert.ok(
            seen.lines.includes(
                "##[error]not rehearsed: repository of actions/checkout; the repository of the workflow alone is there",
            ),
        );
    });

    it(`time that is over: ${SYNTAX}#jobsjob_idstepstimeout-minutes`, async () => {
        const seen = await play(
            job(
                "- run: sleep 300\n  timeout-minutes: 1\n- run: sleep 600\n  if: always()\n- run: echo cleans\n  if: cancelled()",
            ).replace("    steps:", "    timeout-minutes: 5\n    steps:"),
        );
        assert.ok(seen.lines.some((line) => line.includes("has timed out after 1 minutes.")));
        says(seen, "cleans");
        assert.deepEqual(seen.jobs, ["one cancelled"]);
    });

    it("reviewers of an environment are asked, and a no is the end: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments", async () => {
        const text =
            "on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    environment: prod\n    steps: [{ run: 'echo ships ${{ secrets.KEY }}x' }]\n";
        const prod = { reviewed: true, secrets: { KEY: "hidden" }, variables: {} };
        const answer = (status: "Approved" | "Rejected") => ({
            repository: { environments: { Prod: prod } },
            approver: async () => ({ status, by: "a person", summary: "not on Fridays" }),
        });
        const yes = await play(text, answer("Approved"));
        says(yes, "ships ***x");
        const no = await play(text, answer("Rejected"));
        assert.equal(no.end?.why, "prod: not on Fridays");
        never(no, "ships");
    });

    it("mutant: a step whose condition asks nothing runs after a failure", async () => {
        const { startWorkflows: start } = mutated<{ startWorkflows: typeof startWorkflows }>(
            "rehearsal/workflows/start",
            "rehearsal/workflows/step",
            ['if (!asks && this.job.results.status !== "success") return false;', ""],
        );
        says(await play(FAILING, { start }), "not this one");
    });

    it("mutant: a log that shows secrets", async () => {
        const { startWorkflows: start } = mutated<{ startWorkflows: typeof startWorkflows }>(
            "rehearsal/workflows/start",
            "rehearsal/workflows/log",
            ["shown.replaceAll(word, STARS)", "shown"],
        );
        const text = job('- run: echo "${{ secrets.PASSWORD }}"');
        says(await play(text, { start, trigger: PUSH, repository: { secrets: { PASSWORD: "sesame" } } }), "sesame");
    });
});
