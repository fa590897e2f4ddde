import assert from "node:assert/strict";

import { needTools, run, unneeded, unpack, type Job, type Json, type World } from "./fixture";
import { bucket, prod, registry, release, stored, zipped } from "./samples";

const DATA = `sha256:${"d".repeat(64)}`;
const IMAGE = `${registry}/web@sha256:${"1".repeat(64)}`;
const STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/web-prod-1/00000000-0000-4000-8000-000000000000";
const golden = (...payloads: Json[]): Json => ({ format: 1, payloads });
const payload = (name: string, more: Json = {}): Json => ({
    name,
    contentType: "application/json",
    body: Buffer.from(name).toString("base64"),
    expect: { digit: 7 },
    ...more,
});
const released = release("web-20261121T101500Z-0000bbbb", DATA, {
    carries: "model",
    what: `s3://${bucket}/models/web/${"d".repeat(64)}.tar.gz`,
    model: { image: IMAGE },
    golden: golden(payload("seven"), payload("eight", { expect: { digit: 8, odds: [0.1, 0.9] } })),
});
const zero: Json = {
    ...released,
    id: "web-placeholder",
    placeholder: true,
    what: "nothing",
    model: undefined,
    golden: undefined,
};
const VARIANT = { VariantName: "live", InstanceType: "ml.m5.large", InitialInstanceCount: 2, InitialVariantWeight: 1 };
const template: Json = {
    Resources: {
        EndpointConfig: {
            Properties: { ProductionVariants: [{ ...VARIANT, ModelName: { "Fn::GetAtt": ["Model", "ModelName"] } }] },
        },
    },
};
const env = {
    LINE: "web",
    CARRIES: "model",
    RELEASES_BUCKET: bucket,
    STACK,
    ENDPOINT: "fairlead-prod-web",
    REPOSITORY_URI: `${registry}/web`,
};
const stack = (more: Json = {}, configuration = "Config-2"): Json => ({
    StackStatus: "UPDATE_COMPLETE",
    Parameters: [{ ParameterKey: "Attempt", ParameterValue: "first" }],
    Outputs: [{ OutputKey: "EndpointConfigName", OutputValue: configuration }],
    ...more,
});

function world(change: (world: World) => void = () => undefined): World {
    return prod((made) => {
        made.s3[bucket] = {
            ...made.s3[bucket],
            "releases/web/live.zip": [
                zipped("l1", { "release.json": zero, "live.json": { format: 1, release: zero.id, counter: 0 } }),
            ],
            "blueprints/web.json": [
                stored("b1", {
                    ...{ format: 1, line: "web", environment: "prod", endpoint: "fairlead-prod-web" },
                    ...{ withinMillis: 1000, template },
                }),
            ],
        };
        made.stack = [stack()];
        made.endpoint = { EndpointConfigName: "Config-2", EndpointStatus: "InService" };
        made.variants = [{ ...VARIANT, ModelName: "Model-2" }];
        made.container = { Image: IMAGE, ModelDataUrl: released.what };
        made.answers = {
            "application/json seven": [{ answer: '{"digit": 7, "more": true}' }],
            "application/json eight": [{ answer: '{"digit": 8, "odds": [0.1000001, 0.9]}' }],
        };
        made.owned = ["endpoint-config/config-2", "endpoint-config/config-1", "model/model-1", "model/model-2"];
        change(made);
    });
}

