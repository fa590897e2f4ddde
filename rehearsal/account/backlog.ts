// What waits to be delivered, one after the other: who adds to it never waits for whoever takes it.
import type { LocalAccount } from "./local-account";

export interface Serving<Each> {
    /** Records how it ended, and so takes it out of the line. */
    readonly attempt: (each: Each) => Promise<void>;
    /** Before each. */
    readonly first?: () => void;
}

export class Backlog<Each> {
    private readonly line = new Map<string, Each>();
    private working: Promise<void> | undefined;

    constructor(
        private readonly account: LocalAccount,
        private readonly serving: Serving<Each>,
    ) {}

    public add(key: string, each: Each): void {
        this.line.set(key, each);
    }

    public ended(key: string): void {
        this.line.delete(key);
    }

    /** Until nothing is left, also of what an earlier rehearsal left behind. */
    public async idle(): Promise<void> {
        this.start();
        await this.working;
    }

    public start(): void {
        if (this.working) return;
        this.working = Promise.resolve().then(() => this.work());
        this.account.work(this.working);
    }

    private async work(): Promise<void> {
        try {
            for (;;) {
                this.serving.first?.();
                const [next] = this.line;
                if (!next) return;
                const [key, each] = next;
                await this.serving.attempt(each);
                // The journal was closed meanwhile: the next rehearsal delivers it.
                if (this.line.has(key)) return;
            }
        } finally {
            // At once, and not when the promise tells: what is added in between would wait for the next one.
            this.working = undefined;
        }
    }
}
