// A plan whose line is made by a workflow: what is pushed, what runs of it, and how it is shown.
import * as assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { PlannedResource } from "../../../plan/document";
import { checkWorkflows } from "../../../rehearsal/check/workflows";
import { planWith, resource } from "../../support/account";
import { rehearsed } from "../../support/rehearsed";

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

    it("follows no link of the repository to put the file there", async () => {
        const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
        symlinkSync(elsewhere, join(source, ".github"));
        const { shortcomings } = await run();
        assert.match(shortcomings.join(), /ended red/);
        assert.deepEqual(readdirSync(elsewhere), []);
        rmSync(elsewhere, { recursive: true });
    });
});
