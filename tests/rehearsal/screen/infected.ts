// A rehearsal in which everything that a stranger can word is worded by one.
import type { Json } from "../../../plan/document";
import { explainFindings } from "../../../rehearsal/check/findings";
import type { Fact } from "../../../rehearsal/engine/journal";
import { renderReport } from "../../../rehearsal/report/report";
import { openScreen } from "../../../rehearsal/screen";
import { Story } from "../../../rehearsal/screen/story";
import { summarise } from "../../../rehearsal/screen/summary";
import { treeOf } from "../../../rehearsal/screen/tree";
import { paintFor } from "../../../text/terminal";
import type { Rehearsal } from "./sample";

class Paper {
    public said = "";

    public write(text: string): void {
        this.said += text;
    }
}

/** What an ARN or an id is has its form from AWS; the rest is somebody's words. */
const WORDS = new Set(
    [
        "text",
        "why",
        "reason",
        "body",
        "missing",
        "undecided",
        "summary",
        "customData",
        "by",
        "detail",
        "variables",
    ].concat(["where", "step", "target", "source", "detail-type", "rule"]),
);

export function infected(facts: readonly Fact[], text: () => string): readonly Fact[] {
    return facts.map((fact) => ({ ...fact, data: infect(fact.data, false) as Fact["data"] }));

    function infect(value: Json, isWords: boolean): Json {
        if (typeof value === "string") return isWords ? `${value}${text()}` : value;
        if (Array.isArray(value)) return value.map((each: Json) => infect(each, isWords));
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(
            Object.entries(value).map(([key, each]) => [
                isWords ? `${key}${text()}` : key,
                infect(each, isWords || WORDS.has(key)),
            ]),
        );
    }
}

/** Everything that is shown of it, by where. */
export function shownOf(
    sample: Rehearsal,
    facts: readonly Fact[],
    text: () => string,
): Readonly<Record<string, string>> {
    const [plain, json] = [new Paper(), new Paper()];
    const story = new Story(sample.plans);
    const screens = [openScreen(plain, story), openScreen(json, story, { json: true })];
    for (const fact of facts) {
        story.apply(fact);
        for (const screen of screens) screen.apply(fact);
    }
    const paint = paintFor({ isTTY: true }, {});
    const findings = [{ level: "wrong" as const, file: text(), line: 1, says: text(), fix: text() }];
    const shortcomings = [text(), text()];
    const ending = { fidelity: [], findings: [], shortcomings, report: "report.html", paint, blobs: sample.blobs };
    return {
        plain: plain.said,
        json: json.said,
        tree: treeOf(story, { width: 80, height: 40, now: story.now, paint }).join("\n"),
        summary: summarise(story, ending),
        report: renderReport({ story, blobs: sample.blobs, fidelity: [], shortcomings }),
        check: explainFindings([{ title: text(), findings }] as never, paint),
    };
}
