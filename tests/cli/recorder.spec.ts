import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

import { account, record } from "../support/recorder";

const bucket = "aws:s3/bucket:Bucket";

class Gadget extends pulumi.CustomResource {}

class Box extends pulumi.ComponentResource {
    constructor(name: string, fill: (box: Box) => void, opts?: pulumi.ComponentResourceOptions, type = "Box") {
        super(`test:components:${type}`, name, { colour: "red", wait: pulumi.output(["a", "b"]) }, opts);
        fill(this);
        this.registerOutputs({ name });
    }
}

describe("the recorder", () => {
    it("builds URNs from the whole chain of parents, as the engine does", async () => {
        const { one } = await record(
            () =>
                new Box(
                    "outer",
                    (outer) =>
                        new Box(
                            "inner",
                            (inner) => void new s3.Bucket("b", {}, { parent: inner }),
                            { parent: outer },
                            "Small",
                        ),
                ),
        );
        strictEqual(
            one(bucket).urn,
            `urn:pulumi:stack::project::test:components:Box$test:components:Small$${bucket}::b`,
        );
        strictEqual(one("test:components:Box").parent, "urn:pulumi:stack::project::pulumi:pulumi:Stack::project-stack");
    });

    it("refuses two resources with one URN", async () => {
        await rejects(
            record(() => [new s3.Bucket("b"), new s3.Bucket("b")]),
            /two resources have the same URN urn:pulumi:stack::project::aws:s3\/bucket:Bucket::b/,
        );
    });

    it("refuses a call nobody expected, by its name", async () => {
        await rejects(
            record(() => aws.getCallerIdentityOutput()),
            /no stand-in for the function aws:index\/getCallerIdentity/,
        );
        const { outputs } = await record(() => ({ id: aws.getCallerIdentityOutput().accountId }), {
            calls: { "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: account }) },
        });
        deepStrictEqual(outputs, { id: account });
    });

    it("keeps the arguments and outputs of a component", async () => {
        const { one } = await record(() => new Box("b", () => undefined));
        deepStrictEqual(one("test:components:Box").inputs, { colour: "red", wait: ["a", "b"] });
        deepStrictEqual(one("test:components:Box").outputs, { name: "b" });
    });

    it("keeps the options that were set, and only those", async () => {
        const { one } = await record(() => {
            const first = new s3.Bucket("first");
            new s3.Bucket(
                "second",
                { tags: { of: first.arn } },
                {
                    protect: true,
                    retainOnDelete: true,
                    deleteBeforeReplace: true,
                    ignoreChanges: ["tags"],
                    aliases: [{ name: "old" }],
                    dependsOn: [first],
                },
            );
        });
        const first = one(bucket, "first");
        deepStrictEqual(first.options, {});
        deepStrictEqual(one(bucket, "second").options, {
            protect: true,
            ignoreChanges: ["tags"],
            dependsOn: [first.urn],
            propertyDependencies: { tags: [first.urn] },
            deleteBeforeReplace: true,
            retainOnDelete: true,
            aliases: [{ name: "old" }],
        });
    });

    it("shows a resource that only an update would make", async () => {
        const construct = () => {
            new s3.Bucket("seen").arn.apply(() => new s3.Bucket("unseen"));
        };
        strictEqual((await record(construct)).registrations.length, 2);
        deepStrictEqual(
            (await record(construct, { preview: true })).registrations.map((each) => each.name),
            ["seen"],
        );
    });

    it("knows nothing in a preview that AWS decides", async () => {
        const { one } = await record(
            () => new s3.Bucket("b", { tags: { of: new s3.Bucket("a", { bucket: "mine" }).arn } }),
            { preview: true },
        );
        deepStrictEqual(one(bucket, "b").inputs, { tags: { of: { unknown: true } } });
        deepStrictEqual([one(bucket, "a").outputs, one(bucket, "a").id], [{}, undefined]);
    });

    it("hides a secret and nothing beside it", async () => {
        const options = { config: { "project:word": "openSesame1" }, secretKeys: ["project:word"] };
        const { plan, one } = await record(() => {
            const config = new pulumi.Config();
            const word = config.requireSecret("word");
            const plain = pulumi.output(word).apply((text) => text.toUpperCase().toLowerCase());
            const inJson = pulumi.unsecret(word.apply((text) => JSON.stringify({ deep: { word: text } })));
            const header = pulumi.unsecret(word.apply((text) => Buffer.from(`user:${text}`).toString("base64")));
            new s3.Bucket("b", { tags: { word, plain, beside: "shown", inJson, header } });
        }, options);
        const hidden = { secret: true };
        deepStrictEqual(one(bucket).inputs, {
            tags: { word: hidden, plain: hidden, beside: "shown", inJson: hidden, header: hidden },
        });
        ok(!/openSesame1/i.test(JSON.stringify(plan)));
    });

    it("shows archives by their content", async () => {
        const { one } = await record(
            () =>
                new s3.BucketObjectv2("o", {
                    bucket: "b",
                    source: new pulumi.asset.AssetArchive({
                        "a.txt": new pulumi.asset.StringAsset("hello"),
                        "package.json": new pulumi.asset.FileAsset("package.json"),
                    }),
                }),
        );
        const { archive } = one("aws:s3/bucketObjectv2:BucketObjectv2").inputs.source as {
            archive: Record<string, Record<string, string>>;
        };
        deepStrictEqual(archive["a.txt"], { text: "hello" });
        strictEqual(archive["package.json"]?.path, "package.json");
        match(archive["package.json"].sha256 ?? "", /^[0-9a-f]{64}$/);
    });

    const failing: Record<string, () => unknown> = {
        throws: () => {
            throw new Error("found it");
        },
        rejects: () => Promise.reject(new Error("found it")),
        "loses a promise": () => void Promise.reject(new Error("found it")),
        "throws in an apply": () =>
            void new s3.Bucket("b").arn.apply(() => {
                throw new Error("found it");
            }),
    };
    for (const [what, construct] of Object.entries(failing)) {
        it(`fails when the program ${what}, and never leaks it into the next`, async () => {
            await rejects(record(construct), /found it/);
            strictEqual((await record(() => new s3.Bucket("b"))).registrations.length, 1);
        });
    }

    it("says who waits for whom when a program never ends", async () => {
        const circle = () => {
            let settle: (arn: string) => void = () => undefined;
            const ofChild = new Promise<string>((resolve) => (settle = resolve));
            const nothing: Promise<pulumi.Resource[]> = ofChild.then(() => []);
            const outer = new Box("outer", () => undefined, { dependsOn: nothing });
            new s3.Bucket("child", {}, { parent: outer }).arn.apply(settle);
        };
        await rejects(record(circle, { patienceMs: 50 }), /never finishes: .*test:components:Box "outer"/);
    });

    it("answers what it does not know by type and name", async () => {
        const { one } = await record(() => new Gadget("aws:newthing/gadget:Gadget", "mine", { arn: undefined }));
        const gadget = one("aws:newthing/gadget:Gadget");
        match(String(gadget.outputs.arn), /^arn:aws:newthing:eu-west-1:111122223333:gadget\/mine-[0-9a-f]{7}$/);
    });

    it("keeps runs apart that are started together", async () => {
        const runs = await Promise.all(
            ["one", "two", "three"].map((project) =>
                record(() => ({ name: new s3.Bucket(pulumi.getProject()).bucket }), { project }),
            ),
        );
        deepStrictEqual(
            runs.map((run) => run.registrations.map((each) => each.name)),
            [["one"], ["two"], ["three"]],
        );
    });
});
