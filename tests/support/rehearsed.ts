// Whole rehearsals for tests: in this process, in a folder of their own, as fast as the clock goes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Plans, type Plan } from "../../plan/plans";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Fact } from "../../rehearsal/engine/journal";
import { Session, type SessionOptions } from "../../rehearsal/session";
import { shortcomingsOf } from "../../rehearsal/outcome";
import { Story } from "../../rehearsal/screen/story";
import { askEveryListener } from "../../rehearsal/client-traffic";
import type { Approver } from "../../rehearsal/actions/types";
import { CANARY } from "./home";

export interface Rehearsed {
    readonly facts: readonly Fact[];
    readonly story: Story;
    /** Every reason to call it red. */
    readonly shortcomings: readonly string[];
}

export interface Rehearsing extends Partial<Omit<SessionOptions, "plans">> {
    /** What happens once the first changes have gone through. */
    readonly then?: (account: LocalAccount, facts: readonly Fact[]) => Promise<void>;
    /** Sees every new fact, after the story has. */
    readonly sees?: (fact: Fact, story: Story, account: LocalAccount) => void;
    /** Rehearses; a mutant has another one. @default the sound one */
    readonly by?: Pick<typeof Session, "open">;
}

/** Somebody other than whoever pushed says yes to everything. */
const agrees: Approver = () =>
    Promise.resolve({ status: "Approved", by: "arn:aws:sts::111122223333:assumed-role/approver/grace", summary: "" });

const USUAL = { engine: "process", breakages: [], throttles: false, speed: 3600, approver: agrees } as const;

export async function rehearsed(plans: readonly Plan[], rehearsing: Rehearsing = {}): Promise<Rehearsed> {
    const { then, sees, by = Session, ...opening } = rehearsing;
    const folder = opening.folder ?? mkdtempSync(join(tmpdir(), "rehearsed-"));
    const session = by.open({ ...USUAL, plans, ...opening, folder });
    const story = new Story(new Plans(plans));
    const facts: Fact[] = [];
    session.follow(story);
    const known = session.length;
    session.follow({
        apply: (fact) => {
            facts.push(fact);
            if (fact.n > known) sees?.(fact, story, session.account);
        },
    });
    try {
        await session.play();
        await then?.(session.account, facts);
        await askEveryListener(session.account);
        const told = facts.find((fact) => JSON.stringify(fact).includes(CANARY));
        assert.equal(told, undefined, "the journal holds something of the home folder");
        return { facts: [...facts], story, shortcomings: shortcomingsOf(story, new Plans(plans)) };
    } finally {
        await session.leave();
        if (opening.folder === undefined) rmSync(folder, { recursive: true, force: true });
    }
}

/** The first fact of a rehearsal of these plans: whatever begins with it goes on as theirs. */
export async function firstFactOf(plans: readonly Plan[], opening: Partial<SessionOptions>): Promise<Fact> {
    const folder = mkdtempSync(join(tmpdir(), "first-"));
    const session = Session.open({ ...USUAL, plans, ...opening, folder });
    const facts: Fact[] = [];
    session.follow({ apply: (fact) => facts.push(fact) });
    await session.leave();
    rmSync(folder, { recursive: true });
    return facts[0] as Fact;
}
