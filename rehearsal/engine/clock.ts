/** A timer cannot be set further ahead, some 24 days; AWS has longer timeouts. */
const FURTHEST = 2 ** 31 - 1;

/** One clock for everything that AWS takes its time for: bake times, health checks, timeouts, `sleep` in a job. */
export class Clock {
    /** How many seconds of AWS pass in one of ours. */
    constructor(public readonly speed: number) {}

    /** What a span of AWS's time lasts here. */
    public scaled(milliseconds: number): number {
        return Math.min(milliseconds / this.speed, FURTHEST);
    }

    /** Waits for a span of AWS's time; wakes early, with a rejection, when the signal says so. */
    public sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            const stop = () => {
                clearTimeout(timer);
                reject(signal?.reason as Error);
            };
            const timer = setTimeout(() => {
                signal?.removeEventListener("abort", stop);
                resolve();
            }, this.scaled(milliseconds));
            if (signal?.aborted === true) stop();
            else signal?.addEventListener("abort", stop, { once: true });
        });
    }
}
