// AWS's minutes pass as fast as the clock says. Programs start, and people's requests and answers arrive, at their own
// pace, so whatever waits for those never waits less than this, in our milliseconds. A test whose programs never answer
// shortens it.
import type { Clock } from "./clock";

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
    healthTimeout: 1_000,
    /** For a program to begin to listen. */
    startUp: 10_000,
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
