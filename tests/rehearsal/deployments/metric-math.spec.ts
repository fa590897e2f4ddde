import assert from "node:assert/strict";

import { parseFormula, type Value } from "../../../rehearsal/deployments/alarms/metric-math";

describe("metric math", () => {
    const cases: readonly (readonly [expression: string, values: Record<string, Value>, answer: Value])[] = [
        ["1 + 2 * 3", {}, 7],
        ["(1 + 2) * 3", {}, 9],
        ["8 / 4 / 2", {}, 1],
        ["-m + 1", { m: 3 }, -2],
        ["m / 0", { m: 3 }, undefined],
        ["m + 1", {}, undefined],
        ["FILL(m, 0) + 1", {}, 1],
        ["m > 1 AND m < 5", { m: 3 }, 1],
        ["m > 1 && m > 5 || m == 3", { m: 3 }, 1],
        ["m != 3", { m: 3 }, 0],
        ["IF(m >= 3, 10, 20)", { m: 3 }, 10],
        ["IF(m < 3, 10, 20)", { m: 3 }, 20],
        ["IF(m < 3, 10, 20)", {}, undefined],
        ["CEIL(1.2) + FLOOR(1.8) + ABS(-1)", {}, 4],
        ["IF(total >= 10, 100 * errors / total, 0)", { errors: 1, total: 9 }, 0],
        ["IF(total >= 10, 100 * errors / total, 0)", { errors: 2, total: 40 }, 5],
        ["IF(errors > 0, 100 * errors / (FILL(requests, 0) + FILL(elb, 0)), 0)", { errors: 2, requests: 40 }, 5],
        ["IF(errors > 0, 100 * errors / (FILL(requests, 0) + FILL(elb, 0)), 0)", { errors: 0 }, 0],
    ];
    for (const [expression, values, answer] of cases)
        it(`${expression} of ${JSON.stringify(values)} is ${answer ?? "no data point"}`, () => {
            assert.equal(
                parseFormula(expression)((id) => values[id]),
                answer,
            );
        });

    for (const [expression, named] of [
        ["ANOMALY_DETECTION_BAND(m, 2)", "the function ANOMALY_DETECTION_BAND"],
        ["FILL(m, REPEAT)", "FILL with REPEAT"],
        ["toString(m)", "the function toString"],
        ["m ^ 2", "its spelling"],
        ["(m", "an expression that ends too early"],
        ["m n", "n"],
    ] as const)
        it(`refuses ${expression} by name`, () => {
            assert.throws(() => parseFormula(expression), {
                message: `not rehearsed: metric math with ${named}, in ${expression}`,
            });
        });
});
