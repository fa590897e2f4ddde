// Everything that a plan makes is there, everybody is subscribed, and nothing runs: what is published, or raised as an event,
// is delivered as in a whole rehearsal.
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { AuthorizingGateway, type Service } from "../../rehearsal/account/gateway";
import { judgeOf } from "../../rehearsal/account/judge";
import { LocalAccount } from "../../rehearsal/account/local-account";
import { Clock, USUAL_SPEED } from "../../rehearsal/engine/clock";
import { Blobs, empty, take } from "../../rehearsal/engine/folder";
import { type Fact, Journal } from "../../rehearsal/engine/journal";
import { queueServices } from "../../rehearsal/services/queues";
import { topicServices } from "../../rehearsal/notifications/sns";
import type { Sample } from "./samples";
import { joinChannel, subscribe } from "../../rehearsal/notifications/subscribe";

/** What rules start beside telling somebody: here it is allowed or not, and nothing comes of it. */
const STARTS = ["codebuild:StartBuild", "codepipeline:StartPipelineExecution", "events:PutEvents"];

export class Trial {
    private constructor(
        private readonly account: LocalAccount,
        private readonly journal: Journal,
        private readonly release: () => void,
    ) {}

    /** In a folder of its own, which is emptied. */
    public static async open(plan: Plan, folder: string): Promise<Trial> {
        const release = take(folder);
        empty(folder);
        const plans = new Plans([plan]);
        const journal = new Journal(join(folder, "journal.ndjson"));
        const around = {
            plans,
            journal,
            blobs: new Blobs(join(folder, "blobs")),
            clock: new Clock(USUAL_SPEED),
            folder,
        };
        const idle = STARTS.map((action): [string, Service] => [action, () => ({})]);
        const services = new Map([...queueServices, ...topicServices, ...idle]);
        const account = new LocalAccount(around, (own) => new AuthorizingGateway(judgeOf(plans), services, own));
        const trial = new Trial(account, journal, release);
        for (const { urn } of plan.resources) account.record({ kind: "made", about: urn, data: {} });
        await trial.subscribeAll();
        return trial;
    }

    private async subscribeAll(): Promise<void> {
        for (const planned of this.account.plans.ofType(TYPE.topicSubscription)) await subscribe(this.account, planned);
        for (const type of [TYPE.slackChannel, TYPE.teamsChannel])
            for (const planned of this.account.plans.ofType(type)) joinChannel(this.account, planned);
    }

    /** Lets it happen, and waits until everybody has heard; answers what was sent, and what was not. */
    public async happens({ happens }: Sample): Promise<readonly Fact[]> {
        const before = this.journal.facts.length;
        await happens(this.account);
        await this.account.quiet();
        return this.journal.facts.slice(before);
    }

    public async leave(): Promise<void> {
        this.journal.close();
        await this.account.end();
        this.release();
    }
}
