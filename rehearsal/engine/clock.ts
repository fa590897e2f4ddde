/** A timer cannot be set further ahead, some 24 days, and fires at once where it is; AWS has longer timeouts. */
const FURTHEST = 2 ** 31 - 1;

/** One clock for everything that AWS takes its time for: bake times, health checks, timeouts, `sleep` in a job. */
export class Clock {
    private readonly sleeping = new Set<NodeJS.Timeout>();

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
                this.sleeping.delete(timer);
                reject(signal?.reason as Error);
            };
            const timer = setTimeout(() => {
                signal?.removeEventListener("abort", stop);
                this.sleeping.delete(timer);
                resolve();
            }, this.scaled(milliseconds));
            this.sleeping.add(timer);
            if (signal?.aborted === true) stop();
            else signal?.addEventListener("abort", stop, { once: true });
        });
    }

    /** Nobody who sleeps wakes again, and no process lives on for it. */
    public stop(): void {
        for (const timer of this.sleeping) clearTimeout(timer);
        this.sleeping.clear();
    }
}

// AWS's minutes pass as fast as the clock says. Programs start, and people's requests and answers arrive, at their own
// pace, so whatever waits for those never waits less than this, in our milliseconds. A test whose programs never answer
// shortens it.

/**
 * Where a rehearsal is not told another: one minute of AWS, the period of most alarms, is then as short as requests allow
 * that must fall into it.
 */
export const USUAL_SPEED = 240;

export const AT_LEAST = {
    /** One period of an alarm: some requests must fall into it. */
    alarmPeriod: 250,
    /** A wait in which alarms may stop a deployment: two periods. */
    watched: 500,
    healthInterval: 25,
    /** The same of a target that is well for long: two of them are noticed before a watched wait ends. */
    wellInterval: 125,
    healthTimeout: 1_000,
    /** A look at what still runs once: it takes its own time, whatever the clock of AWS says meanwhile. */
    look: 500,
    /** For a program to begin to listen. */
    startUp: 10_000,
    /** For the user data of a machine: it installs things for real, and waits between its attempts. */
    boot: 180_000,
    /** For the requests that are under way to a target. */
    draining: 5_000,
    /** For a program that is asked to end. */
    stopping: 2_000,
    /** For the tasks of a deployment to become healthy, replacements included. */
    steady: 60_000,
    /** Between a task that ended and the one in its place. */
    restart: 100,
    /** Between two looks of a job at what others do: for 45 of them a deployment may be under way. */
    poll: 1_000,
    /** For a person to read what waits for an answer, and to give one. */
    answer: 30 * 60_000,
};

/** How long something takes here. */
export function lasting(clock: Clock, milliseconds: number, atLeast: number): number {
    return Math.max(clock.scaled(milliseconds), atLeast);
}

export function wait(clock: Clock, milliseconds: number, atLeast: number, signal?: AbortSignal): Promise<void> {
    return clock.sleep(Math.max(milliseconds, atLeast * clock.speed), signal);
}

/**
 * How long a build may take. What its commands really do takes as long here as there; only what they sleep is shortened,
 * so a build's time on AWS is what passes here, and what they asked to sleep.
 */
export class Deadline {
    private timer?: NodeJS.Timeout;
    private left: number;
    private since = Date.now();
    private readonly end = new AbortController();

    constructor(
        milliseconds: number,
        private readonly clock: Clock,
        private readonly over: () => void,
    ) {
        this.left = milliseconds;
        this.arm();
    }

    /** Lets a span of AWS's time pass; rejects where the build has ended. */
    public async sleep(milliseconds: number): Promise<void> {
        const atLeast = Math.min(milliseconds, AT_LEAST.poll);
        this.left -= milliseconds - lasting(this.clock, milliseconds, atLeast);
        this.arm();
        await wait(this.clock, milliseconds, atLeast, this.end.signal);
    }

    /** The build has ended, and with it whatever sleeps in it. */
    public cancel(): void {
        clearTimeout(this.timer);
        this.end.abort(new Error("the build has ended"));
    }

    private arm(): void {
        clearTimeout(this.timer);
        const now = Date.now();
        this.left -= now - this.since;
        this.since = now;
        // Longer than a timer can be set for is longer than any rehearsal.
        if (this.left <= FURTHEST) this.timer = setTimeout(this.over, Math.max(0, this.left));
    }
}
