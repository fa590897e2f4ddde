// Rehearsals that are ended from outside, as people and machines do it, and what they leave behind.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import * as stops from "../../cli/rehearse/interrupt";
import { begin, ended, factsIn } from "../support/commanded";
import { mutated } from "../support/mutant";

const bread = readFileSync(join(__dirname, "..", "rehearsal", "plans", "other-stages.json"), "utf8");
/** Long enough to be met at work. */
const slow = bread.replace("commands:\\n      - echo", "commands:\\n      - sleep 2\\n      - echo");

describe("a rehearsal that is stopped", function () {
    this.timeout(300_000);
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "stopped-"));
        writeFileSync(join(folder, "slow.json"), slow);
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const start = () => begin(folder, "--plan", "slow.json", "--speed", "1");
    const journal = () => join(folder, ".fairlead", "rehearsal", "journal.ndjson");
    /** Waits for its first build; one that ends before has none. */
    const atWork = async (child: ChildProcess) => {
        const building = () => existsSync(journal()) && readFileSync(journal(), "utf8").includes('"build.started"');
        while (child.exitCode === null && !building()) await sleep(20);
    };

    /** Those that know the folder by name, in their arguments or by standing in it. */
    const left = () =>
        readdirSync("/proc")
            .filter((name) => /^\d+$/.test(name))
            .filter((pid) => {
                try {
                    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
                } catch {
                    return false;
                }
            });

    const atWorkBy = (signal: NodeJS.Signals) => async (child: ChildProcess) => {
        await atWork(child);
        child.kill(signal);
    };

    const WAYS: Readonly<Record<string, readonly [code: number, how: (child: ChildProcess) => unknown]>> = {
        "Ctrl-C": [130, atWorkBy("SIGINT")],
        kill: [143, atWorkBy("SIGTERM")],
        "a closed terminal": [129, atWorkBy("SIGHUP")],
        "a pipe that nobody reads": [141, (child) => child.stdout?.destroy()],
    };
    for (const [name, [code, how]] of Object.entries(WAYS))
        it(`leaves in order after ${name}, and goes on when it is started again`, async () => {
            const child = start();
            const [first] = await Promise.all([ended(child, folder), how(child)]);
            assert.equal(first.code, code, first.screen);
            assert.match(first.screen, /Stopped; the same command goes on from here\./);
            assert.doesNotMatch(first.screen, / at .*\.ts:\d+/);
            assert.ok(!existsSync(join(folder, ".fairlead", "rehearsal", "lock")));
            // The kernel ends what was inside right after the engine, not before.
            for (const until = Date.now() + 30_000; left().length > 0 && Date.now() < until;) await sleep(20);
            assert.deepEqual(left(), []);
            const begun = factsIn(folder).length;
            const second = await ended(start(), folder);
            assert.equal(second.code, 0, second.screen);
            assert.match(second.screen, /this one goes on with it/);
            const begins = second.facts.filter(({ kind }) => kind === "opened" || kind === "run.queued");
            assert.equal(begins.length, 2);
            assert.ok(second.facts.length > begun);
        });

    it("ends a job by Ctrl-C that hears no signal, waits for a pipe and has stopped the process of ours beside it", async () => {
        const waits = "trap '' HUP INT TERM; mkfifo p; echo stuck; command sleep 1; kill -s STOP $PPID; cat p";
        writeFileSync(join(folder, "slow.json"), slow.replace("sleep 2", waits));
        const child = start();
        await atWork(child);
        while (child.exitCode === null && !readFileSync(journal(), "utf8").includes('"text":"stuck"')) await sleep(20);
        await sleep(1500);
        child.kill("SIGINT");
        const { code, screen } = await ended(child, folder);
        assert.equal(code, 130, screen);
        for (const until = Date.now() + 30_000; left().length > 0 && Date.now() < until;) await sleep(20);
        assert.deepEqual(left(), []);
    });

    it("hears of every way, and of errors that nobody caught", async () => {
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
            const { asked, forget } = stops.listenForStops(new PassThrough());
            process.emit(signal, signal);
            assert.equal(await asked, signal);
            forget();
        }
        const out = new PassThrough();
        const { asked, forget } = stops.listenForStops(out);
        out.emit("error", new Error("ENOSPC: no space left on device"));
        await assert.rejects(asked, /no space left/);
        forget();
    });

    it("mutant: whoever listens for Ctrl-C alone does not hear a closed terminal", async () => {
        const file = "cli/rehearse/interrupt";
        const deaf = mutated<typeof stops>(file, file, [', "SIGHUP"', ""]);
        const { asked, forget } = deaf.listenForStops(new PassThrough());
        process.on("SIGHUP", nothing);
        process.emit("SIGHUP", "SIGHUP");
        process.off("SIGHUP", nothing);
        forget();
        assert.equal(await Promise.race([asked, sleep(20, "nothing")]), "nothing");
    });
});

function nothing(): void {
    // A test that is not stopped by its own signal.
}
