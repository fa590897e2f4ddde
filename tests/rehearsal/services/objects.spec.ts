import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import type { Judge } from "../../../rehearsal/account/gateway";
import { Objects, objectServices } from "../../../rehearsal/services/objects";
import { accountOf, allowAll, planWith, type TestAccount } from "../../support/account";
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
