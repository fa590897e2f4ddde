import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../plan/document";
import { logFilter, logServices } from "../../../rehearsal/services/logs";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/pushes";
const plan = smallPlan("dev", [
    { type: "aws:cloudwatch/logGroup:LogGroup", name: "pushes", inputs: { name: "/aws/events/pushes" } },
]);
const by = { role: "arn:aws:iam::111122223333:role/job", as: "test" };

type Case = readonly [pattern: string, message: Json | string, passes: boolean];
const TABLE: readonly Case[] = [
    ["", "anything", true],
    ['{ $.detail.commitId = "abc" }', { detail: { commitId: "abc" } }, true],
    ['{ $.detail.commitId = "abc" }', { detail: { commitId: "abcd" } }, false],
    ['{ $.detail.commitId = "abc" }', { detail: {} }, false],
    ['{ $.detail.commitId = "abc" }', "no JSON", false],
    ['{$.a="x*"}', { a: "xyz" }, true],
    ['{$.a="x.z"}', { a: "xyz" }, false],
    ['{ $.a != "x" }', { a: "y" }, true],
    ['{ $.a != "x" }', { a: "x" }, false],
    ["{ $.a = 5 }", { a: 5 }, true],
    ["{ $.a = 5 }", { a: "5" }, false],
    ["{ $.a >= 5 }", { a: 5 }, true],
    ["{ $.a > 5 }", { a: 5 }, false],
    ["{ $.list[1] = 2 }", { list: [1, 2] }, true],
];

function wrongIn(filter: typeof logFilter): readonly string[] {
    return TABLE.filter(([pattern, message, passes]) => {
        const written = typeof message === "string" ? message : JSON.stringify(message);
        return filter(pattern)(written) !== passes;
    }).map(([pattern, message]) => `${pattern} on ${JSON.stringify(message)}`);
}

describe("log groups", () => {
    let test: TestAccount;
    beforeEach(() => (test = accountOf([plan], { services: logServices })));
    afterEach(() => test.remove());

    const ask = (name: string, input: JsonObject, on = `${ARN}:*`) =>
        test.account.gateway.call({ by, action: `logs:${name}`, on, input });

    it("find what was written, as FilterLogEvents does", async () => {
        await ask("CreateLogStream", { logStreamName: "s" }, `${ARN}:log-stream:s`);
        const logEvents = ["abc", "def"].map((commitId, at) => ({
            timestamp: 1000 + at,
            message: JSON.stringify({ detail: { commitId } }),
        }));
        await ask("PutLogEvents", { logStreamName: "s", logEvents }, `${ARN}:log-stream:s`);
        const find = async (input: JsonObject) => {
            const { events } = (await ask("FilterLogEvents", input)) as unknown as { events: JsonObject[] };
            return events.map(({ message, timestamp, logStreamName }) => ({ message, timestamp, logStreamName }));
        };
        const [first, second] = logEvents.map((event) => ({ ...event, logStreamName: "s" }));
        assert.deepEqual(await find({ filterPattern: '{ $.detail.commitId = "def" }' }), [second]);
        assert.deepEqual(await find({}), [first, second]);
        assert.deepEqual(await find({ startTime: 1001 }), [second]);
        assert.deepEqual(await find({ endTime: 1000 }), [first]);
        assert.deepEqual(await find({ limit: 1 }), [first]);
        assert.deepEqual(await find({ logStreamNamePrefix: "t" }), []);
    });

    it("refuse what is not there, and twice the same stream", async () => {
        await assert.rejects(ask("FilterLogEvents", {}, `${ARN}-gone:*`), { code: "ResourceNotFoundException" });
        await assert.rejects(ask("PutLogEvents", { logStreamName: "s", logEvents: [{ timestamp: 1, message: "" }] }), {
            code: "ResourceNotFoundException",
        });
        await ask("CreateLogStream", { logStreamName: "s" });
        await assert.rejects(ask("CreateLogStream", { logStreamName: "s" }), {
            code: "ResourceAlreadyExistsException",
        });
    });

    it("know the filter patterns of the table, and no others", () => {
        assert.deepEqual(wrongIn(logFilter), []);
        for (const pattern of ["ERROR", "{ $.a = 1 && $.b = 2 }", '{ $.a > "x" }', "[ip, user]", "{ $.a IS NULL }"])
            assert.throws(() => logFilter(pattern), /not rehearsed: the filter pattern/, pattern);
    });

    it("mutant: a filter that finds a part of a text is found out", () => {
        const broken = mutated<{ logFilter: typeof logFilter }>("rehearsal/services/logs", "text/wildcard", [
            "}$`",
            "}`",
        ]);
        assert.notDeepEqual(wrongIn(broken.logFilter), []);
    });
});
