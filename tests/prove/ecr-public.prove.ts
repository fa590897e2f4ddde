// Lines whose images lie in ECR Public, from a push to what runs, with the real scripts.
import assert from "node:assert/strict";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { needsWalls } from "../rehearsal/hosts/fixture";
import { planOf, root } from "../support/program";
import { type Rehearsed, rehearsed } from "../support/rehearsed";

const STACKS = ["staging", "prod"] as const;
const STAGING = "public.ecr.aws/a1f1raw9x/fairlead-staging/links";
const PROD = "public.ecr.aws/a1f1raw9x/fairlead-prod/links";

const SOURCE = join(root, "examples", "docker-hub-ec2");
/** Machines that pull by themselves; of a host with docker, the images are made by a workflow of GitHub. */
const MACHINES: Readonly<Record<string, object>> = {
    "a host with docker": {
        build: {
            ...{ kind: "workflow", repository: "acme/links", ids: { owner: "123", repository: "456" } },
            ...{ testStage: "test", attest: true },
        },
        deploy: { kind: "runner-host", port: 80, containerPort: 3000, drainingSeconds: 1 },
    },
    "a virtual machine": {
        source: { kind: "codecommit", repository: "links" },
        build: { kind: "codebuild" },
        deploy: { kind: "ec2", carries: "image", port: 80, containerPort: 3000, instances: "fixed" },
    },
};

const plansOf = (): Promise<readonly Plan[]> =>
    Promise.all(
        STACKS.map((stack) =>
            planOf(stack, { configFile: join("tests", "fixtures", "ecr-public", `Pulumi.${stack}.yaml`) }),
        ),
    );

function isGreen({ facts, shortcomings }: Rehearsed): void {
    const denied = facts.filter(({ kind }) => kind === "denied").map(({ about }) => about);
    assert.deepEqual([shortcomings, denied], [[], []]);
}

const linesOf = (facts: Rehearsed["facts"]): readonly string[] =>
    facts.filter(({ kind }) => kind === "line").map(({ data }) => String(data["text"]));

describe("a line whose images lie in ECR Public", function () {
    this.timeout(180_000);

    it("goes from a push to the next environment's own repository by digest, and runs there", async () => {
        const { facts, ...ended } = await rehearsed(await plansOf(), { source: SOURCE });
        isGreen({ facts, ...ended });
        const images = facts.filter(({ kind }) => kind === "image");
        assert.deepEqual(
            images.map(({ about, data }) => [about, String(data["tag"]).replace(/[0-9a-f]{12,}/, "…")]),
            [
                [STAGING, "…"],
                [STAGING, "release-…"],
                [PROD, "release-…"],
            ],
        );
        const [digest, ...more] = [...new Set(images.map(({ blobs = [] }) => blobs[0]))];
        assert.deepEqual(more, [], "the same bytes everywhere");
        const said = linesOf(facts);
        for (const at of [STAGING, PROD])
            assert.ok(
                said.some((text) => text.includes("runs what was asked for") && text.includes(`${at}@${digest}`)),
                `${at} runs nowhere`,
            );
    });

    for (const [what, line] of Object.entries(MACHINES))
        it(`is pulled by ${what}, which logs in nowhere`, async function () {
            needsWalls.call(this);
            const services = { links: { ...line, registry: { kind: "ecr-public" } } };
            const plan = await planOf("staging", {
                configFile: join("tests", "fixtures", "ecr-public", "Pulumi.staging.yaml"),
                overrides: {
                    ...{ "fairlead:promotesTo": [], "fairlead:network": { nat: "none" } },
                    "fairlead:services": services,
                },
            });
            const done = await rehearsed([plan], { source: SOURCE });
            isGreen(done);
            const answers = linesOf(done.facts).filter((text) => text.includes('"answer": "200"'));
            assert.ok(
                answers.some((text) => text.includes(`"image": "${STAGING}@sha256:`)),
                answers.join("\n"),
            );
        });
});
