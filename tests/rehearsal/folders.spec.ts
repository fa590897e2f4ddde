import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

import { root } from "../support/program";

const rehearsal = join(root, "rehearsal");
/** Each folder imports from those before it, and none from one behind it. */
const FOLDERS = [
    ..."engine account sandbox packages faults events services notifications containers sagemaker deployments endpoints cloudformation jobs hosts fleets functions".split(
        " ",
    ),
    ..."actions pipelines workflows up".split(" "),
];
/** The screen reads facts, the report the screen, the check what people wrote; a kind of build or target has a say in each. */
const OBSERVERS = ["screen", "report", "check", "builds", "targets"];

interface Step {
    readonly from: string;
    readonly to: string;
}

/** Which file imports from which other one, in another folder. */
function steps(): readonly Step[] {
    const files = readdirSync(rehearsal, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    return files.flatMap((from) => {
        const taken = readFileSync(join(rehearsal, from), "utf8").matchAll(/ from "(\.[^"]+)"/g);
        const all = [...taken].map(([, path = ""]) => normalize(join(rehearsal, dirname(from), path)));
        return all.map((to) => ({ from, to: relative(rehearsal, to) })).filter(({ to }) => !to.startsWith(".."));
    });
}

function folderOf(file: string): string {
    return file.includes("/") ? (file.split("/")[0] ?? "") : "";
}

function backwards(all: readonly Step[], order: readonly string[]): readonly string[] {
    const inside = all.filter(
        ({ from, to }) => folderOf(from) !== "" && folderOf(to) !== "" && folderOf(from) !== folderOf(to),
    );
    const wrong = inside.filter(({ from, to }) => {
        if (OBSERVERS.includes(folderOf(to))) return !OBSERVERS.includes(folderOf(from));
        return !OBSERVERS.includes(folderOf(from)) && order.indexOf(folderOf(to)) > order.indexOf(folderOf(from));
    });
    return wrong.map(({ from, to }) => `${from} imports from ${to}`);
}

describe("the folders of the rehearsal", () => {
    it("are those that are listed here", () => {
        const folders = readdirSync(rehearsal, { withFileTypes: true }).filter((entry) => entry.isDirectory());
        assert.deepEqual(folders.map(({ name }) => name).sort(), [...FOLDERS, ...OBSERVERS].sort());
    });

    it("depend on each other in one direction", () => {
        assert.ok(steps().length > 300);
        assert.deepEqual(backwards(steps(), FOLDERS), []);
    });

    it("mutant: folders in another order are found out", () => {
        const swapped = FOLDERS.map((folder) => ({ services: "jobs", jobs: "services" })[folder] ?? folder);
        assert.ok(backwards(steps(), swapped).length > 5);
    });
});
