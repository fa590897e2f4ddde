import * as assert from "node:assert/strict";

import { parse } from "yaml";

import { readPlan } from "../../plan/lines";
import { Plans } from "../../plan/plans";
import { workflowsOf } from "../../plan/workflows";
import { planOf } from "../support/program";

describe("the workflows of a plan", () => {
    it("have the numbers that their roles believe, and the variables that the next steps set", async () => {
        const plan = await planOf("staging", { configFile: "tests/fixtures/workflow/Pulumi.staging.yaml" });
        const [workflow, ...others] = workflowsOf(new Plans([plan]));
        assert.deepEqual(
            others.map(({ repository }) => repository),
            ["acme/web"],
        );
        assert.match(plan.resources.map(({ inputs }) => JSON.stringify(inputs)).join(), /repo:[^@"]+@\d+\/[^@"]+@\d+:/);
        assert.match(`${workflow?.ids?.owner} ${workflow?.ids?.repository}`, /^\d+ \d+$/);
        const steps = JSON.stringify(workflow?.resource.outputs["nextSteps"]);
        const set = [...steps.matchAll(/gh variable set (\w+) /g)].map(([, name]) => name);
        assert.ok(set.length > 0);
        assert.deepEqual(Object.keys(workflow?.variables ?? {}).sort(), set.sort());
    });

    it("end with the jobs that ship, of every stack that has one, each after the environment before it", async () => {
        const plans = await Promise.all(
            ["prod", "staging"].map((stack) =>
                planOf(stack, { configFile: `tests/fixtures/workflow/Pulumi.${stack}.yaml` }),
            ),
        );
        const web = workflowsOf(new Plans(plans)).find(({ repository }) => repository === "acme/web");
        const { jobs } = parse(web?.text ?? "") as { jobs: Record<string, { needs?: string[] }> };
        assert.deepEqual(
            Object.entries(jobs).map(([name, { needs = [] }]) => `${name}: ${needs.join(", ")}`),
            [
                "integrate: ",
                "build: integrate",
                "attest: build",
                "publish: build, attest",
                "ship-staging: build, publish",
                "ship-prod: build, ship-staging",
            ],
        );
        assert.deepEqual(web?.behind, [
            { name: "staging", asks: false },
            { name: "production", asks: true },
        ]);
        assert.ok(Object.keys(web.variables).includes("FAIRLEAD_WEB_PROD_SHIP_ROLE"));
        assert.deepEqual(web.ids, { owner: "123", repository: "789" });
        assert.deepEqual(
            web.secrets.map(({ name, keyId, environment }) => [name, /^AKIA/.test(keyId), environment]),
            [
                ["FAIRLEAD_WEB_STAGING_SECRET_ACCESS_KEY", true, undefined],
                ["FAIRLEAD_WEB_STAGING_SHIP_SECRET_ACCESS_KEY", true, "staging"],
            ],
        );
    });

    it("end with a job of GitHub's own runners where a line ends on a host, which starts the pipeline that ships there", async () => {
        const at = { repository: "acme/web", ids: { owner: "123", repository: "789" } };
        const deploy = { kind: "runner-host", port: 80, containerPort: 8080, reachableFrom: ["203.0.113.0/24"] };
        const plan = await planOf("staging", {
            configFile: "tests/fixtures/workflow/Pulumi.staging.yaml",
            overrides: {
                "fairlead:services": {
                    web: { build: { kind: "workflow", ...at }, deploy, ship: { ...at, environment: "staging" } },
                },
            },
        });
        const [web] = workflowsOf(new Plans([plan]));
        const { jobs } = parse(web?.text ?? "") as { jobs: Record<string, { "runs-on"?: string }> };
        assert.equal(jobs["ship-staging"]?.["runs-on"], "ubuntu-24.04");
        const ship = plan.resources.find(({ name, type }) => name === "web-ship" && type.endsWith(":Pipeline"));
        assert.equal(web?.variables["FAIRLEAD_WEB_STAGING_PIPELINE"], ship?.outputs["name"]);
        assert.deepEqual(
            readPlan(plan).lines.flatMap(({ pipelines }) => pipelines.map(({ name }) => name)),
            ["web-ship"],
        );
    });

    it("are among what starts the pipeline that ships, in words", async () => {
        const plan = await planOf("prod", { configFile: "tests/fixtures/workflow/Pulumi.prod.yaml" });
        const [students, web] = ["students", "web"].map((line) =>
            readPlan(plan)
                .lines.find(({ name }) => name === line)
                ?.pipelines[0]?.starts.map(({ words }) => words),
        );
        const letGo = "the workflow of acme/web at GitHub lets a release go, behind the environment production there";
        assert.deepEqual(web, ["blueprints/web.json is written, to deploy live.zip again", letGo]);
        assert.ok(students?.some((words) => words.includes("candidate.zip")));
    });
});
