import assert from "node:assert/strict";

import type { JsonObject, PlannedResource } from "../../../plan/document";
import type { Judge } from "../../../rehearsal/account/gateway";
import { Objects, objectServices } from "../../../rehearsal/services/objects";
import { accountOf, allowAll, planWith, resource, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const ON = "arn:aws:s3:::releases/web/candidate.json";
const by = { role: "arn:aws:iam::111122223333:role/writer", as: "a job" };

describe("S3, asked to write only under a condition", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    function bucket(services = objectServices, judge: Judge = allowAll) {
        const test = accountOf([planWith([])], { services, judge });
        open.push(test);
        const { account } = test;
        const put = async (text: string, more: JsonObject = {}) => {
            const input = { digest: account.blobs.put(Buffer.from(text)), ...more };
            return (await account.gateway.call({ by, action: "s3:PutObject", on: ON, input })) as { etag: string };
        };
        const now = () => {
            const found = account.part(Objects).find("releases", "web/candidate.json");
            return found && account.blobs.get(found.digest).toString();
        };
        return { test, put, now };
    }
    const precondition = { code: "PreconditionFailed" };

    it("writes a first object, and no second one over it", async () => {
        const { put, now } = bucket();
        await put("one", { ifNoneMatch: "*" });
        await assert.rejects(put("two", { ifNoneMatch: "*" }), precondition);
        assert.equal(now(), "one");
        await assert.rejects(put("two", { ifNoneMatch: "abc" }), { code: "NotImplemented" });
    });

    it("writes over what it has read, and not over what came since", async () => {
        const { put, now } = bucket();
        await assert.rejects(put("two", { ifMatch: '"abc"' }), { code: "NoSuchKey" });
        const { etag } = await put("one");
        await put("two", { ifMatch: `"${etag}"` });
        await assert.rejects(put("three", { ifMatch: etag }), precondition);
        assert.equal(now(), "two");
    });

    it("asks whoever compares whether they may read", async () => {
        const mayWrite: Judge = ({ action }) =>
            action === "s3:PutObject" ? { allowed: true } : { allowed: false, where: "identity", missing: "" };
        const { put } = bucket(objectServices, mayWrite);
        await put("one", { ifNoneMatch: "*" });
        await assert.rejects(put("two", { ifMatch: "abc" }), /may not s3:GetObject/);
    });

    it("lists the versions below a prefix, the newest of a key first", async () => {
        const { test, put } = bucket();
        await put("one");
        await put("two");
        test.account.part(Objects).write("releases", "api/candidate.json", Buffer.from("other"));
        const call = { by, action: "s3:ListBucketVersions", on: "arn:aws:s3:::releases", input: { prefix: "web/" } };
        const { versions } = (await test.account.gateway.call(call)) as { versions: readonly JsonObject[] };
        assert.deepEqual(
            versions.map(({ key, latest, size }) => [key, latest, size]),
            [
                ["web/candidate.json", true, 3],
                ["web/candidate.json", false, 3],
            ],
        );
    });

    it("mutant: a write that forgets its condition is found out", async () => {
        const file = "rehearsal/services/objects";
        const broken = mutated<{ objectServices: typeof objectServices }>(file, file, [
            'ifNoneMatch === "*" &&',
            "false &&",
        ]);
        const { put, test } = bucket(broken.objectServices);
        await put("one", { ifNoneMatch: "*" });
        await put("two", { ifNoneMatch: "*" });
        assert.equal(test.facts("object").length, 2);
    });
});

describe("a new object", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    /** How many runs a pipeline begins, and what EventBridge hears, when its source is written twice. */
    function after(configuration: JsonObject, more: readonly PlannedResource[] = [], key = "app.zip") {
        const source = { name: "Source", category: "Source", provider: "S3", configuration };
        const stages = [{ name: "Source", actions: [source] }];
        const pipeline = resource(
            "aws:codepipeline/pipeline:Pipeline",
            "p",
            { name: "p", stages },
            {
                arn: "arn:aws:codepipeline:eu-west-1:111122223333:p",
            },
        );
        const test = accountOf([planWith([pipeline, ...more])]);
        open.push(test);
        for (const text of ["one", "two"]) test.account.part(Objects).write("drop", key, Buffer.from(text));
        return {
            runs: test.facts("run.queued").map(({ data }) => data["trigger"]),
            heard: test.facts("event").map(({ data }) => `${String(data["source"])} ${String(data["detail-type"])}`),
        };
    }
    const here = { S3Bucket: "drop", S3ObjectKey: "app.zip" };
    const POLLED = "PollForSourceChanges";
    const trail = (readWriteType: string, values: string) =>
        resource("aws:cloudtrail/trail:Trail", "t", {
            eventSelectors: [{ readWriteType, dataResources: [{ type: "AWS::S3::Object", values: [values] }] }],
        });

    it("starts a pipeline that looks for it, once a version, unless that waits for events", () => {
        assert.deepEqual(after(here).runs, [POLLED, POLLED]);
        assert.deepEqual(after({ ...here, [POLLED]: "true" }).runs, [POLLED, POLLED]);
        assert.deepEqual(after({ ...here, [POLLED]: "false" }).runs, []);
        assert.deepEqual(after(here, [], "other.zip").runs, []);
        assert.deepEqual(after({ ...here, S3Bucket: "other" }).runs, []);
    });

    it("is an event of CloudTrail where a trail records what is written there, and nowhere else", () => {
        const heard = (...of: Parameters<typeof trail>) => after({ ...here, [POLLED]: "false" }, [trail(...of)]).heard;
        const call = "aws.s3 AWS API Call via CloudTrail";
        assert.deepEqual(heard("WriteOnly", "arn:aws:s3:::drop/"), [call, call]);
        assert.deepEqual(heard("All", "arn:aws:s3:::drop/app"), [call, call]);
        assert.deepEqual(heard("ReadOnly", "arn:aws:s3:::drop/"), []);
        assert.deepEqual(heard("WriteOnly", "arn:aws:s3:::other/"), []);
    });
});
