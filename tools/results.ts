// What the test runs of one command found, as tools/reporter.cjs and tools/steps.ts write it down: one line a suite.
import * as fs from "node:fs";
import * as path from "node:path";

export interface SuiteResult {
    readonly suite: string;
    readonly passed: number;
    readonly failed: number;
    /** What failed, as far as the suite names it. */
    readonly reds?: readonly { readonly title: string; readonly words: string }[];
    readonly skips: readonly { readonly title: string; readonly reason: string }[];
}

/** Sums over suites; a skip without a committed reason stands among the failures. */
interface Tally {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    /** One sentence for each skip that counts as a failure. */
    readonly complaints: readonly string[];
    /** Each allowed reason that was used, and how often. */
    readonly reasons: ReadonlyMap<string, number>;
}

export const root = path.join(__dirname, "..");

export function readResults(file: string): SuiteResult[] {
    if (!fs.existsSync(file)) return [];
    const lines = fs.readFileSync(file, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as SuiteResult);
}

export function appendResult(file: string, result: SuiteResult): void {
    fs.appendFileSync(file, `${JSON.stringify(result)}\n`);
}

/** The committed list of what a machine may lack: one reason a line, `#` for remarks. */
export function allowedSkips(file = path.join(root, "tests/allowed-skips.txt")): Set<string> {
    if (!fs.existsSync(file)) return new Set();
    const lines = fs.readFileSync(file, "utf8").split("\n");
    return new Set(lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#")));
}

export function tally(results: readonly SuiteResult[], allowed: ReadonlySet<string>): Tally {
    const skips = results.flatMap(({ suite, skips }) => skips.map((skip) => ({ ...skip, suite })));
    const refused = skips.filter(({ reason }) => !allowed.has(reason));
    const reasons = new Map<string, number>();
    for (const { reason } of skips) if (allowed.has(reason)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return {
        passed: sum(results.map(({ passed }) => passed)),
        failed: sum(results.map(({ failed }) => failed)) + refused.length,
        skipped: skips.length - refused.length,
        complaints: refused.map(({ suite, title, reason }) =>
            reason === ""
                ? `${suite}: "${title}" is skipped without a reason; use skipBecause() from tests/support/skip.ts`
                : `${suite}: "${title}" is skipped because of "${reason}", which tests/allowed-skips.txt does not list`,
        ),
        reasons,
    };
}

/** The lines every summary ends with. */
export function conclude(results: readonly SuiteResult[], allowed: ReadonlySet<string>): Tally {
    const total = tally(results, allowed);
    // Again, below everything: of a long log people and machines keep the end.
    for (const { suite, reds = [] } of results)
        for (const { title, words } of reds) console.log(`red in ${suite}: ${title}: ${words}`);
    for (const complaint of total.complaints) console.log(`not an allowed skip: ${complaint}`);
    for (const [reason, times] of total.reasons) console.log(`skipped ${times}: ${reason}`);
    console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
    return total;
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}
