// What a newcomer types wrongly on the first day, and all that is said about it.
import { strictEqual } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { main } from "../../cli/main";
import { matchesGolden } from "../support/golden";
import { root } from "../support/program";

const FOLDER = join("tests", "fixtures", "settings");

async function checked(name: string): Promise<string> {
    let said = "";
    const paper = { write: (text: string) => (said += text) } as unknown as NodeJS.WritableStream;
    const code = await main(["check", "--stack", "staging", "--config-dir", join(FOLDER, name)], {
        out: paper,
        err: paper,
    });
    return `${said}\n(ends with ${code})\n`;
}

describe("a first mistake in the settings", function () {
    this.timeout(60_000);
    const path = process.env["PATH"];
    // No pulumi to type anything with.
    before(() => (process.env["PATH"] = "/usr/bin:/bin"));
    after(() => (process.env["PATH"] = path));

    const names = readdirSync(join(root, FOLDER), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort();

    it("has been made in ten ways", () => strictEqual(names.length, 10));

    for (const name of names)
        it(`is told with its line and with what to write: ${name}`, async () => {
            matchesGolden(`settings/${name}.txt`, await checked(name));
        });
});
