import { paintFor } from "../../text/terminal";
import type { Fact } from "../engine/journal";
import { PlainScreen } from "./plain";
import { sizeOf, type Screen, type Terminal } from "./screen";
import type { Story } from "./story";
import { treeOf } from "./tree";

const ESC = "\u001b[";
/** One frame is shown whole (terminals that do not know this ignore it), and long lines end at the edge. */
const BEGIN = `${ESC}?2026h${ESC}?7l`;
const END = `${ESC}?7h${ESC}?2026l`;
const [HIDE_CURSOR, SHOW_CURSOR] = [`${ESC}?25l`, `${ESC}?25h`];
const FRAME_MS = 100;

/** A tree that is redrawn in place. */
export class LiveScreen implements Screen {
    private drawn = 0;
    private last = "";
    private timer?: NodeJS.Timeout;
    /** Somebody is asked something: nothing may be written. */
    private held = false;
    /** Answers of addresses that were shown, and those that wait for that. */
    private readonly answers = new Set<string>();
    private readonly untold: Fact[] = [];
    /** Once it has ended, whatever still happens is a line below it. */
    private after?: PlainScreen;

    constructor(
        private readonly terminal: Terminal,
        private readonly story: Story,
        private readonly clock: () => number = Date.now,
        private readonly env: NodeJS.ProcessEnv = process.env,
    ) {
        terminal.write(HIDE_CURSOR);
        this.run();
    }

    /** The story has seen it; the next frame shows it. What can be visited stays above the tree, while other lines are on their way. */
    public apply(fact: Fact): void {
        this.after?.apply(fact);
        const { status, body } = fact.data;
        const answer = `${fact.about} ${String(body)}`;
        if (this.after || fact.kind !== "answered" || Number(status) >= 300 || this.answers.has(answer)) return;
        this.answers.add(answer);
        this.untold.push(fact);
        if (!this.held) this.tell();
    }

    private tell(): void {
        if (this.untold.length === 0) return;
        if (this.drawn > 0) this.terminal.write(`${ESC}${this.drawn}A\r${ESC}J`);
        const plain = new PlainScreen(this.terminal, this.story);
        for (const fact of this.untold.splice(0)) plain.apply(fact);
        this.drawn = 0;
        this.last = "";
        this.draw();
    }

    public hold(): () => void {
        if (this.after) return this.after.hold();
        this.stop();
        this.held = true;
        this.terminal.write(SHOW_CURSOR);
        return () => {
            this.held = false;
            // Whatever was written meanwhile stays; the tree goes on below it.
            this.drawn = 0;
            this.last = "";
            this.terminal.write(HIDE_CURSOR);
            this.tell();
            this.run();
        };
    }

    public end(): void {
        if (this.after) return;
        this.stop();
        this.terminal.write(SHOW_CURSOR);
        this.after = new PlainScreen(this.terminal, this.story);
    }

    private run(): void {
        this.timer = setInterval(() => this.draw(), FRAME_MS).unref();
    }

    private stop(): void {
        clearInterval(this.timer);
        this.draw();
    }

    private draw(): void {
        const paint = paintFor(this.terminal, this.env);
        const lines = treeOf(this.story, { ...sizeOf(this.terminal), now: this.clock(), paint });
        const frame = lines.map((line) => `${line}${ESC}K\n`).join("");
        if (frame === this.last) return;
        this.last = frame;
        const up = this.drawn === 0 ? "" : `${ESC}${this.drawn}A`;
        // Each line erases what was longer before; what was below it is erased once.
        this.terminal.write(`${BEGIN}${up}\r${frame}${ESC}J${END}`);
        this.drawn = lines.length;
    }
}
