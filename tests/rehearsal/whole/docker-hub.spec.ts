// A line whose images lie on Docker Hub, from a push to the candidate of the next environment, with the real scripts.
import assert from "node:assert/strict";
import { join } from "node:path";

import type { Plan } from "../../../plan/document";
import { Estate } from "../../iam/support/estate";
import { planOf, root } from "../../support/program";
import { rehearsed } from "../../support/rehearsed";

const hubbing = (stack: string, fixture = "docker-hub"): Promise<Plan> =>
    planOf(stack, { configFile: join("tests", "fixtures", fixture, `Pulumi.${stack}.yaml`) });

describe("a line whose images lie on Docker Hub", function () {
    this.timeout(180_000);

    it("makes no repository in ECR, and has jobs that may do what their scripts call, and no more", async () => {
        const plans = [await hubbing("staging"), await hubbing("prod")];
        assert.deepEqual(
            plans.flatMap(({ resources }) => resources.filter(({ type }) => type.startsWith("aws:ecr/"))),
            [],
        );
        const estate = new Estate(plans);
        // What machines ask, and who asks them, is the target's own.
        const found = [...estate.holes(), ...estate.missing(), ...estate.excessive()];
        assert.deepEqual(
            found.filter((line) => !/links-(host|ship-verify)/.test(line)),
            [],
        );
    });

    it("has tasks on ECS that may read and open their login, and no more", async () => {
        const fixture = "docker-hub-ecs";
        const estate = new Estate([await hubbing("staging", fixture), await hubbing("prod", fixture)]);
        assert.deepEqual([...estate.holes(), ...estate.missing(), ...estate.excessive()], []);
    });

    it("goes from a push to the next environment by digest, without a token in what is printed or recorded", async () => {
        const plans = [await hubbing("staging"), await hubbing("prod")];
        const { facts } = await rehearsed(plans, { source: join(root, "examples", "docker-hub-ec2") });
        const ended = (action: string): readonly unknown[] =>
            facts
                .filter(({ kind, about }) => kind === "action.ended" && about.endsWith(`/${action}`))
                .map(({ data }) => data["status"]);
        assert.deepEqual([ended("Build/Build"), ended("Publish/Publish")], [["Succeeded"], ["Succeeded"]]);
        assert.deepEqual(
            facts.filter(({ kind }) => kind === "denied").map(({ about }) => about),
            [],
        );
        const images = facts.filter(({ kind, about }) => kind === "image" && about === "docker.io/acme/links");
        assert.deepEqual(
            images.map(({ data }) => String(data["tag"]).replace(/[0-9a-f]{12,}/, "…")),
            ["…", "release-…"],
        );
        const candidates = facts.filter(({ kind, about }) => kind === "object" && /prod.*candidate\.zip/.test(about));
        assert.equal(candidates.length, 2, "release 0, and the one that prod has taken");
        assert.doesNotMatch(JSON.stringify(facts), /rehearsed-[0-9a-f]{12}/);
    });
});
