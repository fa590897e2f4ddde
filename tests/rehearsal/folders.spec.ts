import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

import { root } from "../support/program";

const rehearsal = join(root, "rehearsal");
/** Each room takes from those before it, and none from one behind it. */
const ROOMS = "engine account sandbox faults events services containers deployments jobs actions pipelines up".split(
    " ",
);
/** They only look on: the screen at facts, the report at the screen, the check at what people wrote. */
const SPECTATORS = ["screen", "report", "check"];

interface Step {
    readonly from: string;
    readonly to: string;
}

/** Which file takes something from which other one, in another room. */
function steps(): readonly Step[] {
    const files = readdirSync(rehearsal, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    return files.flatMap((from) => {
        const taken = readFileSync(join(rehearsal, from), "utf8").matchAll(/ from "(\.[^"]+)"/g);
        const all = [...taken].map(([, path = ""]) => normalize(join(rehearsal, dirname(from), path)));
        return all.map((to) => ({ from, to: relative(rehearsal, to) })).filter(({ to }) => !to.startsWith(".."));
    });
}

function roomOf(file: string): string {
    return file.includes("/") ? (file.split("/")[0] ?? "") : "";
}

function backwards(all: readonly Step[], rooms: readonly string[]): readonly string[] {
    const inside = all.filter(
        ({ from, to }) => roomOf(from) !== "" && roomOf(to) !== "" && roomOf(from) !== roomOf(to),
    );
    const wrong = inside.filter(({ from, to }) => {
        if (SPECTATORS.includes(roomOf(to))) return !SPECTATORS.includes(roomOf(from));
        return !SPECTATORS.includes(roomOf(from)) && rooms.indexOf(roomOf(to)) > rooms.indexOf(roomOf(from));
    });
    return wrong.map(({ from, to }) => `${from} takes from ${to}`);
}

describe("the rooms of the rehearsal", () => {
    it("are those that are listed here", () => {
        const folders = readdirSync(rehearsal, { withFileTypes: true }).filter((entry) => entry.isDirectory());
        assert.deepEqual(folders.map(({ name }) => name).sort(), [...ROOMS, ...SPECTATORS].sort());
    });

    it("depend on each other in one direction", () => {
        assert.ok(steps().length > 300);
        assert.deepEqual(backwards(steps(), ROOMS), []);
    });

    it("mutant: rooms in another order are found out", () => {
        const swapped = ROOMS.map((room) => ({ services: "jobs", jobs: "services" })[room] ?? room);
        assert.ok(backwards(steps(), swapped).length > 5);
    });
});
