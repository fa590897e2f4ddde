import type { Clock } from "../engine/clock";
import { AT_LEAST, lasting, wait } from "../engine/pace";

/**
 * How long a build may take. What its commands really do takes as long here as there; only what they sleep is shortened,
 * so a build's time on AWS is what passes here, and what they asked to sleep.
 */
export class Deadline {
    private timer?: NodeJS.Timeout;
    private left: number;
    private since = Date.now();

    constructor(
        milliseconds: number,
        private readonly clock: Clock,
        private readonly over: () => void,
    ) {
        this.left = milliseconds;
        this.arm();
    }

    /** Lets a span of AWS's time pass. */
    public async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        const atLeast = Math.min(milliseconds, AT_LEAST.poll);
        this.left -= milliseconds - lasting(this.clock, milliseconds, atLeast);
        this.arm();
        await wait(this.clock, milliseconds, atLeast, signal);
    }

    public cancel(): void {
        clearTimeout(this.timer);
    }

    private arm(): void {
        clearTimeout(this.timer);
        const now = Date.now();
        this.left -= now - this.since;
        this.since = now;
        // Longer than a timer can be set for is longer than anybody waits.
        if (this.left < 2 ** 31) this.timer = setTimeout(this.over, Math.max(0, this.left));
    }
}
