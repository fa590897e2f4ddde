import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const folder = path.join(__dirname, "..", "golden");

/**
 * Compares a rendered text with the committed file tests/golden/<name>, byte by byte. `npm run golden` writes the file
 * instead; what it changed is then reviewed as text.
 */
export function matchesGolden(name: string, text: string): void {
    const file = path.join(folder, name);
    if (process.env.FAIRLEAD_GOLDEN === "write") {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, text);
        return;
    }
    assert.ok(fs.existsSync(file), `tests/golden/${name} is missing; write it with: npm run golden`);
    assert.equal(text, fs.readFileSync(file, "utf8"), `differs from tests/golden/${name}; if meant: npm run golden`);
}
