import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

import { main } from "../../cli/main";
import { workInProjectOfTests } from "../support/program";
import { unwrapped } from "../support/commanded";

class Text extends Writable {
    public text = "";
    public override _write(chunk: Buffer, _encoding: string, done: () => void): void {
        this.text += chunk.toString();
        done();
    }
}

async function fairlead(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const [out, err] = [new Text(), new Text()];
    const code = await main(["workflow", ...args], { out, err });
    return { code, out: out.text, err: err.text };
}

const of = (stack: string) => ["--stack", stack, "--config-file", `tests/fixtures/workflow/Pulumi.${stack}.yaml`];

describe("fairlead workflow", () => {
    workInProjectOfTests();

    it("prints the workflow of the stack that makes the line, and writes it into a checkout", async () => {
        const { code, out, err } = await fairlead("--line", "students", ...of("staging"));
        deepStrictEqual([code, err], [0, ""]);
        match(out, /^# Rendered by: npx fairlead workflow --line students\n/);
        const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
        try {
            const written = await fairlead("--line", "students", "--write", checkout, ...of("staging"));
            deepStrictEqual([written.code, written.out], [0, ""]);
            strictEqual(readFileSync(join(checkout, ".github", "workflows", "deliver.yml"), "utf8"), out);
        } finally {
            rmSync(checkout, { recursive: true });
        }
    });

    for (const [what, args, says] of [
        ["no line", [...of("staging")], /say which line: --line web/],
        [
            "a line that is not there",
            ["--line", "student", ...of("staging")],
            /the lines here are students, web; did you mean students\?/,
        ],
        [
            "a folder that is not there",
            ["--line", "students", "--write", "nowhere"],
            /there is no such folder; clone the repository first/,
        ],
    ] as const) {
        it(`refuses ${what}`, async () => {
            const { code, err } = await fairlead(...args);
            strictEqual(code, 2);
            match(err, says);
        });
    }

    it("tells of a line that another build makes, and of a stack that only ships", async () => {
        const made = await fairlead("--line", "web", "--stack", "staging");
        strictEqual(made.code, 1);
        match(made.err, /web is made by build kind docker, not by a workflow/);
        const ships = await fairlead("--line", "students", ...of("prod"));
        strictEqual(ships.code, 1);
        match(unwrapped(ships.err), /made by none of them; name the one that makes it/);
    });
});
