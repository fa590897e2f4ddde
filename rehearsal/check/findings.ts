import { printableAll } from "../../text/printable";
import { type Paint, spread } from "../../text/terminal";
import { wrap } from "../../text/wrap";

/** Something that does not fit, and where it stands. */
export interface Finding {
    /** `wrong` is certain to fail or to contradict itself; `look` is worth a look, and may be meant. */
    readonly level: "wrong" | "look";
    readonly file: string;
    /** Counted from 1. */
    readonly line?: number;
    readonly says: string;
    /** What to write instead, or to type. */
    readonly fix?: string;
}

/** One part of the answer: a line of a stack, or what a stack has for itself. */
export interface CheckResult {
    readonly title: string;
    readonly findings: readonly Finding[];
}

/** A page of 80 columns. */
export function explainFindings(checked: readonly CheckResult[], paint: Paint): string {
    const shown = printableAll(checked.map(({ title, findings }) => ({ title, findings })));
    const all = shown.flatMap(({ findings }) => findings);
    const wrong = all.filter(({ level }) => level === "wrong").length;
    const sum = `${wrong} wrong, ${all.length - wrong} worth a look`;
    return [
        ...shown.flatMap(({ title, findings }) => {
            const [first = title, ...more] = spread(title, findings.length === 0 ? "agrees" : "");
            return [
                paint.bold(first.trimEnd()),
                ...more,
                ...findings.flatMap((finding) => explainFinding(finding, paint)),
                "",
            ];
        }),
        wrong > 0 ? paint.red(sum) : sum,
        "",
    ].join("\n");
}

/** For a run that went wrong: what is certain in full, and which command says the rest. */
export function explainWrong(checked: readonly CheckResult[], command: string, paint: Paint): readonly string[] {
    const all = checked.flatMap(({ findings }) => printableAll(findings));
    const wrong = all.filter(({ level }) => level === "wrong").map((finding) => explainFinding(finding, paint));
    const looks = all.length - wrong.length;
    const others = looks === 0 ? [] : wrap(`what may be meant, and may not: ${command}`, "  look   ");
    // What two environments find in one file is found once.
    return [...new Set(wrong.map((lines) => lines.join("\n"))), ...others];
}

function explainFinding({ level, file, line, says, fix }: Finding, paint: Paint): readonly string[] {
    const [first = "", ...more] = wrap(`${file}${line === undefined ? "" : `:${line}`}`, `  ${level.padEnd(5)}  `);
    const word = level === "wrong" ? paint.red : paint.yellow;
    const marked = `  ${word(level)}${first.slice(2 + level.length)}`;
    return [marked, ...more, ...wrap(says, "         "), ...(fix === undefined ? [] : wrap(fix, "         → "))];
}
