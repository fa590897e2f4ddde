/** A number of places; who finds none waits for one, in order. */
export class Slots {
    private readonly waiting: (() => void)[] = [];

    constructor(private free: number) {}

    public async hold<T>(work: () => Promise<T>): Promise<T> {
        if (this.free > 0) this.free--;
        else await new Promise<void>((resolve) => this.waiting.push(resolve));
        try {
            return await work();
        } finally {
            const next = this.waiting.shift();
            if (next) next();
            else this.free++;
        }
    }
}
