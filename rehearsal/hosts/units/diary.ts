// What a host's programs say: each line is a fact, and the last of them are kept for `journalctl` and `docker logs`.
import type { LocalAccount } from "../../account/local-account";

/** Of each program. */
const KEPT = 1000;

export class Diary {
    private readonly lines = new Map<string, string[]>();

    constructor(
        private readonly account: LocalAccount,
        private readonly id: string,
    ) {}

    /** A line of whatever `of` names. */
    public write(of: string, line: string): void {
        const kept = this.lines.get(of) ?? [];
        this.lines.set(of, kept);
        kept.push(line);
        if (kept.length > KEPT) kept.shift();
        this.account.say(this.id, `${of}: ${line}`);
    }

    public of(name: string): readonly string[] {
        return this.lines.get(name) ?? [];
    }

    public get names(): readonly string[] {
        return [...this.lines.keys()];
    }
}
