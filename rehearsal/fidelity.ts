// How true a rehearsal is: one table, made of what each part says about itself.
import { wrap } from "../text/wrap";
import { rehearsedActions } from "./actions";
import type { Fidelity } from "./actions/types";

export interface FidelityRow extends Fidelity {
    readonly what: string;
}

/** Every part that stands in for something of AWS. */
export function fidelityRows(): readonly FidelityRow[] {
    return [...rehearsedActions].map(([provider, { fidelity }]) => ({ what: `${provider} action`, ...fidelity }));
}

const WORDS = [
    ["executed", "executed"],
    ["evaluated", "evaluated"],
    ["stoodIn", "stood in"],
    ["notRehearsed", "not rehearsed"],
] as const;

export function fidelityText(rows = fidelityRows()): string {
    const lines = rows.flatMap((row) => [
        row.what,
        ...WORDS.flatMap(([key, word]) => {
            const said = row[key];
            return said === undefined ? [] : wrap(said, `  ${`${word}:`.padEnd(15)}`, " ".repeat(17));
        }),
    ]);
    return `${["what this does not prove", ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

export function fidelityMarkdown(rows = fidelityRows()): string {
    const cell = (text = ""): string => text.replaceAll("|", "\\|");
    return [
        "| what | executed | evaluated | stood in | not rehearsed |",
        "| --- | --- | --- | --- | --- |",
        ...rows.map(
            (row) => `| [${cell(row.what)}](${row.source}) | ${WORDS.map(([key]) => cell(row[key])).join(" | ")} |`,
        ),
        "",
    ].join("\n");
}
