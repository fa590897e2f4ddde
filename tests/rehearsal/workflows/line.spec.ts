// A plan whose line is made by a workflow: what is pushed, what runs of it, and how it is shown.
import * as assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { workflowsOf } from "../../../plan/workflows";
import type { PlannedResource } from "../../../plan/document";
import { checkWorkflows } from "../../../rehearsal/check/workflows";
import { git, pushTo } from "../../../rehearsal/services/git";
import { pathAtGithub } from "../../../rehearsal/workflows/at-github";
import { Workflows } from "../../../rehearsal/workflows/workflows";
import { planWith, resource } from "../../support/account";
import { rehearsed } from "../../support/rehearsed";
import { nobody } from "./fixture";

const ACCOUNT = "111122223333";
const ISSUER = "token.actions.githubusercontent.com";
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/web-make`;

const TEXT = `name: deliver web
on: { push: { branches: [main] } }
permissions: {}
jobs:
  test: { runs-on: ubuntu-24.04, steps: [{ run: "echo tested" }] }
  publish:
    needs: test
    runs-on: ubuntu-24.04
    permissions: { id-token: write, contents: read }
    steps:
      - uses: actions/checkout@v5
      - uses: aws-actions/configure-aws-credentials@v5
        with: { role-to-assume: "\${{ vars.FAIRLEAD_WEB_ROLE }}", aws-region: eu-west-1 }
      - run: cat app.txt; aws sts get-caller-identity --query Arn --output text
`;

/** What the component that renders a workflow tells of it, and the role of its jobs. */
const planned = (subject: string): readonly PlannedResource[] => [
    resource(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "github",
        { clientIdLists: ["sts.amazonaws.com"] },
        { arn: PROVIDER },
    ),
    resource(
        "aws:iam/role:Role",
        "web-make",
        {
            assumeRolePolicy: JSON.stringify({
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Federated: PROVIDER },
                        Action: "sts:AssumeRoleWithWebIdentity",
                        Condition: {
                            StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: subject },
                        },
                    },
                ],
            }),
        },
        { arn: ROLE, name: "web-make" },
    ),
    {
        ...resource(
            "fairlead:index:GithubActions",
            "web-make",
            { repository: "acme/web", branch: "main", file: "deliver.yml" },
            {
                workflow: TEXT,
                roleArns: { FAIRLEAD_WEB_ROLE: ROLE },
                variables: { FAIRLEAD_WEB_ROLE: ROLE },
            },
        ),
        custom: false,
    },
];

describe("a line that a workflow makes", function () {
    this.timeout(60_000);
    let source: string;
    beforeEach(() => {
        source = mkdtempSync(join(tmpdir(), "workflow-line-"));
        writeFileSync(join(source, "app.txt"), "the application\n");
    });
    afterEach(() => rmSync(source, { recursive: true, force: true }));
    const run = (subject = "repo:acme@1/web@2:ref:refs/heads/main") =>
        rehearsed([planWith(planned(subject))], { source });
    const write = (name: string, text: string) => {
        mkdirSync(join(source, ".github", "workflows"), { recursive: true });
        writeFileSync(join(source, ".github", "workflows", name), text);
    };
    const lines = (facts: Awaited<ReturnType<typeof run>>["facts"]) =>
        facts.filter(({ kind }) => kind === "line").map(({ data }) => String(data["text"]));

    it("runs it as it is rendered, with the variables of the next steps, and shows its jobs as stages", async () => {
        const { facts, story, shortcomings } = await run();
        assert.deepEqual(shortcomings, []);
        for (const line of ["the application", `arn:aws:sts::${ACCOUNT}:assumed-role/web-make/GitHubActions`])
            assert.ok(lines(facts).includes(line), line);
        const shown = story.stacks[0]?.pipelines.flatMap(({ name, runs }) =>
            runs.map(
                ({ status, stages }) =>
                    `${name} ${status}: ${stages.map((stage) => `${stage.name} ${stage.status}`).join(", ")}`,
            ),
        );
        assert.deepEqual(shown, ["web-make green: test green, publish green"]);
    });

    it("is red where the role does not trust it, and says what would", async () => {
        const { facts, shortcomings } = await run("repo:acme@1/web@2:environment:prod");
        assert.match(shortcomings.join(), /web-make ended red/);
        const denied = facts.find(({ kind }) => kind === "denied");
        assert.match(String(denied?.data["missing"]), /repo:acme@1\/web@2:ref:refs\/heads\/main/);
    });

    it("runs what lies in the repository, and every other workflow that the push starts", async () => {
        write("deliver.yml", TEXT.replace("echo tested", "echo by hand"));
        write("other.yml", "on: push\njobs: { one: { runs-on: ubuntu-latest, steps: [{ uses: actions/heroku@1 }] } }");
        const { facts, story } = await run();
        assert.ok(lines(facts).includes("by hand"));
        const runs = story.stacks.flatMap(({ pipelines }) => pipelines.flatMap((each) => each.runs));
        assert.match(runs.map(({ why }) => why).join(), /other\.yml:2: not rehearsed: actions\/heroku@1/);
        const checked = await checkWorkflows([planWith(planned("x"))], { root: source, settingsOf: () => "", source });
        const told = checked
            .flatMap(({ findings }) => findings)
            .map(({ level, line, says }) => `${level} ${line ?? ""} ${says}`);
        assert.equal(told.length, 2);
        assert.match(told.join("\n"), /look {2}it is not what the stack files render/);
        assert.match(told.join("\n"), /wrong 2 not rehearsed: actions\/heroku@1/);
    });

    it("is red where nobody pushed anything there, and says with what", async () => {
        const { shortcomings } = await rehearsed([planWith(planned("repo:acme@1/web@2:ref:refs/heads/main"))], {});
        assert.deepEqual(shortcomings, [
            "no run of .github/workflows/deliver.yml at GitHub, which makes a line of staging; have your application pushed to acme/web with --source <folder>",
        ]);
    });

    /** Runs by what started them, with what came of each, after these refs were pushed as well. */
    const startedBy = async (refs: readonly string[], text: string): Promise<string[]> => {
        write("deliver.yml", TEXT);
        write("other.yml", text);
        const { facts } = await rehearsed([planWith(planned("repo:acme@1/web@2:ref:refs/heads/main"))], {
            source,
            then: async (account) => {
                const [first] = workflowsOf(account.plans);
                assert.ok(first);
                const path = pathAtGithub(account, first);
                for (const ref of refs) {
                    writeFileSync(join(source, "app.txt"), `another, for ${ref}\n`);
                    git(path, "update-ref", "refs/heads/work", "refs/heads/main");
                    git(path, "update-ref", ref, pushTo(account, { path, branch: "work" }, source, "Try another"));
                    git(path, "update-ref", "-d", "refs/heads/work");
                    await account.part(Workflows).look(first, nobody);
                }
            },
        });
        const [queued, ended] = ["queued", "ended"].map((kind) =>
            facts.filter((fact) => fact.kind === `workflow.${kind}`),
        );
        return (queued ?? []).map(({ about, data }) => {
            const end = ended?.find((fact) => fact.about === about)?.data;
            return `${String(data["file"]).split("/").at(-1)} by ${String(data["event"])}: ${String(end?.["status"])}`;
        });
    };
    const ASKS = `on: { pull_request: { paths: ["**", "!docs/**"] }, workflow_dispatch: {} }
