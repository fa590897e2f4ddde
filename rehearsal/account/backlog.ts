// Messages that wait to be delivered, one after another. Whoever adds one does not wait for its delivery.
import type { LocalAccount } from "./local-account";

export interface Serving<Each> {
    /** Records how the delivery ended, and so removes it from the backlog. */
    readonly attempt: (each: Each) => Promise<void>;
    /** Runs before each delivery. */
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

    /** Delivers until nothing is left, also what an earlier process left behind. */
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
                // The journal was closed meanwhile, so the next process delivers it.
                if (this.line.has(key)) return;
            }
        } finally {
            // At once, not when the promise resolves: whatever is added in between would wait for the next addition.
            this.working = undefined;
        }
    }
}
