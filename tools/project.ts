// The program as a project with other stacks than those at the root, which belong to the team that adopts it: tests and
// measurements of Fairlead itself stand on tests/fixtures/stacks, so that no edit of the owner's can turn them red.
import {
    cpSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { root } from "./results";

/** Texts of files by name, as they lie at the root of a project. */
export type Files = Readonly<Record<string, string>>;

/** What the team that adopts the program edits; tests/own proves it, CONTRIBUTING.md names it. */
const OWNED = /^(Pulumi(\..+)?\.yaml|extend\.ts)$/;
/** What no program reads. */
const NEEDLESS = new Set([".git", ".pulumi", ".fairlead", "coverage", "dist"]);
const EXTENDS_NOTHING = `export function extend(): Record<string, unknown> {
    return {};
}
`;

const made: string[] = [];
// Also when a run is stopped: nothing of it may stay.
process.once("exit", () => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Everything at the root that is not the owner's to edit. */
export function partsOfProgram(): string[] {
    return readdirSync(root).filter((entry) => !OWNED.test(entry) && !NEEDLESS.has(entry));
}

/** A folder in which the program is a project of these files; its code is linked, so that its modules stay the same. */
export function projectOf(files: Files): string {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "fairlead-project-"));
    made.push(folder);
    for (const entry of partsOfProgram()) {
        // Behind a link the entry point would find the owner's extend.ts beside it.
        if (entry === "index.ts") cpSync(join(root, entry), join(folder, entry));
        else symlinkSync(join(root, entry), join(folder, entry));
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
}

/** What the owner edits, as Fairlead's own tests have it: two stacks, nothing beside them, and the project's first name. */
export function filesOfTests(): Files {
    const folder = join(root, "tests", "fixtures", "stacks");
    const stacks = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);
    return { ...Object.fromEntries(stacks), "Pulumi.yaml": projectFile(), "extend.ts": EXTENDS_NOTHING };
}

/** What Pulumi.yaml says about the program, under the name that expected files know it by, and nothing of the owner's. */
function projectFile(): string {
    const { name, main, runtime, config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
        readonly name: string;
        readonly main: string;
        readonly runtime: unknown;
        readonly config: Readonly<Record<string, unknown>>;
    };
    const renamed = Object.entries(config).map(([key, value]) => [
        key.startsWith(`${name}:`) ? key.replace(name, "fairlead") : key,
        value,
    ]);
    return stringify({ name: "fairlead", main, runtime, config: Object.fromEntries(renamed) as unknown });
}

/** The stack files at the root and the project file beside them, as the owner has them now. */
export function filesOfOwner(): Files {
    const names = readdirSync(root).filter((name) => OWNED.test(name) && name.endsWith(".yaml"));
    const texts = names.map((name) => [name, readFileSync(join(root, name), "utf8")] as const);
    return { ...Object.fromEntries(texts), "extend.ts": EXTENDS_NOTHING };
}

let ofTests: string | undefined;

/** Where the project with the tests' own stacks lies; made once a process. */
export function projectOfTests(): string {
    return (ofTests ??= projectOf(filesOfTests()));
}