describe("script prepare, for an endpoint", function () {
    this.timeout(60_000);
    const scripts = ["stacks", "model", "endpoint-model", "endpoint-prepare", "prepare"];
    before(function () {
        needTools(this);
    });
    const prepare = (of: World, record: Json = released, more: Partial<Job> = {}): ReturnType<typeof run> =>
        run(scripts, { env, world: of, files: { "release.json": JSON.stringify(record) }, ...more });

    it("joins the template with what the release runs, and the golden payloads", () => {
        const done = prepare(world());
        assert.equal(done.code, 0, done.err);
        assert.deepEqual(done.json("template.json"), template);
        assert.deepEqual(done.json("template-configuration.json"), {
            Parameters: {
                EndpointName: "fairlead-prod-web",
                Image: IMAGE,
                ModelData: released.what,
                Release: released.id,
                Attempt: "first",
            },
        });
        assert.deepEqual(done.json("golden.json"), released.golden);
        assert.deepEqual(done.json("endpoint.json"), { withinMillis: 1000 });
    });

    it("fills in nothing while there is no release", () => {
        const done = prepare(world(), zero);
        assert.equal(done.code, 0, done.err);
        const { Image, ModelData, EndpointName } = done.json("template-configuration.json").Parameters as Record<
            string,
            string
        >;
        assert.deepEqual([Image, ModelData, EndpointName], ["", "", "fairlead-prod-web"]);
    });

    it("makes everything anew where SageMaker has gone back by itself", () => {
        const done = prepare(world((made) => (made.endpoint = { EndpointConfigName: "Config-1" })));
        assert.equal(done.code, 0, done.err);
        assert.match(done.out, /serves Config-1, and stack \S+ has updated it to Config-2: SageMaker went back/);
        const { Attempt } = done.json("template-configuration.json").Parameters as Record<string, string>;
        assert.match(String(Attempt), /^20\d{6}T\d{6}Z$/);
    });

    it("waits until nothing changes the stack", () => {
        const busy = stack({ StackStatus: "UPDATE_IN_PROGRESS" });
        const done = prepare(world((made) => (made.stack = [busy, busy, stack()])));
        assert.equal(done.code, 0, done.err);
        assert.equal(done.sleeps, 2);
    });

    for (const [what, record, words] of [
        ["a release without golden payloads", { ...released, golden: undefined }, /golden payloads/],
        [
            "a payload without what it must answer",
            { ...released, golden: golden({ ...payload("a"), expect: undefined }) },
            /golden payloads/,
        ],
        [
            "another bucket's model",
            { ...released, what: `s3://other/models/web/${"d".repeat(64)}.tar.gz` },
            /it names s3:\/\/other/,
        ],
        [
            "an image that is named by a tag",
            { ...released, model: { image: `${registry}/web:latest` } },
            /by digest, found "\S+:latest"/,
        ],
        [
            "another registry's image",
            { ...released, model: { image: IMAGE.replace("1111", "9999") } },
            /look who wrote that release/,
        ],
    ] as const)
        it(`refuses ${what}`, () => {
            const { code, err } = prepare(world(), record);
            assert.equal(code, 1);
            assert.match(err, words);
        });

    it("says what to do with a stack that takes no update", () => {
        const { code, err } = prepare(
            world((made) => (made.stack = [stack({ StackStatus: "UPDATE_ROLLBACK_FAILED" })])),
        );
        assert.equal(code, 1);
        assert.match(err, /continue-update-rollback --stack-name arn:/);
    });
});

