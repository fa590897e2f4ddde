import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../plan/document";
import { Bus } from "../../../rehearsal/events/bus";
import { eventServices } from "../../../rehearsal/events/put-events";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const BUSES = "arn:aws:events:eu-west-1:111122223333:event-bus";
const plan = smallPlan("dev", [{ type: "aws:cloudwatch/eventBus:EventBus", name: "own", inputs: { name: "own" } }]);
const by = { role: "arn:aws:iam::111122223333:role/job", as: "test" };
const good = { Source: "shop", DetailType: "Sold", Detail: '{"what":"tea"}', EventBusName: "own" };

describe("putting events", () => {
    let test: TestAccount;
    beforeEach(() => (test = accountOf([plan], { services: eventServices })));
    afterEach(async () => {
        await test.account.part(Bus).idle();
        test.remove();
    });

    const put = async (...Entries: Json[]) => {
        const call = { by, action: "events:PutEvents", on: `${BUSES}/own`, input: { Entries } };
        return (await test.account.gateway.call(call)) as { FailedEntryCount: number; Entries: JsonObject[] };
    };

    it("raises what an entry says, in the name of the caller's account", async () => {
        const { FailedEntryCount, Entries } = await put({ ...good, Resources: ["arn:x"] });
        const [fact, ...more] = test.facts("event");
        assert.deepEqual([FailedEntryCount, more, fact?.about], [0, [], `${BUSES}/own`]);
        const { time: _, id, ...event } = fact?.data ?? {};
        assert.deepEqual(Entries, [{ EventId: id }]);
        assert.deepEqual(event, {
            version: "0",
            source: "shop",
            "detail-type": "Sold",
            account: "111122223333",
            region: "eu-west-1",
            resources: ["arn:x"],
            detail: { what: "tea" },
        });
    });

    it("answers for each entry what was wrong with it", async () => {
        const { FailedEntryCount, Entries } = await put(
            good,
            { ...good, Source: "aws.s3" },
            { ...good, Detail: "tea" },
            { ...good, DetailType: "" },
        );
        assert.equal(FailedEntryCount, 3);
        assert.deepEqual(
            Entries.map(({ ErrorCode: code = "" }) => code),
            ["", "NotAuthorizedForSourceException", "MalformedDetail", "InvalidArgument"],
        );
        assert.equal(test.facts("event").length, 1);
    });

    it("asks for every bus that is named, and refuses one that does not exist", async () => {
        await put(good, { ...good, EventBusName: "default" }, { ...good, EventBusName: `${BUSES}/own` });
        assert.deepEqual(
            test.facts("allowed").map(({ data }) => data["on"]),
            [`${BUSES}/own`, `${BUSES}/default`],
        );
        await assert.rejects(put({ ...good, EventBusName: "gone" }), {
            code: "ResourceNotFoundException",
            message: "Event bus gone does not exist.",
        });
        await assert.rejects(put(), { code: "ValidationException" });
    });

    it("mutant: somebody who may speak in AWS's name is found out", async () => {
        const file = "rehearsal/events/put-events";
        const broken = mutated<{ eventServices: typeof eventServices }>(file, file, ['"aws."', '"amazon."']);
        const call = {
            by,
            action: "events:PutEvents",
            on: `${BUSES}/own`,
            input: { Entries: [{ ...good, Source: "aws.s3" }] },
        };
        const answer = (await broken.eventServices.get(call.action)?.(call, test.account)) as JsonObject;
        assert.equal(answer["FailedEntryCount"], 0);
    });
});
