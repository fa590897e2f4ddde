import * as assert from "node:assert/strict";

import { parse } from "yaml";

import { repositoryIsPrivate, tokenIsHere } from "../../../components/builds/workflow/runner";
import { whoRunsThere } from "../../../components/conductors/codebuild-runner";
import type { Plan } from "../../../plan/document";
import { statements } from "../../program/reading";
import { planOf } from "../../support/program";

const TOKEN = "arn:aws:codebuild:eu-west-1:111122223333:token/github";

describe("projects of CodeBuild that work the jobs of a workflow", () => {
    let plan: Plan;
    before(async () => (plan = await planOf("staging", { configFile: "tests/fixtures/workflow/Pulumi.staging.yaml" })));
    const named = (type: string, name: string) => {
        const found = plan.resources.find((each) => each.type.endsWith(`:${type}`) && each.name === name);
        assert.ok(found, `${type} ${name}`);
        return found;
    };
    const jobsOf = (line: string) => {
        const text = String(named("GithubActions", `${line}-make`).outputs["workflow"]);
        return (parse(text) as { jobs: Record<string, Record<string, unknown>> }).jobs;
    };

    it("are two, which read the repository that they work for; only the one for docker runs privileged", () => {
        const { inputs } = named("Project", "web-make-runner");
        const { inputs: docker } = named("Project", "web-make-runner-docker");
        const privileged = (of: typeof inputs) => (of["environment"] as Record<string, unknown>)["privilegedMode"];
        assert.deepEqual([privileged(inputs), privileged(docker)], [false, true]);
        assert.deepEqual(docker["source"], inputs["source"]);
        assert.deepEqual(
            { ...(inputs["source"] as object), buildspec: undefined },
            { type: "GITHUB", location: "https://github.com/acme/web.git", buildspec: undefined },
        );
        assert.deepEqual(inputs["artifacts"], { type: "NO_ARTIFACTS" });
        assert.equal(inputs["vpcConfig"], undefined);
    });

    for (const name of ["web-make-runner", "web-make-runner-docker"])
        it(`hear of queued jobs of this workflow alone, and of people who are listed: ${name}`, () => {
            const { inputs } = named("Webhook", name);
            assert.deepEqual(inputs["filterGroups"], [
                {
                    filters: [
                        { type: "EVENT", pattern: "WORKFLOW_JOB_QUEUED" },
                        { type: "WORKFLOW_NAME", pattern: "^deliver web$" },
                        { type: "ACTOR_ACCOUNT_ID", pattern: "^(1234567|7654321)$" },
                    ],
                },
            ]);
            assert.equal(inputs["projectName"], named("Project", name).outputs["name"]);
        });

    for (const [name, stream] of [
        ["web-make-runner", "plain"],
        ["web-make-runner-docker", "with-docker"],
    ] as const)
        it(`have a role that writes its own streams and does nothing else, as any job has it: ${name}`, () => {
            const all = statements(named("RolePolicy", name).inputs["policy"]);
            const log = String(named("LogGroup", "web-make-runner").outputs["arn"]);
            assert.deepEqual(
                all.map(({ Action, Resource }) => [Action, Resource]),
                [[["logs:CreateLogStream", "logs:PutLogEvents"], [`${log}:log-stream:${stream}*`]]],
            );
            const [trust] = statements(named("Role", name).inputs["assumeRolePolicy"]);
            assert.deepEqual(trust?.Principal, { Service: "codebuild.amazonaws.com" });
        });

    it("work every job that makes, by a label of the job's own run, and docker where docker is", () => {
        const label = (of: string) =>
            `codebuild-\${{ vars.FAIRLEAD_WEB_STAGING_${of} }}-\${{ github.run_id }}-\${{ github.run_attempt }}`;
        const jobs = Object.entries(jobsOf("web")).map(([name, job]) => [name, job["runs-on"]]);
        assert.deepEqual(Object.fromEntries(jobs), {
            ...{ integrate: label("RUNNER"), build: label("RUNNER_DOCKER"), attest: label("RUNNER") },
            publish: label("RUNNER"),
        });
    });

    it("work none of a line that does not ask for them", () => {
        for (const job of Object.values(jobsOf("students"))) assert.equal(job["runs-on"], "ubuntu-24.04");
    });

    it("are told by variables of the repository, and who else could have jobs there is said", () => {
        const steps = (plan.outputs["nextSteps"] as readonly string[]).join("\n");
        for (const [variable, name] of Object.entries({ RUNNER: "runner", RUNNER_DOCKER: "runner-docker" }))
            assert.match(
                steps,
                new RegExp(
                    `gh variable set FAIRLEAD_WEB_STAGING_${variable} --repo acme/web --body web-make-${name}-staging-`,
                ),
            );
        assert.match(steps, /jobs of acme\/web run in this account, .* a fine-grained one of acme\/web alone/);
        assert.doesNotMatch(steps, /actorAccountIds/);
    });

    it("ask whose jobs they work, where nobody has said", () => {
        assert.equal(whoRunsThere("web", "acme/web", ["1"]).length, 1);
        assert.match(whoRunsThere("web", "acme/web", [])[1] ?? "", /below build.runner.actorAccountIds of web/);
    });

    const HERE = { account: "111122223333", region: "eu-west-1" };
    const runner = (codebuildTokenArn: string, visibility: "private" | "internal" | "public" = "private") => ({
        runner: { codebuildTokenArn, visibility },
    });

    it("refuses a token of another account or region, with the one that is meant", () => {
        assert.deepEqual(tokenIsHere(runner(TOKEN), HERE), []);
        for (const other of ["us-east-1:111122223333", "eu-west-1:444455556666"]) {
            const [refusal] = tokenIsHere(runner(`arn:aws:codebuild:${other}:token/github`), HERE);
            assert.equal(refusal?.instead, TOKEN);
        }
    });

    it("refuses a repository that is not private", () => {
        assert.deepEqual(repositoryIsPrivate(runner(TOKEN)), []);
        assert.deepEqual(repositoryIsPrivate({}), []);
        for (const visibility of ["internal", "public"] as const)
            assert.match(repositoryIsPrivate(runner(TOKEN, visibility))[0]?.is ?? "", new RegExp(`^is ${visibility}`));
    });
});
