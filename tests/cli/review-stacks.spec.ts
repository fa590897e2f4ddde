import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { environmentsOf } from "../../cli/workflow/infrastructure";
import type * as rendering from "../../cli/workflow/review-stacks";
import { renderReviewStacks, templatesOf } from "../../cli/workflow/review-stacks";
import type { Plan } from "../../plan/document";
import { needTools } from "../scripts/fixture";
import { matchesGolden } from "../support/golden";
import { mutated } from "../support/mutant";
import { planOf } from "../support/program";
import { complaints, lint } from "../support/workflow-complaints";

interface Job {
    readonly if: string;
    readonly environment: string;
    readonly permissions: Readonly<Record<string, string>>;
    readonly concurrency: unknown;
    readonly steps: readonly {
        readonly name?: string;
        readonly uses?: string;
        readonly with?: Readonly<Record<string, unknown>>;
        readonly run?: string;
    }[];
}
const TEMPLATES = [{ stack: "review", region: "eu-west-1", begins: "pr-fairlead" }];
const jobsOf = (text: string) => (parse(text) as { readonly jobs: Readonly<Record<string, Job>> }).jobs;

describe("the workflow of review stacks without Pulumi Cloud", () => {
    const text = renderReviewStacks(TEMPLATES, "main");
    const { "make-review": make, "end-review": end, ...more } = jobsOf(text);
    assert.ok(make && end);

    it("is the golden one, valid to GitHub's own parser, and actionlint has nothing to tell", async () => {
        assert.deepEqual(more, {});
        assert.deepEqual(await complaints(text), []);
        assert.equal(await lint(text), "");
        matchesGolden("workflows/review-stacks.yml", text);
    });

    it("makes for what is open, and ends what is closed, each of the repository itself", () => {
        const { on } = parse(text) as { readonly on: Readonly<Record<string, { readonly types?: readonly string[] }>> };
        assert.deepEqual(on["pull_request"]?.types, ["opened", "reopened", "synchronize", "closed"]);
        assert.deepEqual(Object.keys(on), ["pull_request", "schedule", "workflow_dispatch"]);
        const ofItself = "github.event.pull_request.head.repo.full_name == github.repository";
        assert.equal(make.if, `github.event_name == 'pull_request' && github.event.action != 'closed' && ${ofItself}`);
        assert.equal(end.if, `github.event_name != 'pull_request' || (github.event.action == 'closed' && ${ofItself})`);
        assert.deepEqual(make.concurrency, end.concurrency);
    });

    it("takes away with the branch's code, and what is taken away no pull request says", () => {
        assert.equal(end.steps[0]?.with?.["ref"], "main");
        assert.equal(make.steps[0]?.with?.["ref"], undefined);
        assert.deepEqual(end.permissions, { contents: "read", "id-token": "write", "pull-requests": "read" });
        assert.deepEqual(
            [make, end].map(({ environment }) => environment),
            ["review", "review"],
        );
    });

    it("is of the templates that an account's stack names, which are brought up by nobody else", async () => {
        const configFile = (stack: string): string => `tests/fixtures/review/github/Pulumi.${stack}.yaml`;
        const plans: Plan[] = [];
        for (const stack of ["account", "review"]) plans.push(await planOf(stack, { configFile: configFile(stack) }));
        assert.deepEqual(templatesOf(plans), TEMPLATES);
        assert.deepEqual(environmentsOf(plans), []);
        const cloud = await planOf("account", { configFile: "tests/fixtures/review/Pulumi.account.yaml" });
        assert.deepEqual(templatesOf([cloud, ...plans.slice(1)]), []);
        assert.deepEqual(environmentsOf([cloud, ...plans.slice(1)]), []);
    });
});

