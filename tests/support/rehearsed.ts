// Whole rehearsals for tests: in this process, in a folder of their own, as fast as the clock goes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Plans, type Plan } from "../../policy/plan";
import type { Account } from "../../rehearsal/account/account";
import type { Fact } from "../../rehearsal/engine/facts";
import { Session, type Opening } from "../../rehearsal/session";
import { shortcomingsOf } from "../../rehearsal/outcome";
import { Story } from "../../rehearsal/screen/story";
import { askAll } from "../../rehearsal/visitors";
import type { Approver } from "../../rehearsal/actions/types";

export interface Rehearsed {
    readonly facts: readonly Fact[];
    readonly story: Story;
    /** Every reason to call it red. */
    readonly shortcomings: readonly string[];
}

export interface Rehearsing extends Partial<Omit<Opening, "plans">> {
    /** What happens once the first changes have gone through. */
    readonly then?: (account: Account, facts: readonly Fact[]) => Promise<void>;
    /** Sees every fact, and ends the rehearsal as it is with `true`. */
    readonly until?: (fact: Fact) => boolean;
}

export const FASTEST = 3600;

/** Somebody other than whoever pushed says yes to everything. */
export const agrees: Approver = () =>
    Promise.resolve({ status: "Approved", by: "arn:aws:sts::111122223333:assumed-role/approver/grace", summary: "" });

export async function rehearsed(plans: readonly Plan[], rehearsing: Rehearsing = {}): Promise<Rehearsed> {
    const { then, until, ...opening } = rehearsing;
    const folder = opening.folder ?? mkdtempSync(join(tmpdir(), "rehearsed-"));
    const session = Session.open({
        plans,
        engine: "process",
        breakages: [],
        throttles: false,
        speed: FASTEST,
        approver: agrees,
        ...opening,
        folder,
    });
    const story = new Story(new Plans(plans));
    const facts: Fact[] = [];
    session.follow(story);
    const enough = new Promise<void>((resolve) => {
        session.follow({
            see: (fact) => {
                facts.push(fact);
                if (until?.(fact) === true) resolve();
            },
        });
    });
    const whole = async () => {
        await session.play();
        await then?.(session.account, facts);
        await askAll(session.account);
    };
    try {
        await Promise.race([whole(), enough]);
        return { facts: [...facts], story, shortcomings: shortcomingsOf(story, new Plans(plans)) };
    } finally {
        await session.leave();
        if (opening.folder === undefined) rmSync(folder, { recursive: true, force: true });
    }
}
