import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";

import { paintFor } from "../../../cli/terminal";
import { openScreen } from "../../../rehearsal/screen";
import { LiveScreen } from "../../../rehearsal/screen/live";
import { PlainScreen } from "../../../rehearsal/screen/plain";
import { Story } from "../../../rehearsal/screen/story";
import { summarise } from "../../../rehearsal/screen/summary";
import { treeOf } from "../../../rehearsal/screen/tree";
import { lasting } from "../../../rehearsal/screen/words";
import { matchesGolden } from "../../support/golden";
import { sampleRehearsal, type Rehearsal } from "./sample";

const plain = paintFor({});

class Paper {
    public text = "";
    constructor(
        public readonly isTTY = false,
        public readonly columns = 80,
        public readonly rows = 24,
    ) {}

    public write(text: string): void {
        this.text += text;
    }
}

describe("a rehearsal on the screen", () => {
    let sample: Rehearsal;
    before(async () => {
        sample = await sampleRehearsal();
    });

    /** The story after the first fact that `is`. */
    const until = (is: (fact: Rehearsal["facts"][number]) => boolean): { story: Story; now: number } => {
        const story = new Story(sample.plans);
        const last = sample.facts.findIndex(is);
        for (const fact of sample.facts.slice(0, last + 1)) story.see(fact);
        return { story, now: story.now };
    };
    const atEnd = () => until((fact) => fact === sample.facts.at(-1));
    const asking = () => until(({ kind }) => kind === "approval.asked");

    it("is a tree: what runs unfolded, what waits for a person said, what was red with its reason", () => {
        const { story, now } = asking();
        matchesGolden(
            "screen/asking.txt",
            `${treeOf(story, { width: 80, height: 40, now, paint: plain }).join("\n")}\n`,
        );
    });

    it("never is wider or higher than the window", () => {
        for (const [width, height] of [
            [80, 24],
            [80, 8],
            [200, 50],
            [100, 5],
        ] as const)
            for (const { story, now } of [asking(), atEnd()]) {
                const lines = treeOf(story, { width, height, now, paint: plain });
                ok(lines.length < height, `${lines.length} lines of ${height}`);
                deepStrictEqual(
                    lines.filter((line) => line.length > width),
                    [],
                );
            }
    });

    it("is plain lines where nobody watches, one an event", () => {
        const paper = new Paper();
        const story = new Story(sample.plans);
        const screen = new PlainScreen(paper, story);
        for (const fact of sample.facts) {
            story.see(fact);
            screen.see(fact);
        }
        matchesGolden("screen/plain.txt", paper.text);
    });

    it("says at the end what runs, what is red and why, and what is missing", () => {
        const { story } = atEnd();
        const ending = { fidelity: "the table", report: ".fairlead/rehearsal/report.html", paint: plain };
        const text = summarise(story, { ...ending, shortcomings: ["something that was started ended red"] });
        matchesGolden("screen/summary.txt", text);
        const statements = story.calls.denied.flatMap(({ missing }) =>
            missing.split("\n").map((line) => `      ${line}`),
        );
        const wide = text.split("\n").filter((line) => line.length > 80 && !statements.includes(line));
        deepStrictEqual(wide, []);
    });

    it("chooses the screen that suits whoever watches", () => {
        const { story } = asking();
        const drawn = (env: NodeJS.ProcessEnv, options: { json?: boolean } = {}, paper = new Paper(true)): string => {
            const screen = openScreen(paper, story, { ...options, env });
            for (const fact of sample.facts.slice(0, 3)) screen.see(fact);
            screen.end();
            return paper.text;
        };
        match(drawn({}), /\u001b\[\?25l/);
        for (const env of [{ TERM: "dumb" }, { CI: "true" }]) match(drawn(env), /^ +0\.0s {2}staging up/);
        match(drawn({}, {}, new Paper(false)), /^ +0\.0s {2}staging up/);
        const facts = drawn({}, { json: true }).trim().split("\n");
        deepStrictEqual(
            facts.map((line) => JSON.parse(line) as unknown),
            sample.facts.slice(0, 3),
        );
    });

    it("shows nothing twice when a rehearsal goes on", () => {
        const paper = new Paper();
        const screen = openScreen(paper, new Story(sample.plans), { json: true, since: sample.facts.length - 2 });
        for (const fact of sample.facts) screen.see(fact);
        strictEqual(paper.text.trim().split("\n").length, 2);
    });

    describe("live", () => {
        it("draws over what it drew, shows whole frames, and gives the cursor back", () => {
            const { story, now } = asking();
            const paper = new Paper(true);
            const screen = new LiveScreen(paper, story, () => now, { NO_COLOR: "1" });
            const back = screen.hold();
            const first = paper.text;
            ok(first.includes("\u001b[?2026h") && first.endsWith("\u001b[?25h"));
            paper.text = "";
            back();
            screen.end();
            const lines = treeOf(story, { width: 80, height: 24, now, paint: plain });
            // After a question, nothing above may be drawn over.
            ok(!/\u001b\[\d+A/.test(paper.text));
            for (const line of lines) ok(paper.text.includes(line), line);
        });

        it("writes nothing while nothing changes", () => {
            const { story, now } = atEnd();
            const paper = new Paper(true);
            const screen = new LiveScreen(paper, story, () => now);
            screen.end();
            const once = paper.text.length;
            screen.end();
            strictEqual(paper.text.slice(once), "\u001b[?25h");
        });

        it("respects NO_COLOR", () => {
            const { story, now } = atEnd();
            const draw = (env: NodeJS.ProcessEnv): string => {
                const paper = new Paper(true);
                new LiveScreen(paper, story, () => now, env).end();
                return paper.text;
            };
            ok(!/\u001b\[\d+m/.test(draw({ NO_COLOR: "1" })));
            ok(/\u001b\[\d+m/.test(draw({})), "mutant: without it there are colours");
        });
    });

    it("says how long in words that keep their width", () => {
        deepStrictEqual([40, 3_140, 9_960, 42_400, 59_600, 125_000].map(lasting), [
            "0.0 s",
            "3.1 s",
            "10 s",
            "42 s",
            "1 min 00 s",
            "2 min 05 s",
        ]);
    });
});
