import { ESLint } from "eslint";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");
const probe = path.join(__dirname, "probe", "probe.ts");

describe("lint: rules that read types", function () {
    this.timeout(30_000);

    it("refuses exactly what the probe says", async () => {
        // `npm run lint` leaves the probe out; here it is the point.
        const [result] = await new ESLint({ cwd: root, ignore: false }).lintFiles([probe]);
        const refused = new Map<number, string[]>();
        for (const { line, ruleId, message } of result?.messages ?? []) {
            refused.set(line, [...(refused.get(line) ?? []), ruleId ?? message].sort());
        }
        const lines = fs.readFileSync(probe, "utf8").split("\n");
        const expected = lines.flatMap((text, index) => {
            const rules = text.match(/@[\w-]+\/[a-z-]+(?= |$)/g);
            return rules && text.includes("// @") ? [[index + 1, rules.sort()] as const] : [];
        });
        assert.equal(expected.length, 5);
        assert.deepEqual([...refused], expected);
    });
});
