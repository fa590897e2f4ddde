import * as assert from "node:assert/strict";

import type { Plan } from "../../plan/document";
import { planOf } from "../support/program";
import { label, ofType } from "./reading";

/** What a stack says about destroying what cannot be made again. */
function safeguards(plan: Plan): Record<string, unknown> {
    const [repository] = ofType(plan, "aws:ecr/repository:Repository");
    const [balancer] = ofType(plan, "aws:lb/loadBalancer:LoadBalancer");
    const [service] = ofType(plan, "aws:ecs/service:Service");
    const releases = ofType(plan, "aws:s3/bucket:Bucket").find(({ name }) => name === "releases");
    return {
        releases: releases?.inputs["forceDestroy"],
        images: repository?.inputs["forceDelete"],
        service: service?.inputs["forceDelete"],
        loadBalancerStays: balancer?.inputs["enableDeletionProtection"],
    };
}

describe("what holds data", () => {
    it("survives a destroy where nothing is loosened", async () => {
        assert.deepEqual(safeguards(await planOf("prod")), {
            releases: false,
            images: false,
            service: false,
            loadBalancerStays: true,
        });
    });

    it("goes with the stack where the stack loosens it by name", async () => {
        assert.deepEqual(safeguards(await planOf("staging")), {
            releases: true,
            images: true,
            service: true,
            loadBalancerStays: false,
        });
    });

    it("is protected, source code and records too: Pulumi refuses before AWS deletes the first thing", async () => {
        const overrides = { "fairlead:loosen": ["plain-http"] };
        const configFile = "examples/blue-green-web/Pulumi.staging.yaml";
        const strict = await planOf("staging", { configFile, overrides });
        const loose = await planOf("staging", { configFile });
        const protectedOnes = (plan: Plan): string[] =>
            plan.resources
                .filter(({ options }) => options.protect === true)
                .map(label)
                .sort();
        assert.deepEqual(protectedOnes(strict), [
            'Alias "releases"',
            'Bucket "releases"',
            'BucketObjectv2 "web-candidate"',
            'BucketObjectv2 "web-live"',
            'BucketObjectv2 "web-published"',
            'Key "releases"',
            'Repository "web"',
            'Repository "web-source"',
            'Service "web"',
            'TargetGroup "web-blue"',
            'TargetGroup "web-green"',
        ]);
        assert.deepEqual(protectedOnes(loose), []);
    });
});

describe("listeners", () => {
    it("speak TLS on 443 and 8443 with a certificate, and 80 only points there", async () => {
        assert.deepEqual(listeners(await planOf("prod")), {
            "web-production": [443, "HTTPS", "forward"],
            "web-test": [8443, "HTTPS", "forward"],
            "web-to-https": [80, "HTTP", "redirect"],
        });
    });

    it("speak plain HTTP where the stack loosens it by name", async () => {
        assert.deepEqual(listeners(await planOf("staging")), {
            "web-production": [80, "HTTP", "forward"],
            "web-test": [8080, "HTTP", "forward"],
        });
    });
});

function listeners(plan: Plan): Record<string, unknown> {
    return Object.fromEntries(
        ofType(plan, "aws:lb/listener:Listener").map(({ name, inputs }) => {
            const [action] = inputs["defaultActions"] as unknown as [{ type: string }];
            return [name, [inputs["port"], inputs["protocol"], action.type]];
        }),
    );
}