describe("the scripts of review stacks", () => {
    let folder: string;
    before(function () {
        needTools(this, "bash", "jq");
    });
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "review-"));
        writeFileSync(join(folder, "Pulumi.review.yaml"), 'secretsprovider: "awskms://alias/x?context_stack=review"\n');
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    function program(name: string, text: string): void {
        writeFileSync(join(folder, name), `#!/bin/sh\n${text}`);
        chmodSync(join(folder, name), 0o755);
    }

    /** Runs a step as GitHub does, beside a `pulumi` that has some stacks and a `gh` that knows some pull requests. */
    function run(
        job: "make-review" | "end-review",
        {
            stacks,
            closed = [],
            refuses = "none",
        }: { stacks: readonly string[]; closed?: readonly number[]; refuses?: string },
        by: Pick<typeof rendering, "renderReviewStacks"> = { renderReviewStacks },
    ) {
        const listed = JSON.stringify(stacks.map((name) => ({ name })));
        program(
            "pulumi",
            `echo "$*" >>calls\ncase "$1 $2" in "stack ls") echo '${listed}' ;; "destroy --stack") test "$3" != ${refuses} ;; esac\n`,
        );
        const cases = closed.map((number) => `*/pulls/${number}) echo closed ;;`).join(" ");
        program("gh", `case "$2" in ${cases} */pulls/404) exit 1 ;; *) echo open ;; esac\n`);
        const step = jobsOf(by.renderReviewStacks(TEMPLATES, "main"))[job]?.steps.find(
            ({ run: own, name }) => own && name,
        );
        const env = {
            PATH: `${folder}:${process.env["PATH"] ?? ""}`,
            ...{ TEMPLATE: "review", BEGINS: "pr-fairlead", STATE: "s3://state", NUMBER: "7" },
            GITHUB_REPOSITORY: "acme/delivery",
        };
        const { status, stderr } = spawnSync(
            "bash",
            ["--noprofile", "--norc", "-eo", "pipefail", "-c", step?.run ?? ""],
            {
                cwd: folder,
                env,
                encoding: "utf8",
            },
        );
        const calls = existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8") : "";
        return { status, stderr, calls: calls.trim().split("\n").slice(2) };
    }
    const destroyed = (name: string): string => `destroy --stack ${name} --yes --non-interactive --remove`;

    it("make a stack once, with the template's file and the provider that opens what is in it", () => {
        const init = "stack init pr-fairlead-7 --secrets-provider awskms://alias/x?context_stack=review";
        assert.deepEqual(run("make-review", { stacks: ["review", "pr-fairlead-70"] }).calls, [init]);
        const both = ["Pulumi.review.yaml", "Pulumi.pr-fairlead-7.yaml"].map((file) =>
            readFileSync(join(folder, file), "utf8"),
        );
        assert.equal(both[0], both[1]);
        rmSync(join(folder, "calls"));
        assert.deepEqual(run("make-review", { stacks: ["organization/fairlead/pr-fairlead-7"] }).calls, []);
    });

    it("make none without a provider of secrets, and say so", () => {
        writeFileSync(join(folder, "Pulumi.review.yaml"), "config: {}\n");
        const { status, stderr, calls } = run("make-review", { stacks: [] });
        assert.notEqual(status, 0);
        assert.match(stderr, /Pulumi\.review\.yaml names no secretsprovider/);
        assert.deepEqual(calls, []);
    });

    const OTHERS = [
        "review",
        "account",
        "pr-fairlead",
        "pr-fairlead-x7",
        "my-pr-fairlead-7",
        "pr-fairlead-07",
        "pr-fairlead-8",
    ];

    it("end those alone whose pull request is closed, whatever else is called alike", () => {
        const { status, calls } = run("end-review", { stacks: [...OTHERS, "pr-fairlead-7"], closed: [7] });
        assert.deepEqual([status, calls], [0, [destroyed("pr-fairlead-7")]]);
    });

    it("go on where one is not taken away or not known, and are red then", () => {
        const stacks = ["pr-fairlead-7", "pr-fairlead-404", "pr-fairlead-9"];
        const { status, calls } = run("end-review", { stacks, closed: [7, 9], refuses: "pr-fairlead-7" });
        assert.deepEqual([status, calls], [1, ["pr-fairlead-7", "pr-fairlead-9"].map(destroyed)]);
    });

    it("mutant: nobody asks whether the pull request is closed", () => {
        const file = "cli/workflow/review-stacks";
        const wrong = mutated<typeof rendering>(file, file, ['[ "$state" = closed ] || continue', "true"]);
        assert.deepEqual(run("end-review", { stacks: ["pr-fairlead-8"] }, wrong).calls, [destroyed("pr-fairlead-8")]);
    });
});
