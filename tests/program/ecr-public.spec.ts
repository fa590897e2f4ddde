// What holds for every shipped stack, of lines whose images the whole world may read, wherever they are built and run.
import * as assert from "node:assert/strict";

import { stringify } from "yaml";

import type { Plan } from "../../plan/document";
import { Estate } from "../iam/support/estate";
import { matchesGolden } from "../support/golden";
import { planOf } from "../support/program";
import { invariants } from "./invariants";
import { at, ofType } from "./reading";

const REGISTRY = { kind: "ecr-public" };
const BY_WORKFLOW = { kind: "workflow", repository: "acme/links", ids: { owner: "123", repository: "456" } };

/** What staging's line is built by, and both are deployed to; by default what the stack files say. */
const SHAPES: Readonly<Record<string, { readonly build?: object; readonly deploy?: object }>> = {
    "CodeBuild and ECS": {},
    "a workflow of GitHub and a host with docker": {
        build: { ...BY_WORKFLOW, attest: true },
        deploy: { kind: "runner-host", port: 80, containerPort: 8080 },
    },
    "a workflow of GitHub and virtual machines": {
        build: { ...BY_WORKFLOW, metrics: "/app/artifacts/metrics.json" },
        deploy: { kind: "ec2", carries: "image", port: 80, containerPort: 8080, instances: "fixed" },
    },
};

const planned = (stack: "staging" | "prod", of: string, preview = false): Promise<Plan> => {
    const { build, deploy } = SHAPES[of] ?? {};
    const made = stack === "staging" ? { build } : {};
    return planOf(stack, {
        configFile: `tests/fixtures/ecr-public/Pulumi.${stack}.yaml`,
        ...(deploy ? { overrides: { "fairlead:services": { links: { ...made, registry: REGISTRY, deploy } } } } : {}),
        ...(preview ? { preview } : {}),
    });
};

/** What is AWS's to read of it: the repositories, and who may do what there. */
const asked = (plan: Plan): object => ({
    repositories: ofType(plan, "aws:ecrpublic/repository:Repository").map(({ inputs }) => inputs),
    may: Object.fromEntries(
        ofType(plan, "aws:iam/rolePolicy:RolePolicy")
            .map(({ name, inputs }): [string, object[]] => {
                const { Statement } = JSON.parse(String(inputs["policy"])) as { Statement: object[] };
                return [name, Statement.filter((each) => IN_PUBLIC.test(JSON.stringify(each)))];
            })
            .filter(([, statements]) => statements.length > 0),
    ),
    reads: Object.fromEntries(
        ofType(plan, "aws:codebuild/project:Project")
            .map(({ name, inputs }): [string, unknown] => [name, at(inputs["environment"], "environmentVariables")])
            .filter(([, variables]) => JSON.stringify(variables).includes("PUBLIC_REPOSITORY_ARN")),
    ),
});
const IN_PUBLIC = /ecr-public|GetServiceBearerToken/;

for (const of of Object.keys(SHAPES)) {
    describe(`a line whose images lie in ECR Public, by ${of}`, function () {
        this.timeout(60_000);
        let plans: readonly [staging: Plan, prod: Plan];
        before(async () => {
            plans = [await planned("staging", of), await planned("prod", of)];
        });

        it("asks AWS for what the golden documents say", () => {
            const [staging, prod] = plans.map(asked);
            matchesGolden(`ecr-public/${of.replaceAll(" ", "-")}.yaml`, stringify({ staging, prod }, { lineWidth: 0 }));
        });

        it("keeps every invariant", async () => {
            const previews = [await planned("staging", of, true), await planned("prod", of, true)];
            for (const [sentence, invariant] of Object.entries(invariants))
                assert.deepEqual(
                    plans.flatMap((plan, at) => invariant(plan, previews[at] ?? plan)),
                    [],
                    sentence,
                );
        });

        it("has roles that may do what is asked of them, and no more, each statement by a reason", () => {
            const estate = new Estate(plans);
            assert.deepEqual([estate.holes(), estate.missing(), estate.excessive()], [[], [], []]);
            const unproven = estate.unproven().filter((line) => /ecr-public:|GetServiceBearerToken/.test(line));
            assert.deepEqual([unproven, estate.unexplained()], [[], []]);
        });

        it("keeps no image where this account alone reads, and lets what pulls go without a right", () => {
            const types = plans.flatMap(({ resources }) => resources.map(({ type }) => type));
            assert.deepEqual(
                types.filter((type) => type.startsWith("aws:ecr/")),
                [],
            );
            assert.equal(types.filter((type) => type === "aws:ecrpublic/repository:Repository").length, 2);
            // A context makes what is asked of it: nothing here asks for what models or secrets need.
            assert.deepEqual(
                plans.flatMap(({ resources }) => resources.filter(({ name }) => /^(models|secrets)/.test(name))),
                [],
            );
            const pulls = JSON.stringify(plans).match(/ecr:[A-Z]\w+(?=\\")/g) ?? [];
            assert.deepEqual(pulls, []);
        });
    });
}
