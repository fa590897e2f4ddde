// What a service sees of the local account. Each part of it is one file and a fold of its own, so an AWS service that
// the rehearsal learns adds a part and changes none.
import { readArn } from "../../plan/arn";
import type { Planned, PlannedResource, Plans } from "../../plan/plans";
import type { Clock } from "../engine/clock";
import type { Blobs } from "../engine/folder";
import type { Fact, Fold, Journal, NewFact } from "../engine/journal";
import type { Caller, Gateway } from "./gateway";

/** A part is created when it is first asked for, and has then been shown every fact there is. */
type Part<P extends Fold> = new (account: LocalAccount) => P;

/** The text of a function of Lambda that no plan makes. */
export interface GivenFunction {
    readonly folder: string;
    /** Lambda's word for where it begins: `index.handler`. */
    readonly handler: string;
}

export interface AccountParts {
    readonly plans: Plans;
    readonly journal: Journal;
    readonly blobs: Blobs;
    readonly clock: Clock;
    /** The only folder that anything is written to. */
    readonly folder: string;
    /** By their names: functions that no plan makes. @default none is given */
    readonly functions?: Readonly<Record<string, GivenFunction>>;
}

export class LocalAccount {
    public readonly plans: Plans;
    public readonly blobs: Blobs;
    public readonly clock: Clock;
    public readonly folder: string;
    public readonly functions: Readonly<Record<string, GivenFunction>>;
    private readonly journal: Journal;
    private readonly working = new Set<Promise<unknown>>();
    private readonly broken: unknown[] = [];
    private readonly stops: (() => Promise<void>)[] = [];
    private readonly parts = new Map<Part<Fold>, Fold>();

    constructor(
        around: AccountParts,
        private readonly openGateway: (account: LocalAccount) => Gateway,
    ) {
        ({
            plans: this.plans,
            journal: this.journal,
            blobs: this.blobs,
            clock: this.clock,
            folder: this.folder,
            functions: this.functions = {},
        } = around);
    }

    private opened?: Gateway;
    public get gateway(): Gateway {
        return (this.opened ??= this.openGateway(this));
    }

    public part<P extends Fold>(kind: Part<P>): P {
        const known = this.parts.get(kind);
        if (known) return known as P;
        const made = new kind(this);
        this.parts.set(kind, made);
        this.journal.follow(made);
        return made;
    }

    /** Resources of a type that exist by now: only these can receive, hold or run anything. */
    public created(type: string): readonly Planned[] {
        const made = this.part(CreatedResources);
        return this.plans.ofType(type).filter(({ resource }) => made.has(resource));
    }

    /** Makes something true, for good. */
    public record(said: NewFact): Fact {
        return this.journal.append(said);
    }

    /** Work that goes on after the call that began it has returned; the rehearsal is over when none is left. */
    public work(done: Promise<unknown>): void {
        const tracked = done
            .catch((error: unknown) => this.broken.push(error))
            .finally(() => this.working.delete(tracked));
        this.working.add(tracked);
    }

    /** Ends when nothing goes on any more; throws what went wrong in the rehearsal itself. */
    public async quiet(): Promise<void> {
        while (this.working.size > 0 && this.broken.length === 0) await Promise.race(this.working);
        if (this.broken.length > 0) throw this.broken[0];
    }

    /** What to stop when the rehearsal ends: processes, ports, threads. */
    public atEnd(stop: () => Promise<void>): void {
        this.stops.push(stop);
    }

    /** Stops all of it, as far as each can be. */
    public async end(): Promise<void> {
        await Promise.allSettled(this.stops.splice(0).map((stop) => stop()));
        this.clock.stop();
    }

    /** A line of output, of whatever `about` names. */
    public say(about: string, text: string): void {
        this.journal.append({ kind: "line", about, data: { text } });
    }

    /** A service takes on a role on behalf of a resource: what AWS asks the trust policy. */
    public assume(service: string, role: string, behalf: string): Caller {
        this.gateway.ask({
            by: { role: service, as: service },
            action: "sts:AssumeRole",
            on: role,
            context: { "aws:SourceAccount": readArn(behalf).account, "aws:SourceArn": behalf },
        });
        return { role, as: behalf };
    }
}

/** What the rehearsed `up` has created so far. `up` records `made` by URN, between `up.started` and `up.ended` of the stack. */
export class CreatedResources implements Fold {
    private readonly urns = new Set<string>();

    public apply({ kind, about }: Fact): void {
        if (kind === "made") this.urns.add(about);
    }

    public has({ urn, external }: PlannedResource): boolean {
        return external === true || this.urns.has(urn);
    }
}
