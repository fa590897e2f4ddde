import * as assert from "node:assert/strict";

import { parse } from "yaml";

import { tokenIsHere } from "../../../components/builds/workflow/runner";
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

    it("have one for the line, which reads the repository that it works for", () => {
        const { inputs } = named("Project", "web-make-runner");
        assert.deepEqual(
            { ...(inputs["source"] as object), buildspec: undefined },
            { type: "GITHUB", location: "https://github.com/acme/web.git", buildspec: undefined },
        );
        assert.deepEqual(inputs["artifacts"], { type: "NO_ARTIFACTS" });
        assert.equal(inputs["vpcConfig"], undefined);
    });

    it("hear of queued jobs of this workflow alone", () => {
        const { inputs } = named("Webhook", "web-make-runner");
        assert.deepEqual(inputs["filterGroups"], [
            {
                filters: [
                    { type: "EVENT", pattern: "WORKFLOW_JOB_QUEUED" },
                    { type: "WORKFLOW_NAME", pattern: "^deliver web$" },
                ],
            },
        ]);
        assert.equal(inputs["projectName"], named("Project", "web-make-runner").outputs["name"]);
    });

    it("have a role that writes its log and does nothing else: any job has it", () => {
        const all = statements(named("RolePolicy", "web-make-runner").inputs["policy"]);
        const log = String(named("LogGroup", "web-make-runner").outputs["arn"]);
        assert.deepEqual(
            all.map(({ Action, Resource }) => [Action, Resource]),
            [[["logs:CreateLogStream", "logs:PutLogEvents"], [`${log}:*`]]],
        );
        const [trust] = statements(named("Role", "web-make-runner").inputs["assumeRolePolicy"]);
        assert.deepEqual(trust?.Principal, { Service: "codebuild.amazonaws.com" });
    });

    it("work every job that makes, by a label of the job's own run", () => {
        const label =
            "codebuild-${{ vars.FAIRLEAD_WEB_STAGING_RUNNER }}-${{ github.run_id }}-${{ github.run_attempt }}";
        const jobs = jobsOf("web");
        assert.deepEqual(
            Object.entries(jobs).map(([name, job]) => [name, job["runs-on"] === label]),
            ["integrate", "build", "attest", "publish"].map((name) => [name, true]),
        );
    });

    it("work none of a line that does not ask for them", () => {
        for (const job of Object.values(jobsOf("students"))) assert.equal(job["runs-on"], "ubuntu-24.04");
    });

    it("are told by a variable of the repository, and who else could have jobs there is said", () => {
        const steps = (plan.outputs["nextSteps"] as readonly string[]).join("\n");
        assert.match(
            steps,
            /gh variable set FAIRLEAD_WEB_STAGING_RUNNER --repo acme\/web --body web-make-runner-staging-/,
        );
        assert.match(
            steps,
            /jobs of acme\/web run in this account, as root .* may get at the token .* a fine-grained one of acme\/web alone/,
        );
    });

    it("refuses a token of another account or region, with the one that is meant", () => {
        const here = { account: "111122223333", region: "eu-west-1" };
        const runner = (codebuildTokenArn: string) => ({ runner: { codebuildTokenArn } });
        assert.deepEqual(tokenIsHere(runner(TOKEN), here), []);
        for (const other of ["us-east-1:111122223333", "eu-west-1:444455556666"]) {
            const [refusal] = tokenIsHere(runner(`arn:aws:codebuild:${other}:token/github`), here);
            assert.equal(refusal?.instead, TOKEN);
        }
    });
});
