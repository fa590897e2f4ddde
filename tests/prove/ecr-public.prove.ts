// A line whose images lie in ECR Public, from a push to the next environment, with the real scripts and no right to spare.
import assert from "node:assert/strict";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const STACKS = ["staging", "prod"] as const;
const STAGING = "public.ecr.aws/a1f1raw9x/fairlead-staging/links";
const PROD = "public.ecr.aws/a1f1raw9x/fairlead-prod/links";

const plansOf = (): Promise<readonly Plan[]> =>
    Promise.all(
        STACKS.map((stack) =>
            planOf(stack, { configFile: join("tests", "fixtures", "ecr-public", `Pulumi.${stack}.yaml`) }),
        ),
    );

describe("a line whose images lie in ECR Public", function () {
    this.timeout(180_000);

    it("goes from a push to the next environment's own repository by digest, and runs there", async () => {
        const { facts, shortcomings } = await rehearsed(await plansOf(), {
            source: join(root, "examples", "docker-hub-ec2"),
        });
        const of = (kind: string): readonly string[] =>
            facts.filter((fact) => fact.kind === kind).map(({ about }) => about);
        assert.deepEqual([shortcomings, of("denied")], [[], []]);
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
        const said = facts.filter(({ kind }) => kind === "line").map(({ data }) => String(data["text"]));
        for (const at of [STAGING, PROD])
            assert.ok(
                said.some((text) => text.includes(`runs what was asked for`) && text.includes(`${at}@${digest}`)),
                `${at} runs nowhere`,
            );
    });
});