describe("script verify, for an endpoint", function () {
    this.timeout(60_000);
    const scripts = [
        "model",
        "endpoint-model",
        "endpoint-golden",
        "endpoint-back",
        "endpoint-prune",
        "endpoint-verify",
    ];
    const all = [...scripts, "bundle-keep", "verify"];
    before(function () {
        needTools(this);
    });
    const verify = (of: World, record: Json = released, more: Partial<Job> = {}): ReturnType<typeof run> =>
        run(all, {
            env: { ...env, ENVIRONMENT: "prod", EXECUTION: "run-2", OWNER: "fairlead-prod-web" },
            world: of,
            files: {
                "release.json": JSON.stringify(record),
                "deployment.json": JSON.stringify({ release: record.id, blueprint: "b1" }),
                "template.json": JSON.stringify(template),
                "golden.json": JSON.stringify(record.golden ?? { payloads: [] }),
                "endpoint.json": JSON.stringify({ withinMillis: 1000 }),
            },
            ...more,
        });
    const isLive = (of: World): unknown => unpack(of, bucket, "releases/web/live.zip")["live.json"]?.release;

    it("compares, asks, keeps the answers, and takes away what served before", () => {
        const { code, err, world: after } = verify(world());
        assert.equal(code, 0, err);
        const runs = unpack(after, bucket, "releases/web/live.zip")["live.json"]?.runs as Record<string, unknown>;
        const { answers, ...what } = runs as { answers: { name: string; within: number }[] };
        assert.deepEqual(what, { endpoint: "fairlead-prod-web", configuration: "Config-2", model: "Model-2" });
        assert.deepEqual(
            answers.map(({ name, within }) => [name, within]),
            [
                ["seven", 1000],
                ["eight", 1000],
            ],
        );
        assert.deepEqual(after.deleted, ["endpoint-config/config-1", "model/model-1"]);
    });

    it("asks nothing while there is no release", () => {
        const { code, err, calls, world: after } = verify(world(), zero);
        assert.equal(code, 0, err);
        assert.deepEqual(
            calls.filter((call) => call.startsWith("sagemaker:")),
            [],
        );
        assert.equal(isLive(after), zero.id);
    });

    it("waits for the first answer of what starts when it is asked", () => {
        const cold = (made: World): void => {
            made.answers = {
                ...made.answers,
                "application/json seven": [{ error: "cold" }, { error: "cold" }, { answer: '{"digit": 7}' }],
            };
        };
        const { code, err, sleeps } = verify(world(cold));
        assert.equal(code, 0, err);
        assert.equal(sleeps, 2);
    });

    it("is green where what served before cannot be taken away, and says so", () => {
        const { code, out, world: after } = verify(world((made) => made.deny.push("sagemaker:DeleteModel")));
        assert.equal(code, 0);
        assert.match(out, /Could not take away model\/model-1: .*not authorized/);
        assert.equal(isLive(after), released.id);
    });

    for (const [what, change, words] of [
        [
            "SageMaker went back",
            (made: World) => (made.endpoint = { EndpointConfigName: "Config-1", EndpointStatus: "InService" }),
            /serves Config-1: SageMaker rolled back/,
        ],
        [
            "the endpoint failed",
            (made: World) =>
                (made.endpoint = {
                    EndpointConfigName: "Config-2",
                    EndpointStatus: "Failed",
                    FailureReason: "no ping",
                }),
            /it is Failed: no ping/,
        ],
        [
            "another image serves",
            (made: World) => (made.container = { Image: `${IMAGE}0`, ModelDataUrl: released.what }),
            /serves \S+10 with s3/,
        ],
        [
            "another model's data serves",
            (made: World) => (made.container = { Image: IMAGE, ModelDataUrl: "s3://other/x.tar.gz" }),
            /serves \S+ with s3:\/\/other/,
        ],
        [
            "other instances serve",
            (made: World) => (made.variants = [{ ...VARIANT, InstanceType: "ml.t2.medium" }]),
            /asked for the variant .*ml\.m5\.large.* serves .*ml\.t2\.medium/,
        ],
        [
            "the outputs are permuted",
            (made: World) => swapped(made),
            /payload seven, it must answer \{"digit":7\}, it answered \{"digit":8/,
        ],
        ["an answer lacks a key", (made: World) => answers(made, '{"number": 7}'), /it answered \{"number":7\}/],
        ["an answer is longer", (made: World) => answers(made, '{"digit": [7]}'), /it answered \{"digit":\[7\]\}/],
        ["an answer is no JSON", (made: World) => answers(made, "seven"), /it answered no JSON: seven/],
        [
            "the model fails",
            (made: World) => (made.answers = { ...made.answers, "application/json eight": [{ error: "boom" }] }),
            /payload eight, it failed/,
        ],
        [
            "nothing answers",
            (made: World) => (made.answers = { "application/json seven": [{ error: "boom" }] }),
            /did not answer for 5 minutes/,
        ],
    ] as const)
        it(`is red where ${what}, and records nothing`, () => {
            const { code, err, world: after } = verify(world((made) => void change(made)));
            assert.equal(code, 1);
            assert.match(err, words);
            assert.equal(isLive(after), zero.id);
            assert.equal(after.deleted, undefined);
        });

    it("has what was live before serve again where an answer is wrong, and not where the comparison failed before that", () => {
        const was = { format: 1, release: "web-1", counter: 1, runs: { configuration: "Config-1" } };
        const live = (made: World): void => {
            made.s3[bucket] = {
                ...made.s3[bucket],
                "releases/web/live.zip": [
                    zipped("l1", { "release.json": { ...released, id: "web-1" }, "live.json": was }),
                ],
            };
        };
        const wrong = verify(world((made) => (live(made), swapped(made))));
        assert.equal(wrong.code, 1);
        assert.match(wrong.out, /serves Config-1 again, which was live before/);
        assert.equal(wrong.world.endpoint?.EndpointConfigName, "Config-1");
        const other = verify(
            world((made) => (live(made), (made.container = { Image: "other", ModelDataUrl: released.what }))),
        );
        assert.deepEqual(
            [other.code, other.calls.filter((call) => call.startsWith("sagemaker:UpdateEndpoint"))],
            [1, []],
        );
    });

    it("is red where the model is slower than it may be, however often it is asked", () => {
        const slow = { ...released, golden: golden(payload("seven", { withinMillis: 150 })) };
        const { code, err } = verify(
            world((made) => (made.answers = { "application/json seven": [{ answer: '{"digit": 7}', millis: 600 }] })),
            slow,
        );
        assert.equal(code, 1);
        assert.match(err, /within 150 ms, it took \d+ ms at best/);
    });

    it("mutant: what is asked is not compared with what must be answered", () => {
        const mutant = ["agrees($golden[0].payloads[$number].expect)", "true"] as const;
        assert.equal(verify(world(swapped), released, { mutant }).code, 0);
    });

    it("mutant: a rollback by SageMaker is taken for success", () => {
        const mutant = ['[ "$configuration" = "$asked" ] ||', "true ||"] as const;
        const back = world((made) => (made.endpoint = { EndpointConfigName: "Config-1", EndpointStatus: "InService" }));
        assert.equal(verify(back, released, { mutant }).code, 0);
    });

    it("calls all that the heads say", () => {
        assert.deepEqual(unneeded([...scripts, "stacks", "endpoint-prepare"]), []);
    });

    function swapped(made: World): void {
        const { answers: { "application/json seven": seven = [], "application/json eight": eight = [] } = {} } = made;
        made.answers = { "application/json seven": eight, "application/json eight": seven };
    }
    function answers(made: World, answer: string): void {
        made.answers = { ...made.answers, "application/json seven": [{ answer }] };
    }
});
