import { join } from "node:path";

import type { Plan } from "../plan/document";
import { below, Plans } from "../plan/plans";
import { type AccountParts, type GivenFunction, LocalAccount } from "./account/local-account";
import { AuthorizingGateway, type Call, type Gateway } from "./account/gateway";
import { judgeOf } from "./account/judge";
import { rehearsedActions } from "./actions";
import type { Approver } from "./actions/types";
import type { EngineName } from "./containers";
import { Blobs, digestOf, empty, take } from "./engine/folder";
import { Clock } from "./engine/clock";
import { type Fold, Journal } from "./engine/journal";
import { ScheduledTasks } from "./deployments/tasks/scheduled";
import { QueueWork } from "./deployments/services/queue-work";
import { ServiceScaling } from "./deployments/services/scaling";
import { beginServices, services } from "./every-service";
import { breakages } from "./faults";
import { breakWith } from "./faults/source";
import { RetryingGateway, ThrottlingGateway } from "./faults/throttle";
import { PipelineRunner } from "./pipelines/runner";
import { beginApprovals } from "./pipelines/model-approvals";
import { pushAll, SecondRelease } from "./up/pushes";
import { fillConnected, stampOf, type SourceOptions } from "./up/source";
import { up } from "./up/up";
import { sendTraffic } from "./client-traffic";
import { TYPE } from "../plan/tokens";

export interface SessionOptions {
    readonly plans: readonly Plan[];
    /** The user's own application, a folder. @default - the one that the plans name */
    readonly source?: string;
    /** Folders of applications by the name of their repository. */
    readonly sources?: Readonly<Record<string, string>>;
    /** Lambda functions that no plan makes, by name. */
    readonly functions?: Readonly<Record<string, GivenFunction>>;
    readonly engine: EngineName;
    /** Names of the breakages that the application gets; faults.ts lists them. */
    readonly breakages: readonly string[];
    /** Breakages of a second release, which is pushed once the first one is through. @default - there is only one release */
    readonly breakagesOfSecond?: readonly string[];
    readonly throttles: boolean;
    /** The only folder that the rehearsal writes to. */
    readonly folder: string;
    /** Seconds of AWS that pass in a second here. */
    readonly speed: number;
    readonly approver: Approver;
}

/** One rehearsal, from the first `up` until nothing moves any more. */
export class Session {
    private constructor(
        public readonly account: LocalAccount,
        /** Whether an earlier process began it. */
        public readonly resumed: boolean,
        private readonly options: SessionOptions,
        private readonly journal: Journal,
        private readonly unlock: () => void,
    ) {}

    /** Opens the folder. If a rehearsal of the same plans and files was killed there it goes on, else it starts over. */
    public static open(options: SessionOptions): Session {
        const { folder, plans, source, sources = {}, breakages, breakagesOfSecond: later = [], throttles } = options;
        const { functions = {} } = options;
        const unlock = take(folder);
        const folders = [...(source === undefined ? contextsOf(plans) : [source]), ...Object.values(sources)];
        folders.push(...Object.values(functions).map((each) => each.folder));
        const stamps = folders.map(stampOf);
        const of = digestOf(
            Buffer.from(JSON.stringify([plans, source ?? "", sources, functions, stamps, breakages, later, throttles])),
        );
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
            clock: new Clock(options.speed),
            folder,
            functions,
        };
        return new Session(new LocalAccount(around, gatewayFor(options, around)), resumed, options, journal, unlock);
    }

    /** How many facts there are. */
    public get length(): number {
        return this.journal.facts.length;
    }

    /** Shows a fold every fact, those of the past first. */
    public follow(fold: Fold): () => void {
        return this.journal.follow(fold);
    }

    /** Shows a fold the facts from now on, and none of an earlier process. */
    public followFromNow(fold: Fold): () => void {
        const { length } = this;
        return this.journal.follow({ apply: (fact) => void (fact.n > length && fold.apply(fact)) });
    }

    /** Runs `up` of each stack until one fails, then pushes to the repositories; ends when nothing moves any more. */
    public async play(): Promise<void> {
        const { account, options } = this;
        await beginServices(account, options.engine);
        new PipelineRunner(account, { actions: rehearsedActions, approver: options.approver }).begin();
        beginApprovals(account, options.approver);
        const { approver, breakagesOfSecond = [] } = options;
        const second = account.part(SecondRelease);
        const first = sourceOptionsOf(options, 1, options.breakages);
        if (!second.begun) fillConnected(account, first);
        const ups = await upAll(account, options.plans, first);
        const leave = sendTraffic(account);
        account.atEnd(async () => leave());
        if (!second.begun) await pushAll(account, first, approver, { again: false });
        await account.quiet();
        if (breakagesOfSecond.length > 0 && ups) {
            await second.push(sourceOptionsOf(options, 2, breakagesOfSecond), approver);
            await account.quiet();
        }
        await account.part(ScheduledTasks).pass();
        await account.quiet();
        await account.part(ServiceScaling).pass();
        await account.quiet();
        await account.part(QueueWork).pass();
        await account.quiet();
    }

    /** Ends the rehearsal: the next one in this folder starts over. */
    public close(): void {
        this.journal.append({ kind: "closed", about: "rehearsal", data: {} });
        this.journal.close();
    }

    /** Stops all processes. Nothing that ends because of that is recorded, so the next rehearsal of the same plans goes on from here. */
    public async leave(): Promise<void> {
        this.journal.close();
        await this.account.end();
        this.unlock();
    }
}

/** Stops at the first stack that fails. @returns whether all are up */
async function upAll(account: LocalAccount, plans: readonly Plan[], sourceOptions: SourceOptions): Promise<boolean> {
    for (const plan of plans) if (!(await up(account, plan, sourceOptions))) return false;
    return true;
}

/** The folders of the images that `up` builds. */
function contextsOf(plans: readonly Plan[]): readonly string[] {
    return new Plans(plans)
        .ofType(TYPE.dockerImage)
        .map(({ resource }) => String(below(resource.inputs, "build")["context"]));
}

function gatewayFor({ plans, throttles }: SessionOptions, { clock }: AccountParts): (account: LocalAccount) => Gateway {
    const judge = judgeOf(new Plans(plans));
    return (account) => {
        const gateway = new AuthorizingGateway(judge, services, account);
        if (!throttles) return gateway;
        const record = ({ action, by }: Call, attempt: number, again: boolean) =>
            void account.record({ kind: "throttled", about: action, data: { role: by.role, attempt, again } });
        return new RetryingGateway(new ThrottlingGateway(gateway), clock, record);
    };
}

function sourceOptionsOf(
    { source, sources, plans }: SessionOptions,
    release: 1 | 2,
    names: readonly string[],
): SourceOptions {
    if (names.length === 0) return { source, sources };
    const called = (name: string) => (release === 1 ? name : `${name}@${release}`);
    const breaks = (folder: string) =>
        names.map((name) => ({ name: called(name), text: breakWith(breakages.get(name) ?? [], folder, plans) }));
    return { source, sources, breaks, release };
}