jobs:
  one:
    runs-on: ubuntu-24.04
    permissions: { id-token: write }
    steps:
      - uses: aws-actions/configure-aws-credentials@v5
        with: { role-to-assume: "\${{ vars.FAIRLEAD_WEB_ROLE }}", aws-region: eu-west-1 }
`;

    it("starts for pull requests and by hand what says so; no pull request is let in anywhere, a start by hand as its branch", async () => {
        const runs = await startedBy(["refs/pull/7/head", "refs/pull/8/fork", "refs/dispatch/other.yml"], ASKS);
        assert.deepEqual(runs, [
            "deliver.yml by push: success",
            "other.yml by pull_request: failure",
            "other.yml by pull_request: failure",
            "other.yml by workflow_dispatch: success",
        ]);
    });

    it("starts nothing for paths that are taken out again", async () => {
        const none = ASKS.replace("!docs/**", "!app.txt");
        assert.deepEqual(await startedBy(["refs/pull/7/head"], none), ["deliver.yml by push: success"]);
    });

    it("goes on after it was killed: what ran is over, and the push is told of once more", async () => {
        const folder = mkdtempSync(join(tmpdir(), "killed-"));
        const plans = [planWith(planned("repo:acme@1/web@2:ref:refs/heads/main"))];
        try {
            await assert.rejects(
                rehearsed(plans, {
                    source,
                    folder,
                    sees: ({ kind }) => {
                        if (kind === "workflow.job.started") throw new Error("killed");
                    },
                }),
                /killed/,
            );
            const { shortcomings, story } = await rehearsed(plans, { source, folder });
            assert.deepEqual(shortcomings, []);
            const runs = story.stacks.flatMap(({ pipelines }) => pipelines.flatMap((each) => each.runs));
            assert.deepEqual(
                runs.map(({ status }) => status),
                ["cancelled", "green"],
            );
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    });

    it("follows no link of the repository to put the file there", async () => {
        const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
        symlinkSync(elsewhere, join(source, ".github"));
        const { shortcomings } = await run();
        assert.match(shortcomings.join(), /ended red/);
        assert.deepEqual(readdirSync(elsewhere), []);
        rmSync(elsewhere, { recursive: true });
    });
});
