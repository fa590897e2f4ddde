import { spawnSync } from "node:child_process";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type * as Vm from "node:vm";

import type * as Pulumi from "@pulumi/pulumi";

const root = path.join(__dirname, "..", "..");
const hook = path.join(root, "bin", "sdk.cjs");

/** What a program does with the SDK that ours does not: a function, and what it needs, as the text of a Lambda function. */
function serialised(): void {
    /* eslint-disable @typescript-eslint/no-require-imports -- runs as a program of its own */
    const pulumi = require("@pulumi/pulumi") as typeof Pulumi;
    const vm = require("node:vm") as typeof Vm;
    const loaded = () =>
        ["typescript", "@npmcli/arborist"].filter((name) => require.resolve(name) in require.cache).join(" and ");
    const imported = loaded();
    const captured = { greeting: "hello" };
    const greet = (name: string) => `${captured.greeting} ${name}`;
    void Promise.all([pulumi.runtime.serializeFunction(greet), pulumi.runtime.computeCodePaths()]).then(
        ([{ text }, paths]) => {
            const exported = {} as { handler(name: string): string };
            vm.runInNewContext(text, { exports: exported, require });
            const greeted = exported.handler("world");
            console.log(JSON.stringify({ imported, used: loaded(), text, greeted, paths: [...paths.keys()].sort() }));
        },
    );
    /* eslint-enable @typescript-eslint/no-require-imports */
}

interface Seen {
    readonly imported: string;
    readonly used: string;
    readonly text: string;
    readonly greeted: string;
    readonly paths: readonly string[];
}

function spawned(
    program: string,
    before: readonly string[],
): { status: number | null; stdout: string; stderr: string } {
    const args = [...before.flatMap((file) => ["--require", file]), "--eval", program];
    return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
}

function run(program: string, ...before: readonly string[]): string {
    const { status, stdout, stderr } = spawned(program, before);
    assert.equal(status, 0, stderr);
    return stdout;
}

function serialise(...before: readonly string[]): Seen {
    return JSON.parse(run(`(${serialised.toString()})()`, ...before)) as Seen;
}

/** The hook with another line in place of one of its own, where it finds the same packages. */
function withMistake(check: (file: string) => void, [sound, wrong]: readonly [string, string]): void {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-sdk-"));
    try {
        const source = fs.readFileSync(hook, "utf8");
        assert.ok(source.includes(sound), `the hook does not say ${sound}`);
        fs.writeFileSync(path.join(folder, "sdk.cjs"), source.replace(sound, wrong));
        check(path.join(folder, "sdk.cjs"));
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

describe("what the SDK loads with itself", function () {
    this.timeout(30_000);

    it("waits until a function is serialised, and then does all that it did", () => {
        const { imported: atOnce, ...without } = serialise();
        const { imported, ...withHook } = serialise(hook);
        assert.deepEqual([atOnce, imported], ["typescript and @npmcli/arborist", ""]);
        assert.deepEqual(withHook, without);
        assert.deepEqual([withHook.used, withHook.greeted], ["typescript and @npmcli/arborist", "hello world"]);
        assert.ok(withHook.paths.includes("node_modules/zod"), withHook.paths.join(" "));
    });

    it("looks up no frame in a map, in the runner of a program", () => {
        const runner = `process.on("exit", () => console.log(/source-map-support/.test(Object.keys(require.cache).join())));
            require("@pulumi/pulumi/cmd/run")`;
        const [withHook, without] = [[hook], []].map((before) => spawned(runner, before).stdout.split("\n").at(-2));
        assert.deepEqual([withHook, without], ["false", "true"]);
    });

    it("is there at once for all others", () => {
        const program = `console.log(Object.hasOwn(require("typescript"), "createScanner"));
            require("source-map-support/register");
            console.log(require.resolve("source-map-support") in require.cache)`;
        assert.equal(run(program, hook), "true\ntrue\n");
    });

    it("mutant: a hook with nothing behind it is found out", () => {
        const nothing = ["return (loaded ??= get())[name];", "return undefined;"] as const;
        withMistake((file) => assert.throws(() => serialise(file), /TypeError/), nothing);
    });

    it("mutant: a hook that no longer meets the SDK is found out", () => {
        withMistake((file) => assert.equal(serialise(file).imported, "@npmcli/arborist"), ["codePaths.js", "paths.js"]);
    });
});
