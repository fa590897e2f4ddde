// Writes docs/unverified.md from the marks that stand beside the code which leans on something that only an account can
// settle: `// unverified: <assumption> | fails as: <how that would show> | settle: <command>`, `#` in shell.
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

const FOLDERS = ["components", "stacks", "iam", "rehearsal", "tests/iam/published"];
const MARK = /^\s*(?:\/\/|#|\*)\s*unverified:\s*(.*)$/;
const GOES_ON = /^\s*(?:\/\/|#|\*(?!\/))\s?\s*(\S.*)$/;

export interface Assumption {
    /** Path and line of the mark. */
    readonly at: string;
    readonly assumes: string;
    readonly failsAs: string;
    readonly settle: string;
}

/** The marks of one file; throws where one does not say how its failure shows or how to settle it. */
export function assumptionsIn(file: string, text: string): readonly Assumption[] {
    const lines = text.split("\n");
    return lines.flatMap((line, index) => {
        const first = MARK.exec(line)?.[1];
        if (first === undefined) return [];
        const said = [first, ...continued(lines.slice(index + 1))].join(" ");
        const [assumes = "", failsAs = "", settle = ""] = said.split(/\s*\|\s*(?:fails as|settle):\s*/);
        if (!failsAs || !settle || !/\| fails as: .*\| settle: /.test(said))
            throw new Error(
                `${file}:${index + 1} leaves open how its failure would show or what settles it; write: unverified: <assumption> | fails as: <…> | settle: <command>`,
            );
        return [{ at: `${file}:${index + 1}`, assumes, failsAs, settle: settle.replace(/\s*\*\/$/, "") }];
    });
}

/** A mark goes on over the comment's lines until it has said all three. */
function continued(lines: readonly string[]): readonly string[] {
    const end = lines.findIndex((line) => MARK.test(line) || !GOES_ON.test(line));
    return lines.slice(0, end === -1 ? lines.length : end).map((line) => GOES_ON.exec(line)?.[1] ?? "");
}

/** Every assumption of the sources below `root`, by file. */
export function assumptionsBelow(root: string): readonly Assumption[] {
    return FOLDERS.flatMap((folder) =>
        readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
            .filter((file) => /\.(ts|sh)$/.test(file))
            .map((file) => path.posix.join(folder, file))
            .sort(),
    ).flatMap((file) => assumptionsIn(file, readFileSync(path.join(root, file), "utf8")));
}

export function unverifiedPage(assumptions: readonly Assumption[]): string {
    const cell = (text: string): string => text.replaceAll("|", "\\|");
    const rows = assumptions.map(({ at, assumes, failsAs, settle }) => {
        const file = at.replace(/:\d+$/, ""); // without its line, which every edit above it moves
        const command = settle.startsWith("aws ") ? `\`${settle}\`` : settle;
        return `| ${cell(assumes)} | [${file}](../${file}) | ${cell(failsAs)} | ${cell(command)} |`;
    });
    return `# What only an AWS account can settle

Nothing in this repository has been run against an AWS account. Where AWS's pages leave a question open, the code that
leans on the answer carries a mark, and this page is made of these marks (\`npm run golden\`). Each says how it would show
that the assumption is wrong, and what settles it.

| assumption | where we lean on it | its failure would show as | what settles it |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}
