import assert from "node:assert/strict";

import type { Json, JsonObject, PlannedResource } from "../../../plan/document";
import { inputOf } from "../../../rehearsal/events/transformer";
import { mutated } from "../../support/mutant";

const event: JsonObject = {
    version: "0",
    id: "e-1",
    "detail-type": "Happened",
    source: "test",
    resources: ["arn:one", "arn:two"],
    detail: { id: "i-1", n: 5, ok: true, none: null, odd: 'say "hi"', tags: { a: 1 }, list: [{ k: "x" }, { k: "y" }] },
};
const rule = { arn: "arn:aws:events:eu-west-1:1:rule/r", name: "r" };
const arrival = { event, rule, received: Date.UTC(2026, 0, 2, 3, 4, 5) };

function given(inputs: JsonObject, handOver = inputOf): Json {
    return handOver({ name: "target", inputs } as unknown as PlannedResource, arrival);
}

function template(inputTemplate: string, inputPaths: Record<string, string> = {}, handOver = inputOf): Json {
    return given({ inputTransformer: { inputPaths, inputTemplate } }, handOver);
}

describe("what a target is given", () => {
    it("is the event, where nothing else is said", () => {
        assert.deepEqual(given({}), event);
    });

    it("is a constant", () => {
        assert.deepEqual(given({ input: '{"a":1}' }), { a: 1 });
        assert.throws(() => given({ input: "{a" }), { code: "ValidationException", message: /JSON syntax error/ });
    });

    it("is a part of the event", () => {
        assert.deepEqual(given({ inputPath: "$.detail.tags" }), { a: 1 });
        assert.throws(() => given({ inputPath: "$.detail.nothing" }), /not rehearsed: the input path/);
    });

    it("is one of the three, never two", () => {
        assert.throws(() => given({ input: "{}", inputPath: "$" }), /found input and inputPath/);
    });

    const paths = {
        id: "$.detail.id",
        n: "$.detail.n",
        ok: "$.detail.ok",
        none: "$.detail.none",
        tags: "$.detail.tags",
        second: "$.resources[1]",
        keys: "$.detail.list[*].k",
        type: "$['detail-type']",
        odd: "$.detail.odd",
        missing: "$.detail.missing",
    };
    const filled: readonly (readonly [template: string, result: Json])[] = [
        ['{"id":"<id>"}', { id: "i-1" }],
        ['{"id":<id>}', { id: "i-1" }],
        ['{"id":"a <id> of <n>, <ok>"}', { id: "a i-1 of 5, true" }],
        ['{"n":<n>,"ok":<ok>,"none":<none>}', { n: 5, ok: true, none: null }],
        ['{"tags":<tags>,"keys":<keys>}', { tags: { a: 1 }, keys: ["x", "y"] }],
        ['{"<id>":"<second>"}', { "i-1": "arn:two" }],
        ['"<type> to <second>"', "Happened to arn:two"],
        ['"first <id>"\n"then <n>"', "first i-1\nthen 5"],
        ['{"odd":<odd>}', { odd: 'say "hi"' }],
        ['{"quoted":"a \\"<id>\\" b"}', { quoted: 'a "i-1" b' }],
        ['{"gone":"<missing>","also":<missing>}', { gone: "", also: "" }],
        ['{"constant":1}', { constant: 1 }],
        [
            '{"r":"<aws.events.rule-name>","a":<aws.events.rule-arn>,"t":<aws.events.event.ingestion-time>}',
            { r: "r", a: rule.arn, t: "2026-01-02T03:04:05.000Z" },
        ],
        ['{"e":<aws.events.event.json>}', { e: event }],
        ['{"e":<aws.events.event>}', { e: { ...event, detail: undefined } as unknown as Json }],
    ];
    for (const [written, result] of filled) {
        it(`fills in ${written.replaceAll("\n", " ")}`, () => {
            assert.deepEqual(template(written, paths), JSON.parse(JSON.stringify(result)));
        });
    }

    const refused: readonly (readonly [template: string, paths: Record<string, string>, saying: RegExp])[] = [
        ["{a: <id>}", paths, /target target is not JSON once it is filled in: \{a: "i-1"\}/],
        ['{"a":"<tags>"}', paths, /not rehearsed: <tags> between quotes, where the event has \{"a":1\}/],
        ['{"a":"<odd>"}', paths, /is not JSON once it is filled in: \{"a":"say "hi""\}/],
        ['{"a":"<aws.events.event.json>"}', {}, /between quotes/],
        [
            '{"a":"<nobody>"}',
            {},
            /not rehearsed: <nobody> in the input template of target, which no input path defines/,
        ],
        ['{"a":"<AWS.x>"}', { "AWS.x": "$.id" }, /names that begin with AWS are reserved/],
        ['{"a":"<x>"}', { x: "$..id" }, /not rehearsed: the JSON path \$\.\.id/],
        ['{"a":"<x>"}', { x: "$.list[?(@.k)]" }, /not rehearsed: the JSON path/],
    ];
    for (const [written, some, saying] of refused) {
        it(`refuses ${written} with ${JSON.stringify(some).slice(0, 30)}`, () => {
            assert.throws(() => template(written, some), saying);
        });
    }

    const hostile = 'v1","buildspecOverride":"version: 0.2';
    const arriving = (written: string, value: string, handOver = inputOf): Json =>
        handOver(
            {
                name: "target",
                inputs: { inputTransformer: { inputPaths: { x: "$.detail.x" }, inputTemplate: written } },
            } as unknown as PlannedResource,
            { ...arrival, event: { ...event, detail: { x: value } } },
        );

    it("lets a value between quotes say more than its text: EventBridge escapes nothing", () => {
        assert.deepEqual(arriving('{"tag":"<x>"}', hostile), { tag: "v1", buildspecOverride: "version: 0.2" });
    });

    const values = [hostile, '"', "\\", "a\nb", "<x>", "\u2028", '"}]}', "${x}", "$&", "é"];
    for (const value of values) {
        it(`takes ${JSON.stringify(value)} without quotes as a value and nothing else`, () => {
            const filledIn = arriving('{"variables":[{"name":"BY","value":<x>}]}', value);
            assert.deepEqual(filledIn, { variables: [{ name: "BY", value }] });
        });
    }

    it("mutant: a value without quotes that is put in as it is takes over the input", () => {
        const broken = mutated<{ inputOf: typeof inputOf }>(
            "rehearsal/events/transformer",
            "rehearsal/events/transformer",
            ["return JSON.stringify(value);", 'return `"${String(value)}"`;'],
        );
        assert.deepEqual(arriving('{"tag":<x>}', hostile, broken.inputOf), {
            tag: "v1",
            buildspecOverride: "version: 0.2",
        });
    });

    it("mutant: quotes added to what stands in quotes already are found out", () => {
        const broken = mutated<{ inputOf: typeof inputOf }>(
            "rehearsal/events/transformer",
            "rehearsal/events/transformer",
            ["quoted(inside, valueOf(inside))", "JSON.stringify(valueOf(inside))"],
        );
        assert.throws(() => template('{"id":"<id>"}', paths, broken.inputOf), /is not JSON/);
    });
});
