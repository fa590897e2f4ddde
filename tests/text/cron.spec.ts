import * as assert from "node:assert/strict";

import { asAwsCron, AWS_CRON, AWS_SCHEDULE } from "../../text/cron";

/** Each stands on AWS's page of cron expressions, or of scheduled scaling, or has a wildcard that they name. */
const RIGHT = [
    ...["0 10 * * ? *", "15 12 * * ? *", "0 18 ? * MON-FRI *", "0 8 1 * ? *", "0/10 * ? * MON-FRI *", "*/5 * * * ? *"],
    ...["0/30 20-2 ? * MON-FRI *", "0 9 ? * 2#1 *", "30 6 ? * MON *", "1,15-30/5 07 LW JAN,MAR-DEC ? 2027-2199/2"],
    ...["0 0 L * ? *", "0 0 3W * ? *", "0 0 ? * 6L *", "00 00 ? * L *", "0 0 ? 1-12 SUN,7 1970"],
];
const WRONG = [
    ...["a b c d e f", "99 99 ? * FOO *", "0 20 * * * *", "0 20 ? * ? *", "0 20 1 * MON *", "60 0 ? * * *"],
    ...["0 24 ? * * *", "0 0 32 * ? *", "0 0 0 * ? *", "0 0 ? 13 * *", "0 0 ? * 0 *", "0 0 ? * 8 *", "0 0 ? * * 2200"],
    ...["0 0 ? * *", "0 0 ? * * * *", "cron(0 0 ? * * *)", "0 0 ? * 3#1,6#3 *", "0 0 ? * 3#6 *", "0/0 0 ? * * *", ""],
    ...["0 0 ? * *\n*", "0 0 ? * MONDAY *", "@daily", "0  0 ? * * *", "1, 0 ? * * *", "1--2 0 ? * * *"],
];

describe("cron expressions of AWS", () => {
    it("are what its pages show", () =>
        assert.deepEqual(
            RIGHT.filter((text) => !AWS_CRON.test(text)),
            [],
        ));

    it("are nothing else", () =>
        assert.deepEqual(
            WRONG.filter((text) => AWS_CRON.test(text)),
            [],
        ));

    it("stand in cron(…) for EventBridge, which counts in rates as well", () => {
        const right = ["cron(0 3 ? * MON *)", "rate(1 day)", "rate(7 days)", "rate(10 minutes)"];
        const wrong = [
            "rate(1 days)",
            "rate(2 day)",
            "rate(0 hours)",
            "rate(7 weeks)",
            "cron(0 3 * * * *)",
            "0 3 ? * * *",
        ];
        assert.deepEqual(
            [...right, ...wrong].map((text) => AWS_SCHEDULE.test(text)),
            [...right.map(() => true), ...wrong.map(() => false)],
        );
    });

    it("are found in what others write, without a day being moved", () => {
        const first = (text: string): string | undefined => asAwsCron(text).find((each) => AWS_CRON.test(each));
        assert.deepEqual(
            [
                "7:00",
                "cron(0 7 ? * mon *)",
                "0 20 * * MON-FRI",
                "0 0 1 * *",
                "0 20 * * *",
                "0 0 * * *  *",
                "0 20 * * 1-5",
            ].map(first),
            [
                "0 7 ? * * *",
                "0 7 ? * MON *",
                "0 20 ? * MON-FRI *",
                "0 0 1 * ? *",
                "0 20 ? * * *",
                "0 0 ? * * *",
                undefined,
            ],
        );
        assert.deepEqual(["25:00", "rate(1 hour)", "soon"].map(first), [undefined, undefined, undefined]);
    });
});
