import { printable } from "../../text/printable";

const KEPT = { first: 150, last: 350 };

/** What something printed: the beginning and the end of it, for a log of any length. The journal has every line. */
export class Log {
    private readonly first: string[] = [];
    private readonly latest: string[] = [];
    private leftOut = 0;

    public add(text: string): void {
        for (const line of text.replace(/\n$/, "").split("\n")) this.addLine(clean(line));
    }

    private addLine(line: string): void {
        if (this.first.length < KEPT.first) {
            this.first.push(line);
            return;
        }
        this.latest.push(line);
        if (this.latest.length > KEPT.last) {
            this.latest.shift();
            this.leftOut++;
        }
    }

    /** The last line that says anything; what CodeBuild remarks about itself only where nothing else was said. */
    public get last(): string {
        const find = (says: (line: string) => boolean): string | undefined =>
            this.latest.findLast(says) ?? this.first.findLast(says);
        return (find(isOwn) ?? find(isSomething) ?? "").trim();
    }

    public get lines(): readonly string[] {
        const gap = this.leftOut === 0 ? [] : [`… ${this.leftOut} lines are left out here; the journal has them …`];
        return [...this.first, ...gap, ...this.latest];
    }
}

/** What a program said itself; where it said nothing, what was remarked about it. */
export function ownLines(lines: readonly string[]): readonly string[] {
    const own = lines.filter(isOwn);
    return own.length > 0 ? own : lines.filter(isSomething);
}

function isOwn(line: string): boolean {
    return isSomething(line) && !line.startsWith("[Container]");
}

function isSomething(line: string): boolean {
    return line.trim() !== "";
}

/** What is left of a line that was overwritten is its last version. */
function clean(line: string): string {
    return printable(line.replace(/\r$/, "").split("\r").at(-1) ?? "");
}
