import type { Pair, Sequence, Step } from "../types";

const pair = (release: string, settings: string): Pair => ({ release, settings });
/** A release that goes through at once; the approval is no step where no person has to agree. */
const lands = (release: string): Step[] => [{ release }, { approve: true }, { deployment: "succeeds" }];
/** The beginning of every story: the first `up`, its first run, and one release of the team's own. */
const begun: readonly Step[] = [{ up: "b1" }, { approve: true }, { deployment: "succeeds" }, ...lands("r1")];

/** One writer per thing: neither a release nor a change of settings ever undoes the other (design, sentence 6.2). */
export const SEQUENCES: readonly Sequence[] = [
    {
        says: "the first `up` starts one run, and it ends green with the placeholder",
        steps: [
            { up: "b1" },
            { approve: true },
            { deployment: "succeeds" },
            {
                expect: {
                    running: pair("r0", "b1"),
                    live: pair("r0", "b1"),
                    started: 1,
                    lastRun: "green",
                    reachable: true,
                },
            },
        ],
    },
    {
        says: "`up` during a rollout: it ends with both newest",
        steps: [
            ...begun,
            { release: "r2" },
            { approve: true },
            { up: "b2" },
            { expect: { running: pair("r1", "b1"), reachable: true } },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b1") } },
            { approve: true },
            { deployment: "succeeds" },
            {
                expect: {
                    running: pair("r2", "b2"),
                    live: pair("r2", "b2"),
                    pending: null,
                    lastRun: "green",
                    reachable: true,
                },
            },
        ],
    },
    {
        says: "a failing release: the last good pair runs, what is pending is shown, and settings do not bring it back",
        steps: [
            ...begun,
            { release: "r2" },
            { approve: true },
            { deployment: "fails" },
            {
                expect: {
                    running: pair("r1", "b1"),
                    live: pair("r1", "b1"),
                    pending: "r2",
                    lastRun: "red",
                    reachable: true,
                },
            },
            { up: "b2" },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r1", "b2"), live: pair("r1", "b2"), pending: "r2", lastRun: "green" } },
        ],
    },
    {
        says: "settings that fail: the last good pair runs, and the next release brings them again",
        steps: [
            ...begun,
            { up: "b2" },
            { approve: true },
            { deployment: "fails" },
            { expect: { running: pair("r1", "b1"), live: pair("r1", "b1"), lastRun: "red" } },
            ...lands("r2"),
            { expect: { running: pair("r2", "b2"), live: pair("r2", "b2"), lastRun: "green" } },
        ],
    },
    {
        says: "a deployment that was rolled back silently is red, and not recorded",
        steps: [
            ...begun,
            { release: "r2" },
            { approve: true },
            { deployment: "lies" },
            { expect: { running: pair("r1", "b1"), live: pair("r1", "b1"), pending: "r2", lastRun: "red" } },
        ],
    },
    {
        says: "`refresh`, then `up`: nothing starts, nothing moves",
        steps: [
            ...begun,
            { expect: {} },
            { refresh: true },
            { up: "b1" },
            { expect: { running: pair("r1", "b1"), startedSince: 0, reachable: true } },
            ...lands("r2"),
            { expect: {} },
            { refresh: true },
            { up: "b1" },
            { expect: { running: pair("r2", "b1"), startedSince: 0, reachable: true } },
        ],
    },
    {
        says: "tasks that scaling or a person has chosen: no release, no settings and no `refresh` takes one away",
        steps: [
            ...begun,
            { tasks: 5 },
            { release: "r2" },
            { approve: true },
            { refresh: true },
            { up: "b2" },
            { tasks: 6 },
            { deployment: "succeeds" },
            { approve: true },
            { deployment: "succeeds" },
            { refresh: true },
            { up: "b2" },
            { expect: { running: pair("r2", "b2"), live: pair("r2", "b2"), tasks: 6, reachable: true } },
        ],
    },
    {
        says: "`refresh` and `up` while a release waits or rolls out: settings arrive, the release stays",
        steps: [
            ...begun,
            { release: "r2" },
            { approve: true },
            { refresh: true },
            { up: "b2" },
            { deployment: "succeeds" },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b2"), live: pair("r2", "b2"), reachable: true } },
        ],
    },
];

/** Only where no person has to agree. */
export const UNASKED: readonly Sequence[] = [
    {
        says: "two quick releases: both are deployed in their order, the newest is live",
        steps: [
            ...begun,
            { releases: ["r2", "r3"] },
            { approve: true },
            { deployment: "succeeds" },
            { approve: true },
            { deployment: "succeeds" },
            {
                expect: {
                    running: pair("r3", "b1"),
                    live: pair("r3", "b1"),
                    order: [pair("r0", "b1"), pair("r1", "b1"), pair("r2", "b1"), pair("r3", "b1")],
                },
            },
        ],
    },
];

