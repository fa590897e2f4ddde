import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Fact } from "../../../rehearsal/engine/journal";
import * as engine from "../../../rehearsal/engine/journal";
import { mutated } from "../../support/mutant";

const { Journal } = engine;

describe("the journal", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "journal-"))));
    afterEach(() => rmSync(folder, { recursive: true }));
    const path = () => join(folder, "journal.ndjson");
    const filled = () => {
        const journal = new Journal(path());
        for (const about of ["a", "b", "c"]) journal.append({ kind: "made", about, data: {} });
        journal.close();
    };
    const read = () => {
        const journal = new Journal(path());
        journal.close();
        return journal.facts.map(({ n, about }) => `${n}${about}`).join(" ");
    };

    it("gives back what it was told, in order and numbered", () => {
        filled();
        assert.equal(read(), "1a 2b 3c");
    });

    it("shows a fold what was, then what comes, and nothing after it left", () => {
        filled();
        const journal = new Journal(path());
        const seen: string[] = [];
        const leave = journal.follow({ apply: ({ about }: Fact) => void seen.push(about) });
        journal.append({ kind: "made", about: "d", data: {} });
        leave();
        journal.append({ kind: "made", about: "e", data: {} });
        journal.close();
        assert.deepEqual(seen, ["a", "b", "c", "d"]);
    });

    it("drops the line that was being written when it was killed, wherever that was, and goes on after the last whole one", () => {
        filled();
        const whole = readFileSync(path()).length;
        const last = readFileSync(path(), "utf8").trimEnd().split("\n").at(-1)?.length ?? 0;
        for (let lost = 1; lost <= last + 1; lost += 1) {
            rmSync(path());
            filled();
            truncateSync(path(), whole - lost);
            const journal = new Journal(path());
            journal.append({ kind: "made", about: "new", data: {} });
            journal.close();
            assert.equal(read(), "1a 2b 3new", `${lost} bytes lost`);
        }
    });

    const afterClosing = (journal: engine.Journal) => {
        const seen: string[] = [];
        journal.follow({ apply: ({ about }: Fact) => void seen.push(about) });
        journal.append({ kind: "closed", about: "rehearsal", data: {} });
        journal.close();
        // The last words of a program that is asked to end, for one.
        journal.append({ kind: "line", about: "task", data: {} });
        journal.close();
        return `${seen.join(" ")}, ${read()}`;
    };

    it("neither writes nor tells what comes after its end", () => {
        assert.equal(afterClosing(new Journal(path())), "rehearsal, 1rehearsal");
    });

    it("mutant: a journal that goes on after its end lets its folds see more than the next reader", () => {
        const file = "rehearsal/engine/journal";
        const talkative = mutated<typeof engine>(file, file, [
            "if (this.closed) return fact;",
            "if (this.closed) return this.folds.forEach((fold) => fold.apply(fact)), fact;",
        ]);
        assert.notEqual(afterClosing(new talkative.Journal(path())), "rehearsal, 1rehearsal");
    });

    it("does not believe what stands after a gap", () => {
        filled();
        appendFileSync(path(), `${JSON.stringify({ n: 9, at: 0, kind: "made", about: "z", data: {} })}\n`);
        assert.equal(read(), "1a 2b 3c");
    });

    it("mutant: a reader that takes every line that parses believes what stands after a gap", () => {
        filled();
        appendFileSync(path(), `${JSON.stringify({ n: 9, at: 0, kind: "made", about: "z", data: {} })}\n`);
        const careless = readFileSync(path(), "utf8")
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as Fact);
        assert.notEqual(careless.map(({ n, about }) => `${n}${about}`).join(" "), read());
    });

    it("starts empty over a file of rubbish", () => {
        writeFileSync(path(), "\u0000\u0001 rubbish\nmore\n");
        assert.equal(read(), "");
    });
});
