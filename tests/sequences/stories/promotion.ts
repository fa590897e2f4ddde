import type { Pair, Sequence, Step } from "../types";

const pair = (release: string, settings: string): Pair => ({ release, settings });
const staging = "staging";
/** Verified in the environment before, which asks no person. */
const verified = (release: string): Step[] => [
    { in: staging, release },
    { in: staging, deployment: "succeeds" },
];
const deployed: readonly Step[] = [{ approve: true }, { deployment: "succeeds" }];
/** Both environments exist, and the first release went through both. */
const begun: readonly Step[] = [
    { in: staging, up: "b1" },
    { in: staging, deployment: "succeeds" },
    { up: "b1" },
    ...deployed,
    ...verified("r1"),
    ...deployed,
    { expect: { running: pair("r1", "b1"), live: pair("r1", "b1"), pending: null, started: 2, lastRun: "green" } },
];

/** Nothing goes backwards or out twice between environments. Played in production, which pulls from staging. */
export const PROMOTIONS: readonly Sequence[] = [
    {
        says: "settings of the environment before offer nothing here",
        steps: [
            ...begun,
            { in: staging, up: "b2" },
            { in: staging, deployment: "succeeds" },
            { in: staging, expect: { running: pair("r1", "b2"), live: pair("r1", "b2"), told: 1 } },
            { expect: { running: pair("r1", "b1"), pending: null, startedSince: 0 } },
        ],
    },
    {
        says: "rolled back here, then settings change in the environment before: what runs here stays",
        steps: [
            ...begun,
            ...verified("r2"),
            ...deployed,
            { expect: { running: pair("r2", "b1") } },
            { release: "r1" },
            ...deployed,
            { expect: { running: pair("r1", "b1"), live: pair("r1", "b1") } },
            { in: staging, up: "b2" },
            { in: staging, deployment: "succeeds" },
            { in: staging, expect: { live: pair("r2", "b2") } },
            { expect: { running: pair("r1", "b1"), live: pair("r1", "b1"), pending: null, startedSince: 0 } },
        ],
    },
    {
        says: "two pulls at once: the older one ends last and replaces nothing",
        steps: [
            ...begun,
            { copies: "held" },
            ...verified("r2"),
            ...verified("r3"),
            { copied: "r3" },
            { copied: "r2" },
            { expect: { pending: "r3", startedSince: 1 } },
            ...deployed,
            { expect: { running: pair("r3", "b1"), live: pair("r3", "b1"), pending: null, startedSince: 0 } },
        ],
    },
    {
        says: "an event that comes again, late, starts nothing",
        steps: [
            ...begun,
            ...verified("r2"),
            ...deployed,
            { expect: { running: pair("r2", "b1"), live: pair("r2", "b1") } },
            { again: "r1" },
            { again: "r2" },
            { expect: { running: pair("r2", "b1"), pending: null, startedSince: 0 } },
        ],
    },
    {
        says: "rolled back here: an event that comes again, late, does not bring back what was taken before",
        steps: [
            ...begun,
            ...verified("r2"),
            ...deployed,
            { release: "r1" },
            ...deployed,
            { expect: { running: pair("r1", "b1") } },
            { again: "r2" },
            { expect: { running: pair("r1", "b1"), pending: null, startedSince: 0, asking: 0 } },
            ...verified("r3"),
            ...deployed,
            { expect: { running: pair("r3", "b1"), pending: null, red: 0 } },
        ],
    },
    {
        says: "a rollback in the environment before reaches this one",
        steps: [
            ...begun,
            ...verified("r2"),
            ...deployed,
            ...verified("r1"),
            { expect: { running: pair("r2", "b1"), pending: "r1" } },
            ...deployed,
            { expect: { running: pair("r1", "b1"), live: pair("r1", "b1"), pending: null, lastRun: "green" } },
        ],
    },
    {
        says: "rolled back in the environment before while a pull copies: nothing arrives here",
        steps: [
            ...begun,
            { copies: "held" },
            ...verified("r2"),
            ...verified("r1"),
            { copied: "r2" },
            { expect: { running: pair("r1", "b1"), pending: null, startedSince: 0 } },
        ],
    },
];