/** Only where a person has to agree. */
export const APPROVALS: readonly Sequence[] = [
    {
        says: "a release waits for its approval, `up` changes settings: those ask at once, and the release asks again",
        steps: [
            ...begun,
            { release: "r2" },
            { up: "b2" },
            { expect: { pending: "r2", lastRun: "stopped", red: 0, asking: 1 } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r1", "b2"), live: pair("r1", "b2"), pending: "r2", lastRun: "green" } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b2"), live: pair("r2", "b2"), pending: null, lastRun: "green", red: 0 } },
        ],
    },
    {
        says: "two quick releases: the overtaken one neither asks nor is deployed, and is not red",
        steps: [
            ...begun,
            { releases: ["r2", "r3"] },
            { expect: { running: pair("r1", "b1"), lastRun: "green", red: 0, asking: 1 } },
            { approve: true },
            { deployment: "succeeds" },
            {
                expect: {
                    live: pair("r3", "b1"),
                    order: [pair("r0", "b1"), pair("r1", "b1"), pair("r3", "b1")],
                    pending: null,
                    red: 0,
                    asking: 0,
                },
            },
        ],
    },
    {
        says: "a release asks, a newer one arrives: the newer one asks instead, and nothing is red",
        steps: [
            ...begun,
            { release: "r2" },
            { release: "r3" },
            { expect: { lastRun: "stopped", red: 0, asking: 1 } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r3", "b1"), live: pair("r3", "b1"), pending: null, lastRun: "green", red: 0 } },
        ],
    },
    {
        says: "settings that a release has taken along do not ask after it",
        steps: [
            ...begun,
            { up: "b2" },
            { release: "r2" },
            { expect: { lastRun: "stopped", asking: 1 } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b2"), live: pair("r2", "b2"), lastRun: "green", red: 0, asking: 0 } },
        ],
    },
    {
        says: "approved, and `up` changes settings before the lock is free: they ask anew, and nothing else goes out",
        steps: [
            ...begun,
            { release: "r2" },
            { approve: true },
            { release: "r3" },
            { approve: true },
            { up: "b2" },
            { deployment: "succeeds" },
            {
                expect: {
                    running: pair("r2", "b1"),
                    live: pair("r2", "b1"),
                    pending: "r3",
                    lastRun: "stopped",
                    red: 0,
                    asking: 1,
                },
            },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b2"), live: pair("r2", "b2"), pending: "r3", lastRun: "green" } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r3", "b2"), live: pair("r3", "b2"), pending: null, red: 0 } },
        ],
    },
    {
        says: "a rejected release is never deployed, not by later settings either",
        steps: [
            ...begun,
            { release: "r2" },
            { reject: true },
            { expect: { running: pair("r1", "b1"), live: pair("r1", "b1"), pending: "r2", lastRun: "red" } },
            { up: "b2" },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r1", "b2"), live: pair("r1", "b2"), pending: "r2", asking: 0 } },
        ],
    },
    {
        says: "a release gave way to settings, and those are rejected: the release asks again, and takes them along",
        steps: [
            ...begun,
            { release: "r2" },
            { up: "b2" },
            { reject: true },
            { expect: { running: pair("r1", "b1"), pending: "r2", lastRun: "red", asking: 1 } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b2"), live: pair("r2", "b2"), pending: null, lastRun: "green" } },
        ],
    },
    {
        says: "a release that gave way, asked again and was rejected does not come back",
        steps: [
            ...begun,
            { release: "r2" },
            { up: "b2" },
            { approve: true },
            { deployment: "succeeds" },
            { reject: true },
            { expect: { running: pair("r1", "b2"), pending: "r2", lastRun: "red", asking: 0 } },
            { up: "b1" },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r1", "b1"), pending: "r2", lastRun: "green", asking: 0 } },
        ],
    },
    {
        says: "settings and the pipeline change in one `up`: what waits is cancelled, asks again, and gives way to the settings",
        steps: [
            ...begun,
            { release: "r2" },
            { expect: {} },
            { up: "b2, later timeout" },
            { expect: { pending: "r2", lastRun: "stopped", red: 0, startedSince: 2, asking: 1 } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r1", "b2"), live: pair("r1", "b2"), pending: "r2", lastRun: "green", red: 0 } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b2"), pending: null, lastRun: "green" } },
        ],
    },
    {
        says: "the pipeline alone changes while a release asks: its run is cancelled, and it asks again",
        steps: [
            ...begun,
            { up: "b2" },
            { approve: true },
            { deployment: "succeeds" },
            { release: "r2" },
            { expect: { running: pair("r1", "b2"), pending: "r2", asking: 1 } },
            { up: "b2, later timeout" },
            { expect: { pending: "r2", lastRun: "cancelled", red: 0, startedSince: 1, asking: 1 } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b2"), live: pair("r2", "b2"), pending: null, red: 0 } },
        ],
    },
    {
        says: "the pipeline changes during a rollout: it goes on unheard, and the next run waits for it",
        steps: [
            ...begun,
            { release: "r2" },
            { approve: true },
            { up: "b2, later timeout" },
            { expect: { lastRun: "stopped", running: pair("r1", "b1"), asking: 1 } },
            { approve: true },
            { deployment: "succeeds" },
            { expect: { running: pair("r2", "b1"), live: pair("r1", "b1") } },
            { deployment: "succeeds" },
            { expect: { running: pair("r1", "b2"), live: pair("r1", "b2"), pending: "r2", lastRun: "green" } },
        ],
    },
];
