// mocha's spec reporter; where FAIRLEAD_RESULTS names a file, it also appends the run there as one line of JSON, so that
// the summaries of `npm test` and .ci/run count what really ran instead of reading it out of coloured text.
const fs = require("node:fs");
const mocha = require("mocha");

module.exports = class Reporter extends mocha.reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        const skips = [];
        const reds = [];
        runner.on("pending", (test) => skips.push({ title: test.fullTitle(), reason: reasonOf(test) }));
        runner.on("fail", (test, error) => reds.push({ title: test.fullTitle(), words: firstLine(error) }));
        runner.on("end", () => {
            const file = process.env.FAIRLEAD_RESULTS;
            if (!file) return;
            const suite = process.env.FAIRLEAD_SUITE ?? "tests";
            const { passes, failures } = runner.stats;
            fs.appendFileSync(file, `${JSON.stringify({ suite, passed: passes, failed: failures, reds, skips })}\n`);
        });
    }
};

// tests/support/skip.ts leaves the reason on the test or on the suite whose `before` skipped it.
function reasonOf(test) {
    for (let at = test; at; at = at.parent) if (at.skipReason) return at.skipReason;
    return "";
}

/** Of what may be any length, and anything at all. */
function firstLine(error) {
    return String(error?.message ?? error)
        .split("\n", 1)[0]
        .slice(0, 200);
}
