import * as assert from "node:assert/strict";

import { renderStackPolicy } from "../../../components/documents/endpoint-template";
import { model } from "../../../components/carries/model";
import { endpoint } from "../../../components/targets/endpoint";
import { serverless } from "../../../components/targets/serverless";
import { renderPolicy } from "../../../components/documents/policy";
import type { RuleContext } from "../../../components/setting-rules";
import { ecr } from "../../../components/registries/ecr";
import { matchesGolden } from "../../support/golden";
import { record, type Recording } from "../../support/recorder";
import { below, makeContext, waits } from "../surroundings";

const STACK = "aws:cloudformation/stack:Stack";

async function make(kind: "serverless" | "endpoint", given: object): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const registry = ecr.make("digits", {}, {}, context, {});
        const from = { store: model.makeStore("digits", { registry }, context, {}) };
        const target =
            kind === "endpoint"
                ? endpoint.make("digits", endpoint.settings.parse(given), from, context, {})
                : serverless.make("digits", serverless.settings.parse(given), from, context, {});
        const { prepare, rollOut, verify, blueprint, outputs } = target;
        return {
            prepare: { ...prepare, allow: renderPolicy(prepare.allow) },
            rollOut: rollOut.map((step) => ({ ...step, allow: renderPolicy(step.allow) })),
            verify: { ...verify, allow: renderPolicy(verify.allow) },
            blueprint,
            outputs,
        };
    });
}

const blueprintOf = (recording: Recording): string =>
    `${JSON.stringify(JSON.parse(String(recording.outputs["blueprint"])), null, 2)}\n`;

const refusalsOf = (given: object): string[] => {
    const settings = endpoint.settings.parse(given);
    const about: RuleContext<typeof settings> = {
        ...{ line: "digits", project: "fairlead", environment: "prod", account: "111122223333" },
        ...{ loosen: [], makes: true, pullsBySecret: false, linesBefore: [], settingsFile: "Pulumi.prod.yaml" },
    };
    return (endpoint.rules ?? []).flatMap((rule) =>
        rule(settings, about).map(({ at, allowed, is = "" }) => `${at.join(".")} ${is} ${allowed}`),
    );
};

describe("an endpoint on instances", () => {
    let recording: Recording;
    before(async () => {
        recording = await make("endpoint", { scaling: { max: 4 }, alarms: { modelMillis: 500 } });
    });

    it("fills in everything", () => {
        assert.deepEqual(endpoint.settings.parse({}), {
            instanceType: "ml.m5.large",
            count: 2,
            alarms: { percent5xx: 1, minimumRequests: 10, pause: false },
            rollout: { kind: "canary", instances: 1, minutes: 5, bakeMinutes: 5 },
            withinMillis: 1000,
        });
        assert.deepEqual(refusalsOf({}), []);
    });

    it("renders a template whose release is all that Prepare fills in", () => {
        matchesGolden("endpoint/instances.json", blueprintOf(recording));
    });

    it("makes a stack that is empty, is left alone by updates, and is deleted before its roles", () => {
        const stack = recording.one(STACK);
        assert.deepEqual(
            Object.keys((JSON.parse(String(stack.inputs["templateBody"])) as { Resources: object }).Resources),
            ["Empty"],
        );
        assert.deepEqual(stack.options.ignoreChanges, ["templateBody", "policyBody", "parameters", "tags", "tagsAll"]);
        assert.deepEqual(JSON.parse(String(stack.inputs["policyBody"])), renderStackPolicy());
        const waited = ["Role digits-stack", "RolePolicy digits-model", "RolePolicy digits-stack"];
        assert.deepEqual(waits(recording, stack), waited);
        assert.deepEqual(
            below(recording, "HostedModel", "digits").filter((each) => /Endpoint|:Model/.test(each)),
            [],
        );
    });

    it("pauses its alarms by name, and keeps them", async () => {
        const { Endpoint, ErrorAlarm } = resources(await make("endpoint", { alarms: { pause: true } }));
        assert.equal(JSON.stringify(Endpoint).includes("AutoRollbackConfiguration"), false);
        assert.ok(ErrorAlarm);
    });

    it("leaves the number of instances to scaling where there is any", async () => {
        const retains = (of: Record<string, unknown>): unknown =>
            (of["Endpoint"] as { Properties: Record<string, unknown> }).Properties["RetainAllVariantProperties"];
        assert.equal(retains(resources(recording)), true);
        assert.equal(retains(resources(await make("endpoint", {}))), undefined);
    });

    for (const [what, given, refused] of [
        ["canary on one instance", { count: 1 }, /^count .*2 or more with rollout kind canary/],
        [
            "linear on one instance",
            { count: 1, rollout: { kind: "linear" } },
            /^count .*2 or more with rollout kind linear/,
        ],
        [
            "a canary of more than half",
            { count: 5, rollout: { kind: "canary", instances: 3 } },
            /^rollout.instances .*2 at most/,
        ],
        [
            "more minutes than SageMaker gives",
            { rollout: { kind: "linear", percent: 10, minutes: 60 } },
            /^rollout.minutes is 60, and so the rollout takes 605 minutes/,
        ],
        [
            "steps on Inferentia 1",
            { instanceType: "ml.inf1.xlarge" },
            /^rollout.kind .*all-at-once with ml\.inf1\.xlarge/,
        ],
        [
            "scaling of burstable instances",
            { instanceType: "ml.t2.medium", scaling: { max: 3 } },
            /^instanceType .*no burstable/,
        ],
        ["scaling to no more than always run", { count: 3, scaling: { max: 3 } }, /^scaling.max .*more than the 3/],
        ["Graviton", { instanceType: "ml.c7g.large" }, /^instanceType is ml\.c7g\.large, a Graviton/],
        ["data capture", { dataCapture: { percent: 10 } }, /^dataCapture is set, and requests are not kept yet/],
        ["monitoring", { monitoring: true }, /^monitoring is set/],
    ] as const)
        it(`refuses ${what}`, () => {
            const found = refusalsOf(given);
            assert.equal(found.length, 1, found.join("\n"));
            assert.match(found[0] ?? "", refused);
        });

    it("takes one instance where all requests move at once", () => {
        assert.deepEqual(refusalsOf({ count: 1, rollout: { kind: "all-at-once" } }), []);
    });
});

describe("a serverless endpoint", () => {
    it("fills in everything, and renders a template without guardrails", async () => {
        assert.deepEqual(serverless.settings.parse({}), { memory: 2048, concurrency: 5, withinMillis: 1000 });
        matchesGolden("endpoint/serverless.json", blueprintOf(await make("serverless", {})));
    });

    for (const key of ["rollout", "scaling", "dataCapture", "monitoring"] as const)
        it(`refuses ${key} by its name`, () => {
            const settings = serverless.settings.parse({ [key]: { kind: "canary" } });
            const found = (serverless.rules ?? []).flatMap((rule) =>
                rule(settings, { line: "digits", project: "fairlead", environment: "prod" } as never),
            );
            assert.deepEqual(
                found.map(({ at }) => at),
                [[key]],
            );
        });
});

function resources(recording: Recording): Record<string, unknown> {
    const { template } = JSON.parse(String(recording.outputs["blueprint"])) as {
        template: { Resources: Record<string, unknown> };
    };
    return template.Resources;
}
