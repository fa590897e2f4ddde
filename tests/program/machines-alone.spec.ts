import * as assert from "node:assert/strict";

import type { Plan } from "../../plan/document";
import { planOf } from "../support/program";
import { ofType } from "./reading";

/** What costs money while nothing uses it, and what a line of another kind would need. */
const OTHERS = {
    cluster: "aws:ecs/cluster:Cluster",
    "load balancer": "aws:lb/loadBalancer:LoadBalancer",
    registry: "aws:ecr/repository:Repository",
    gateway: "aws:ec2/natGateway:NatGateway",
};

const made = (plan: Plan): string[] =>
    Object.entries(OTHERS)
        .filter(([, type]) => ofType(plan, type).length > 0)
        .map(([what]) => what);

describe("an environment of virtual machines alone", () => {
    it("makes no cluster, no load balancer and no image registry, where its lines ask for none", async () => {
        const plan = await planOf("staging", { configFile: "examples/code-suite-vm/Pulumi.staging.yaml" });
        assert.deepEqual(made(plan), []);
        assert.equal(ofType(plan, "aws:ec2/instance:Instance").length, 1);
    });

    it("makes the load balancer of a group, and nothing else of these", async () => {
        const plan = await planOf("prod", { configFile: "examples/code-suite-vm/Pulumi.prod.yaml" });
        assert.deepEqual(made(plan), ["load balancer"]);
    });
});
