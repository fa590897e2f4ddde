import { spawnSync } from "node:child_process";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");

/** A checkout that contains the hook, and one program that it runs. */
function withCheckout(
    check: (checkout: { write(source: string): void; run(): string; readonly kept: string }) => void,
): void {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-typescript-"));
    try {
        fs.mkdirSync(path.join(folder, "bin"));
        for (const file of ["bin/typescript.cjs", "bin/sdk.cjs"])
            fs.copyFileSync(path.join(root, file), path.join(folder, file));
        fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
        check({
            write: (source) => fs.writeFileSync(path.join(folder, "program.ts"), source),
            run() {
                const args = ["--require", "./bin/typescript.cjs", "program.ts"];
                const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder });
                return stdout.toString() + stderr.toString();
            },
            kept: path.join(folder, ".fairlead", "transpiled"),
        });
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

describe("the hook that strips types", () => {
    it("leaves every line in its place, so that errors need no source map", () => {
        withCheckout(({ write, run }) => {
            write('interface Gone {\n    readonly name: string;\n}\n\nthrow new Error("here") as Gone & Error;\n');
            assert.match(run(), /program\.ts:5/);
        });
    });

    it("strips a file once, and again when it has changed", () => {
        withCheckout(({ write, run, kept }) => {
            write('console.log("first" as string);');
            assert.equal(run(), "first\n");
            const [only, ...others] = fs.readdirSync(kept);
            assert.deepEqual(others, []);
            fs.writeFileSync(path.join(kept, only ?? ""), 'console.log("remembered");');
            assert.equal(run(), "remembered\n");
            write('console.log("second" as string);');
            assert.equal(run(), "second\n");
        });
    });

    it("works where nothing can be written", () => {
        withCheckout(({ write, run, kept }) => {
            fs.writeFileSync(path.dirname(kept), "not a folder");
            write('console.log("all the same" as string);');
            assert.equal(run(), "all the same\n");
        });
    });

    it("names the file that it cannot read", () => {
        withCheckout(({ write, run }) => {
            write("const = ;");
            assert.match(run(), /program\.ts/);
        });
    });
});
