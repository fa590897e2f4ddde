import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Plan } from "../../cli/plan/plan";
import { Plans } from "../../policy/plan";
import { Account } from "../account/account";
import { GuardedDoor } from "../account/door";
import { judgeOf } from "../account/judge";
import { rehearsedActions } from "../actions";
import { Conductor } from "../pipelines/conductor";
import { resumeServices, services } from "../services";
import type { Approver } from "../services/approvals";
import { pushSources, up } from "../up";
import type { Wishes } from "../up/types";
import { digestOf, Blobs } from "./blobs";
import { Clock } from "./clock";
import type { Fold } from "./facts";
import { take } from "./folder";
import { Journal } from "./journal";

export interface Opening extends Wishes {
    readonly plans: readonly Plan[];
    /** The only folder that is written to. */
    readonly folder: string;
    readonly speed: number;
    readonly approver: Approver;
}

/** One rehearsal, from the first `up` until nothing moves any more. */
export class Session {
    private constructor(
        public readonly account: Account,
        /** Whether an earlier process began it. */
        public readonly resumed: boolean,
        private readonly opening: Opening,
        private readonly journal: Journal,
        private readonly release: () => void,
    ) {}

    /** Opens the folder: goes on with a rehearsal of the same plans that was killed there, else starts over. */
    public static open(opening: Opening): Session {
        const { folder, plans, source = "" } = opening;
        const release = take(folder);
        const of = digestOf(Buffer.from(JSON.stringify([plans, source])));
        const path = join(folder, "journal.ndjson");
        let journal = new Journal(path);
        const resumed = journal.facts[0]?.about === of && journal.facts.at(-1)?.kind !== "closed";
        if (!resumed) {
            journal.close();
            empty(folder);
            journal = new Journal(path);
        }
        journal.append({ kind: resumed ? "resumed" : "opened", about: of, data: {} });
        const around = {
            plans: new Plans(plans),
            journal,
            blobs: new Blobs(join(folder, "blobs")),
            clock: new Clock(opening.speed),
            folder,
        };
        const judge = judgeOf(around.plans);
        const account: Account = new Account(around, (of) => new GuardedDoor(judge, services, of));
        return new Session(account, resumed, opening, journal, release);
    }

    /** Shows everything that happened and will. */
    public follow(fold: Fold): () => void {
        return this.journal.follow(fold);
    }

    /** `up` of every stack in turn, then a push where the plans wait for one; ends when nothing moves any more. */
    public async play(): Promise<void> {
        const { account, opening } = this;
        if (this.resumed) resumeServices(account);
        new Conductor(account, { actions: rehearsedActions, approver: opening.approver }).begin();
        for (const plan of opening.plans) await up(account, plan, opening);
        pushSources(account, opening);
        await account.quiet();
    }

    /** Over: the next rehearsal in this folder starts anew. */
    public close(): void {
        this.journal.append({ kind: "closed", about: "rehearsal", data: {} });
        this.leave();
    }

    /** Stops as it is; the next rehearsal of the same plans goes on from here. */
    public leave(): void {
        this.journal.close();
        this.release();
    }
}

function empty(folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder).filter((name) => name !== "lock")) {
        const path = join(folder, name);
        if (existsSync(path)) rmSync(path, { recursive: true, force: true });
    }
}
