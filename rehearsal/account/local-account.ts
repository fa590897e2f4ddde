// The account that rehearsed services see. Each service keeps its state in a part of its own, which folds the journal's facts,
// so a new service adds a part and changes none.
import { readArn } from "../../plan/arn";
import type { Planned, PlannedResource, Plans } from "../../plan/plans";
import type { Clock } from "../engine/clock";
import type { Blobs } from "../engine/folder";
import type { Fact, Fold, Journal, NewFact } from "../engine/journal";
import type { Caller, Gateway } from "./gateway";

/** A part is created when it is first asked for, and is then shown every fact so far. */
type Part<P extends Fold> = new (account: LocalAccount) => P;

/** The code of a Lambda function that no plan makes. */
export interface GivenFunction {
    readonly folder: string;
    /** Its handler, as Lambda has it: `index.handler`. */
    readonly handler: string;
}

export interface AccountParts {
    readonly plans: Plans;
    readonly journal: Journal;
    readonly blobs: Blobs;
    readonly clock: Clock;
    /** The only folder that is written to. */
    readonly folder: string;
    /** Functions that no plan makes, by name. @default - none */
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

    /** Resources of a type that exist by now; only these can receive, hold or run anything. */
    public created(type: string): readonly Planned[] {
        const made = this.part(CreatedResources);
        return this.plans.ofType(type).filter(({ resource }) => made.has(resource));
    }

    /** Records a fact, for good. */
    public record(said: NewFact): Fact {
        return this.journal.append(said);
    }

    /** Tracks work that outlives the call that began it; the rehearsal is over when none is left. */
    public work(done: Promise<unknown>): void {
        const tracked = done
            .catch((error: unknown) => this.broken.push(error))
            .finally(() => this.working.delete(tracked));
        this.working.add(tracked);
    }

    /** Resolves when no work is left; throws what went wrong in the rehearsal itself. */
    public async quiet(): Promise<void> {
        while (this.working.size > 0 && this.broken.length === 0) await Promise.race(this.working);
        if (this.broken.length > 0) throw this.broken[0];
    }

    /** Adds something to stop when the rehearsal ends: processes, ports, threads. */
    public atEnd(stop: () => Promise<void>): void {
        this.stops.push(stop);
    }

    /** Stops all of that, as far as possible. */
    public async end(): Promise<void> {
        await Promise.allSettled(this.stops.splice(0).map((stop) => stop()));
        this.clock.stop();
    }

    /** Records a line of output of whatever `about` names. */
    public say(about: string, text: string): void {
        this.journal.append({ kind: "line", about, data: { text } });
    }

    /** A service assumes a role on behalf of a resource, if the trust policy allows it. */
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
