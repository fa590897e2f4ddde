import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { text } from "../../../plan/plans";
import { Alarms } from "../../../rehearsal/deployments/alarms/alarm";
import { Hosting } from "../../../rehearsal/endpoints/hosting";
import { AT_LEAST } from "../../../rehearsal/engine/clock";
import { Stacks } from "../../../rehearsal/cloudformation/stacks";
import { EndpointFixture, planWithEndpoint, SETTINGS } from "./fixture";

describe("an endpoint that a pipeline's template makes", function () {
    this.timeout(60_000);
    let fixture: EndpointFixture;
    before(async () => {
        fixture = await EndpointFixture.open(await planWithEndpoint());
    });
    after(() => fixture.close());
    const { watched } = AT_LEAST;
    afterEach(() => void (AT_LEAST.watched = watched));

    /** Asks as its users do, until what is awaited has come; answers what they were told. */
    async function askedMeanwhile<T>(
        awaited: Promise<T>,
    ): Promise<{ readonly result: T; readonly told: Set<unknown> }> {
        const told = new Set<unknown>();
        let over = false;
        const result = awaited.finally(() => (over = true));
        while (!over) {
            told.add(await fixture.asks().catch((error: Error) => error.message));
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return { result: await result, told };
    }
    const since = (before: number): readonly string[] => fixture.steps.slice(before);

    it("is none while there is no release", async () => {
        const { said, ...result } = await fixture.rollOut({ Image: "" });
        assert.deepEqual([result, said], [{ ok: true, variables: {} }, ["stack is UPDATE_COMPLETE"]]);
        assert.deepEqual(fixture.steps, ["CREATE_COMPLETE Empty", "CREATE_COMPLETE Ready", "DELETE_COMPLETE Empty"]);
        assert.equal(fixture.endpoint, undefined);
        assert.deepEqual((await fixture.rollOut({ Image: "" })).said, ["No updates are to be performed."]);
    });

    it("serves the first release, without anything to go back to", async () => {
        const { why } = await fixture.rollOut({ ModelData: fixture.model("one"), Release: "r1" });
        assert.equal(why, undefined);
        assert.equal(await fixture.asks(), "one");
        assert.deepEqual(since(3), [
            "CREATE_COMPLETE Model",
            "CREATE_COMPLETE EndpointConfig",
            "CREATE_COMPLETE ErrorAlarm",
            "CREATE_COMPLETE Endpoint",
            "CREATE_COMPLETE ScalableTarget",
            "CREATE_COMPLETE ScalingPolicy",
        ]);
        assert.deepEqual(fixture.facts("endpoint.step"), []);
    });

    it("moves requests to the next one step by step, and keeps what served before", async () => {
        const before = fixture.steps.length;
        const served = fixture.endpoint?.configuration;
        const { result, told } = await askedMeanwhile(
            fixture.rollOut({ ModelData: fixture.model("two"), Release: "r2" }),
        );
        assert.equal(result.why, undefined);
        assert.deepEqual(told, new Set(["one", "two"]));
        assert.deepEqual(fixture.facts("endpoint.step"), [
            { share: 0.5, seconds: 300 },
            { share: 1, seconds: 0 },
        ]);
        assert.equal(await fixture.asks(), "two");
        assert.deepEqual(since(before), [
            "UPDATE_COMPLETE Model",
            "UPDATE_COMPLETE EndpointConfig",
            "UPDATE_COMPLETE Endpoint",
            "DELETE_SKIPPED EndpointConfig",
            "DELETE_SKIPPED Model",
        ]);
        assert.ok(fixture.account.part(Hosting).configuration(String(served)), "for an endpoint that goes back");
    });

    it("goes back where an alarm rings, and CloudFormation takes that for success", async () => {
        const served = fixture.endpoint?.configuration;
        // The alarm ends it, however few requests a busy machine gets through meanwhile.
        AT_LEAST.watched = 10_000;
        const { result } = await askedMeanwhile(
            fixture.rollOut({ ModelData: fixture.model("broken", 500), Release: "r3" }),
        );
        assert.equal(result.ok, true);
        assert.match(String(fixture.endpoint?.reason), /Alarm\(s\) \[digits-\S+-ErrorAlarm-\S+\] in ALARM state/);
        assert.equal(fixture.endpoint?.configuration, served);
        assert.notEqual(fixture.stack.outputs["EndpointConfigName"], served, "what Verify finds out");
        assert.equal(await fixture.asks(), "two");
    });

    it("is brought on its way by another attempt", async () => {
        await alarmsAreOver();
        const { result } = await askedMeanwhile(
            fixture.rollOut({ ModelData: fixture.model("four"), Release: "r4", Attempt: "2" }),
        );
        assert.equal(result.why, undefined);
        assert.equal(await fixture.asks(), "four");
    });

    it("is taken for what a killed process had asked for, and only where one had", async () => {
        const { arn } = fixture.stack;
        const { known, type } = fixture.stack.resources.get("Endpoint") ?? {};
        const last = { ModelData: fixture.model("four"), Release: "r4", Attempt: "2" };
        const lost = (status: string): void =>
            fixture.account.part(Stacks).happened(arn, {
                logicalId: "Endpoint",
                type: type ?? "",
                physicalId: known?.ref ?? "",
                status,
                gone: "resource",
            });
        lost("CREATE_IN_PROGRESS");
        assert.equal((await fixture.rollOut(last)).why, undefined);
        assert.equal(fixture.steps.at(-1), "CREATE_COMPLETE Endpoint");
        lost("DELETE_COMPLETE");
        assert.match((await fixture.rollOut(last)).why ?? "", /Cannot create already existing endpoint/);
        lost("CREATE_IN_PROGRESS");
        assert.equal((await fixture.rollOut(last)).why, undefined);
    });

    describe("of another template", () => {
        const live = (): Record<string, string> => ({ ModelData: fixture.model("four"), Release: "r4", Attempt: "2" });

        it("with another instance type serves on that", async () => {
            const template = fixture.template((text) => text.replace("ml.m5.large", "ml.c5.xlarge"));
            assert.equal((await fixture.rollOut(live(), template)).why, undefined);
            const { configuration = "" } = fixture.endpoint ?? {};
            assert.deepEqual(fixture.account.part(Hosting).configuration(configuration)?.variants[0]?.instances, {
                type: "ml.c5.xlarge",
                count: 2,
            });
        });

        it("without the endpoint, or without a release, is refused by the stack's policy, and the model answers", async () => {
            const served = await fixture.asks();
            const { Resources: all, ...rest } = fixture.template();
            const { Ready: alone } = all as JsonObject;
            const nothing = { ...rest, Outputs: {}, Resources: { Ready: alone ?? null } };
            for (const refused of [await fixture.rollOut(live(), nothing), await fixture.rollOut({ Image: "" })]) {
                assert.match(
                    refused.why ?? "",
                    /Action denied by stack policy: Update:Delete of LogicalResourceId\/Endpoint/,
                );
                assert.equal(fixture.stack.status, "UPDATE_ROLLBACK_COMPLETE");
                assert.equal(await fixture.asks(), served);
            }
        });

        for (const [what, change, words] of [
            [
                "a reference to nothing",
                ['{"Ref":"Image"}', '{"Ref":"Imagee"}'],
                /Unresolved resource dependencies \[Imagee\]/,
            ],
            [
                "an attribute that a model has not",
                ['"Model","ModelName"', '"Model","Name"'],
                /resource Model does not support attribute type Name/,
            ],
            ["an instance type that is none", ["ml.m5.large", "m5.large"], /Endpoint|instanceType/],
            [
                "another variant",
                ['"VariantName":"live"', '"VariantName":"blue"'],
                /The variant blue is not one of the endpoint/,
            ],
            ["a canary of all instances", ['"Value":1}', '"Value":2}'], /CanarySize .* is 2 of 2 instances/],
            [
                "a property that is not known",
                ['"RetainAllVariantProperties"', '"RetainAllVariants"'],
                /the property RetainAllVariants of Endpoint/,
            ],
            [
                "a type that is not known",
                ["AWS::SageMaker::Model", "AWS::SageMaker::ModelCard"],
                /resources of type AWS::SageMaker::ModelCard/,
            ],
            ["another execution role", ["digits-model-prod", "digits-other-prod"], /may not iam:PassRole/],
            ["another line's tag", ['"fairlead-prod-digits"}]', '"fairlead-prod-web"}]'], /may not sagemaker:/],
        ] as const)
            it(`with ${what} fails there, and the model before answers`, async () => {
                const template = fixture.template((text) => {
                    assert.ok(text.includes(change[0]), `the template has no ${change[0]}`);
                    return text.replaceAll(change[0], change[1]);
                });
                const { ok, why } = await fixture.rollOut({ ...live(), Attempt: what }, template);
                assert.equal(ok, false);
                assert.match(String(why), words);
                assert.equal(await fixture.asks(), "four");
            });
    });

    /** An alarm that rings lets no update begin. */
    async function alarmsAreOver(): Promise<void> {
        const alarms = fixture.account.part(Alarms);
        while (alarms.all.some(({ resource }) => alarms.of(text(resource, "arn")).state === "ALARM"))
            await new Promise((resolve) => setTimeout(resolve, 20));
    }
});

describe("a serverless endpoint", function () {
    this.timeout(60_000);
    let fixture: EndpointFixture;
    before(async () => {
        fixture = await EndpointFixture.open(await planWithEndpoint({ kind: "serverless" }));
    });
    after(() => fixture.close());

    it("starts nothing before it is asked, and moves all requests at once", async () => {
        assert.equal((await fixture.rollOut({ ModelData: fixture.model("one"), Release: "r1" })).why, undefined);
        assert.equal(await fixture.asks(), "one");
        assert.equal((await fixture.rollOut({ ModelData: fixture.model("two"), Release: "r2" })).why, undefined);
        assert.equal(await fixture.asks(), "two");
        assert.deepEqual(fixture.facts("endpoint.step"), [{ share: 1, seconds: 0 }]);
    });

    it("has another name than one with instances, for neither becomes the other", async () => {
        const other = await EndpointFixture.open(await planWithEndpoint(SETTINGS));
        assert.deepEqual(
            [fixture.endpointName, other.endpointName],
            ["fairlead-prod-digits-per-request", "fairlead-prod-digits"],
        );
        await other.close();
    });
});
