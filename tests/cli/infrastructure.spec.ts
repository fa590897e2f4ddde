import assert from "node:assert/strict";
import { Writable } from "node:stream";

import { parse } from "yaml";

import { main } from "../../cli/main";
import { environmentsOf, renderInfrastructure } from "../../cli/workflow/infrastructure";
import type * as rendering from "../../cli/workflow/infrastructure";
import { statementsOf } from "../../plan/policies";
import { TYPE } from "../../plan/tokens";
import { matchesGolden } from "../support/golden";
import { mutated } from "../support/mutant";
import { planOf } from "../support/program";
import { complaints, lint } from "../support/workflow-complaints";

interface Job {
    readonly if: string;
    readonly needs?: readonly string[];
    readonly environment: string;
    readonly permissions: Readonly<Record<string, string>>;
    readonly concurrency?: Readonly<Record<string, unknown>>;
    readonly steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }[];
}
const STACKS = [
    { stack: "staging", region: "eu-west-1", promoted: false, previewed: true },
    { stack: "prod", region: "eu-west-1", promoted: true, previewed: false },
];

const INFRASTRUCTURE = {
    repository: "acme/delivery",
    state: {
        bucket: "acme-pulumi",
        keyArn: "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000",
    },
};

describe("the workflow that brings up stacks without Pulumi Cloud", () => {
    const text = renderInfrastructure(STACKS, "main");
    const { jobs, permissions } = parse(text) as { jobs: Readonly<Record<string, Job>>; permissions: object };
    const job = (name: string): Job => jobs[name] as Job;

    it("is the golden one", () => matchesGolden("workflows/infrastructure.yml", text));

    it("is valid to GitHub's own parser", async () => assert.deepEqual(await complaints(text), []));

    it("mutant: a stack that waits for one which is not there is found out", async () => {
        assert.match((await complaints(text.replace("- up-staging", "- up-stage"))).join(), /up-stage/);
    });

    it("has nothing that actionlint would tell of", async () => {
        assert.equal(await lint(text), "");
    });

    it("previews pull requests of the repository itself, in the first environment alone", () => {
        assert.deepEqual(Object.keys(jobs), ["preview-staging", "up-staging", "up-prod"]);
        assert.match(job("preview-staging").if, /== 'pull_request' && .*head\.repo\.full_name == github\.repository$/);
    });

    it("only previews what is a pull request, and never brings it up", () => {
        for (const [name, { if: condition, steps }] of Object.entries(jobs)) {
            const command = steps.at(-1)?.with?.["command"];
            assert.equal(command, name.startsWith("preview-") ? "preview" : "up");
            assert.equal(condition.includes("!= 'pull_request'"), command === "up");
        }
    });

    it("brings up the branch alone, whoever starts it", () =>
        assert.match(job("up-prod").if, /&& github\.ref == 'refs\/heads\/main'$/));

    it("mutant: what is brought up for a pull request as well", () => {
        const wrong = mutated<typeof rendering>("cli/workflow/infrastructure", "cli/workflow/infrastructure", [
            "github.event_name != 'pull_request'",
            "always()",
        ]);
        const made = parse(wrong.renderInfrastructure(STACKS, "main")) as { jobs: Readonly<Record<string, Job>> };
        assert.equal(made.jobs["up-prod"]?.if.includes("!= 'pull_request'"), false);
    });

    it("has a gate for each stack, in their order, and never two runs for one", () => {
        assert.deepEqual(job("up-prod").needs, ["up-staging"]);
        assert.deepEqual(
            Object.values(jobs).map(({ environment }) => environment),
            ["staging-preview", "staging", "prod"],
        );
        assert.deepEqual(job("up-prod").concurrency, { group: "infrastructure-prod", "cancel-in-progress": false });
    });

    it("asks for no more than each job needs", () => {
        assert.deepEqual(permissions, {});
        assert.deepEqual(job("up-prod").permissions, { contents: "read", "id-token": "write" });
        assert.equal(job("preview-staging").permissions["pull-requests"], "write");
    });

    it("uses every action by a commit", () => {
        for (const { uses } of Object.values(jobs).flatMap(({ steps }) => steps))
            if (uses !== undefined) assert.match(uses, /@[0-9a-f]{40}$/);
    });

    it("is of the environments that the stacks' own settings make, the promoted ones last", async () => {
        const plans = [await planOf("prod"), await planOf("staging")];
        assert.deepEqual(environmentsOf(plans), STACKS);
    });

    it("previews what the account's stack has a role of previews for, and nothing else", async () => {
        const plans = [await planOf("staging"), await planOf("prod")];
        const previewed = async (stacks: object) => {
            const once = { githubOidc: { infrastructure: { ...INFRASTRUCTURE, stacks } } };
            const account = await planOf("account", { overrides: { "fairlead:oncePerAccount": once } });
            return environmentsOf([...plans, account]).flatMap(({ stack, previewed }) => (previewed ? [stack] : []));
        };
        assert.deepEqual(await previewed({ staging: { previewPullRequests: true }, prod: {} }), ["staging"]);
        assert.deepEqual(await previewed({ staging: {}, prod: {} }), []);
    });

    it("has jobs that the roles of the account's stack let in, each into its own and into no other", async () => {
        const stacks = { staging: { previewPullRequests: true }, prod: {} };
        const overrides = {
            "fairlead:oncePerAccount": { githubOidc: { infrastructure: { ...INFRASTRUCTURE, stacks } } },
        };
        const { resources } = await planOf("account", { overrides });
        const letIn = resources
            .filter(({ type }) => type === TYPE.role)
            .map(({ name, inputs }) => {
                const [statement] = statementsOf(inputs["assumeRolePolicy"]);
                return [name, JSON.stringify(statement)] as const;
            });
        const rolesFor = ({ environment }: Job) =>
            letIn.filter(([, trust]) => trust.includes(`"repo:acme/delivery:environment:${environment}"`));
        assert.deepEqual(
            Object.fromEntries(Object.keys(jobs).map((name) => [name, rolesFor(job(name)).map(([role]) => role)])),
            {
                "preview-staging": ["account-github-staging-preview"],
                "up-staging": ["account-github-staging-update"],
                "up-prod": ["account-github-prod-update"],
            },
        );
        const [[, trust] = ["", ""]] = rolesFor(job("up-prod"));
        assert.match(trust, /acme\/delivery\/\.github\/workflows\/infrastructure\.yml@refs\/heads\/main/);
    });

    it("says what does not go together", async () => {
        let said = "";
        const stream = new Writable({ write: (part, _, done) => ((said += String(part)), done()) });
        assert.equal(await main(["workflow", "--infrastructure", "--line", "web"], { out: stream, err: stream }), 2);
        assert.match(said, /--line or --infrastructure, not both/);
    });
});
