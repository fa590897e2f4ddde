// Jobs that a project of CodeBuild works: whose label it takes, and which would wait for ever.
import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { PlannedResource } from "../../../plan/document";
import type * as runners from "../../../rehearsal/workflows/codebuild-runners";
import { hasDaemon, refusedByCodebuild } from "../../../rehearsal/workflows/codebuild-runners";
import { accountOf, planWith, resource } from "../../support/account";
import { mutated } from "../../support/mutant";
import { rehearsed } from "../../support/rehearsed";

const ACCOUNT = "111122223333";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/web-runner`;
const GROUP = "web-runner-staging-0123456";
const LOG = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:${GROUP}:*`;
const NAME = "web-make-runner-staging-0123456";

const LABEL = "codebuild-${{ vars.FAIRLEAD_WEB_RUNNER }}-${{ github.run_id }}-${{ github.run_attempt }}";

const workflow = (runs = "echo worked in CodeBuild") => `name: deliver web
on: push
permissions: {}
jobs:
  test: { runs-on: "${LABEL}", steps: [{ run: "${runs}" }] }
`;

/** The project, whom it is told by, and the workflow that is rendered for it. */
const planned = (
    text: string,
    allow: readonly string[] = ["logs:CreateLogStream", "logs:PutLogEvents"],
    privilegedMode = false,
) => {
    const trust = [{ Effect: "Allow", Principal: { Service: "codebuild.amazonaws.com" }, Action: "sts:AssumeRole" }];
    const filters = [
        { type: "EVENT", pattern: "WORKFLOW_JOB_QUEUED" },
        { type: "WORKFLOW_NAME", pattern: "^deliver web$" },
        { type: "ACTOR_ACCOUNT_ID", pattern: "^(1234567|7654321)$" },
    ];
    const all: readonly PlannedResource[] = [
        resource(
            "aws:iam/role:Role",
            "web-runner",
            { assumeRolePolicy: JSON.stringify({ Statement: trust }) },
            { arn: ROLE, name: "web-runner", id: "web-runner" },
        ),
        resource("aws:iam/rolePolicy:RolePolicy", "web-runner", {
            role: "web-runner",
            policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: allow, Resource: LOG }] }),
        }),
        resource(
            "aws:codebuild/project:Project",
            "web-make-runner",
            {
                serviceRole: ROLE,
                environment: { privilegedMode },
                source: {
                    type: "GITHUB",
                    location: "https://github.com/acme/web.git",
                    buildspec: "# calls: nothing\nversion: 0.2",
                },
                logsConfig: { cloudwatchLogs: { groupName: GROUP } },
            },
            { arn: `arn:aws:codebuild:eu-west-1:${ACCOUNT}:project/${NAME}`, name: NAME },
        ),
        resource(
            "aws:codebuild/webhook:Webhook",
            "web-make-runner",
            { projectName: NAME, filterGroups: [{ filters }] },
            {},
        ),
        {
            ...resource(
                "fairlead:index:GithubActions",
                "web-make",
                { repository: "acme/web", branch: "main", file: "deliver.yml" },
                { workflow: text, roleArns: {}, variables: { FAIRLEAD_WEB_RUNNER: NAME } },
            ),
            custom: false,
        },
    ];
    return planWith(all);
};

describe("a job that a project of CodeBuild works", function () {
    this.timeout(60_000);
    let source: string;
    before(() => {
        source = mkdtempSync(join(tmpdir(), "runner-"));
        writeFileSync(join(source, "app.txt"), "the application\n");
    });
    after(() => rmSync(source, { recursive: true, force: true }));

    it("runs where the webhook of that project hears of it", async () => {
        const { facts, shortcomings } = await rehearsed([planned(workflow())], { source });
        assert.deepEqual(shortcomings, []);
        assert.ok(facts.some(({ kind, data }) => kind === "line" && data["text"] === "worked in CodeBuild"));
    });

    it("is red where the project's role may not write its log, by the statement that is missing", async () => {
        const { facts, shortcomings } = await rehearsed([planned(workflow(), ["logs:CreateLogStream"])], { source });
        assert.deepEqual(shortcomings, ["staging web-make ended red"]);
        const ended = facts.find(({ kind }) => kind === "workflow.job.ended");
        assert.match(
            String(ended?.data["why"]),
            /^CodeBuild ends before its runner has registered: .*logs:PutLogEvents/,
        );
    });

    it("talks to docker where its project is privileged, and is red elsewhere as CodeBuild is", async () => {
        const said = async (privileged: boolean): Promise<boolean> => {
            const plan = planned(workflow("docker tag web:1 web:2"), undefined, privileged);
            const { facts, shortcomings } = await rehearsed([plan], { source });
            // Of an image that is not there, a daemon says so.
            assert.deepEqual(shortcomings, ["staging web-make ended red"]);
            return facts.some(({ data }) => /^ERROR: Cannot connect to the Docker daemon/.test(String(data["text"])));
        };
        assert.deepEqual([await said(true), await said(false)], [false, true]);
    });

    const asked = { repository: "acme/web", workflow: "deliver web", run: "17", actor: "1234567" };
    const refuses = (
        labels: readonly string[],
        job: Partial<typeof asked> = {},
        by: Pick<typeof runners, "refusedByCodebuild"> = { refusedByCodebuild },
    ): string | undefined => {
        const { account, remove } = accountOf([planned(workflow())]);
        try {
            return by.refusedByCodebuild(account, labels, { ...asked, ...job });
        } finally {
            remove();
        }
    };
    const OWN = `codebuild-${NAME}-17-1`;

    it("has a label of its own run", () => {
        assert.equal(refuses([OWN]), undefined);
        assert.match(refuses([`codebuild-${NAME}-18-1`]) ?? "", /ends with the job's own run and attempt/);
        assert.match(refuses([`codebuild-${NAME}`]) ?? "", /ends with the job's own run and attempt/);
    });

    it("waits for ever where nobody hears of it", () => {
        for (const [labels, job] of [
            [[`codebuild-other-17-1`], {}],
            [["codebuild--17-1"], {}],
            [[OWN], { repository: "acme-evil/web" }],
            [[OWN], { workflow: "deliver web of a stranger" }],
            [[OWN], { actor: "123" }],
            [[OWN], { actor: "12345678" }],
        ] as const)
            assert.match(refuses(labels, job) ?? "", /so GitHub waits for ever/, JSON.stringify([labels, job]));
    });

    it("asks for no other image or machine", () =>
        assert.match(refuses([OWN, "image:arm-3.0"]) ?? "", /not rehearsed: labels beside/));

    it("mutant: docker beside every job, whatever its project says", () => {
        const file = "rehearsal/workflows/codebuild-runners";
        const wrong = mutated<typeof runners>(file, file, [
            '["privilegedMode"] === true',
            '["privilegedMode"] !== null',
        ]);
        const { account, remove } = accountOf([planned(workflow())]);
        try {
            assert.deepEqual([hasDaemon(account, [OWN]), wrong.hasDaemon(account, [OWN])], [false, true]);
            assert.equal(hasDaemon(account, ["ubuntu-24.04"]), true);
        } finally {
            remove();
        }
    });

    for (const [filter, job] of [
        ["workflow", { workflow: "deliver web of a stranger" }],
        ["actor", { actor: "123" }],
    ] as const)
        it(`mutant: whoever's jobs, by ${filter}`, () => {
            const file = "rehearsal/workflows/codebuild-runners";
            const wrong = mutated<typeof runners>(file, file, [`new RegExp(pattern).test(job.${filter})`, "true"]);
            assert.equal(refuses([OWN], job, wrong), undefined);
        });
});
